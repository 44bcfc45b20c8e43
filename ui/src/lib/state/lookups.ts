import { commands, type Choice, type ChoiceField } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';

/** Suggests what was entered in a field before, for `suggest` of a text or tags field. */
export function suggest(what: ChoiceField): (text: string) => Promise<string[]> {
  return (text) => unwrap(commands.choices(what, text));
}

/** Things by a part of their name, for `find` of a link field. */
export const find = {
  people: (text: string): Promise<Choice[]> => unwrap(commands.findPeople(text)),
  devices: (text: string): Promise<Choice[]> => unwrap(commands.findDevices(text)),
  contracts: (text: string): Promise<Choice[]> => unwrap(commands.findContracts(text)),
  vendors: (text: string): Promise<Choice[]> => unwrap(commands.findVendors(text)),
  locations: async (text: string): Promise<Choice[]> => {
    const all = { sort: '', descending: false, offset: 0, limit: 20, belongs_to: null, only: null };
    const page = await unwrap(commands.listLocations({ ...all, filter: text }));
    return page.rows.map((row) => ({ id: row.id, name: row.name, detail: row.path }));
  },
  licenses: (text: string): Promise<Choice[]> => unwrap(commands.findLicenses(text)),
};

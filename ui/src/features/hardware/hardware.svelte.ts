import {
  commands,
  type Choice,
  type ChoiceField,
  type Device,
  type DeviceInput,
  type DeviceRow,
} from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';

/** The Hardware screen: its list, the device beside it, and what is done to it. */
export class Hardware extends Things<DeviceRow, Device, DeviceInput> {
  constructor() {
    super('device', {
      list: (query) => unwrap(commands.listDevices(query)),
      get: (id) => unwrap(commands.getDevice(id)),
      create: (input) => unwrap(commands.createDevice(input)),
      update: (id, version, input) => unwrap(commands.updateDevice(id, version, input)),
      remove: (kind, ids) => unwrap(commands.deleteThings(kind, ids)),
    });
  }

  async undo(batch: string): Promise<void> {
    await unwrap(commands.undoBatch(batch));
    this.refresh();
    await this.reread();
  }

  choices(what: ChoiceField, text: string): Promise<string[]> {
    return unwrap(commands.choices(what, text));
  }

  findPeople(text: string): Promise<Choice[]> {
    return unwrap(commands.findPeople(text));
  }

  async currency(): Promise<string> {
    return (await unwrap(commands.getSettings())).currency;
  }

  /** The version that is stored now. */
  async latestVersion(id: string): Promise<number | null> {
    return (await this.calls.get(id)).version;
  }
}

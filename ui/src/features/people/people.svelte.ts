import { blankOf } from '../../lib/fields/list';
import { commands, type Person, type PersonInput, type PersonRow } from '../../lib/ipc/bindings';
import { asked, unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';

export const heldByPerson = asked(commands.heldByPerson);

export class PeopleState extends Things<PersonRow, Person, PersonInput> {
  constructor() {
    super('person', {
      list: commands.listPeople,
      get: commands.getPerson,
      create: commands.createPerson,
      update: commands.updatePerson,
    });
  }

  /** Gives a seat back; the person beside the list is read again. */
  async giveBack(assignmentId: string): Promise<void> {
    await unwrap(commands.releaseSeats(assignmentId));
    await this.reread();
    this.refresh();
  }
}

export function emptyPerson(): PersonInput {
  return blankOf<PersonInput>('person');
}

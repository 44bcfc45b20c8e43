import { commands, type Person, type PersonInput, type PersonRow } from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';

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
  return {
    name: '',
    email: null,
    username: null,
    employee_number: null,
    job_title: null,
    department: null,
    phone: null,
    location: null,
    manager_id: null,
    starts_on: null,
    leaves_on: null,
    notes: null,
    tags: [],
  };
}

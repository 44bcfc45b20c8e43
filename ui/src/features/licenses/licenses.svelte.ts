import {
  commands,
  type AssignmentInput,
  type Choice,
  type ChoiceField,
  type License,
  type LicenseInput,
  type LicenseRow,
  type Money,
} from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';

/** The Licenses screen: its list, the license beside it, and what is done to it. */
export class Licenses extends Things<LicenseRow, License, LicenseInput> {
  /** Yearly cost of all rows that match, per currency. */
  yearly = $state.raw<Money[]>([]);
  /** Whether the seat form is open in the detail. */
  assigning = $state(false);
  /** Whether the edit form opens with a renewing term added. */
  renewing = $state(false);

  constructor() {
    super('license', {
      list: (query) => unwrap(commands.listLicenses(query)),
      get: (id) => unwrap(commands.getLicense(id)),
      create: (input) => unwrap(commands.createLicense(input)),
      update: (id, version, input) => unwrap(commands.updateLicense(id, version, input)),
      remove: (kind, ids) => unwrap(commands.deleteThings(kind, ids)),
    });
  }

  async readSums(): Promise<void> {
    const sums = await unwrap(
      commands.licenseSums({
        filter: this.filter,
        sort: '',
        descending: false,
        offset: 0,
        limit: null,
        belongs_to: this.belongsTo,
        only: this.only,
      }),
    );
    this.yearly = sums.yearly;
  }

  override async select(id: string): Promise<void> {
    this.assigning = false;
    this.renewing = false;
    await super.select(id);
  }

  override edit(): void {
    this.renewing = false;
    super.edit();
  }

  renew(): void {
    super.edit();
    this.renewing = true;
  }

  async assign(input: AssignmentInput): Promise<void> {
    this.thing = await unwrap(commands.assignSeats(input));
    this.assigning = false;
    this.refresh();
  }

  async release(assignmentId: string): Promise<void> {
    this.thing = await unwrap(commands.releaseSeats(assignmentId));
    this.refresh();
  }

  /** Puts a key on the clipboard; answers after how many seconds it leaves again. */
  async copyKey(keyId: string): Promise<number> {
    return (await unwrap(commands.copyLicenseKey(keyId))).seconds;
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

  findDevices(text: string): Promise<Choice[]> {
    return unwrap(commands.findDevices(text));
  }

  async currency(): Promise<string> {
    return (await unwrap(commands.getSettings())).currency;
  }

  /** The version that is stored now. */
  async latestVersion(id: string): Promise<number | null> {
    return (await this.calls.get(id)).version;
  }
}

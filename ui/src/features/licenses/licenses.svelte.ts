import { commands, type License, type LicenseInput, type LicenseRow } from '../../lib/ipc/bindings';
import { asked, unwrap } from '../../lib/ipc/ipc';
import { Termed } from '../../lib/state/terms.svelte';

export const getDevice = asked(commands.getDevice);
export const getPerson = asked(commands.getPerson);
export const licenseCompliance = asked(commands.licenseCompliance);
export const reclaimableSeats = asked(commands.reclaimableSeats);

/** What one types about a key. The value goes to the keyring and is kept nowhere else. */
export interface KeyInput {
  label: string | null;
  value: string;
  /** Whether its last characters may be shown. */
  keepHint: boolean;
}

/** The Licenses screen: its list, the license beside it, and what is done to it. */
export class Licenses extends Termed<LicenseRow, License, LicenseInput> {
  /** Whether the seat form is open in the detail. */
  assigning = $state(false);

  constructor() {
    super('license', {
      list: commands.listLicenses,
      get: commands.getLicense,
      create: commands.createLicense,
      update: commands.updateLicense,
      sums: commands.licenseSums,
    });
  }

  override async select(id: string): Promise<void> {
    this.assigning = false;
    await super.select(id);
  }

  /** Puts a key on the clipboard; answers after how many seconds it leaves again. */
  async copyKey(keyId: string, unrecorded: boolean): Promise<number> {
    return (await unwrap(commands.copyLicenseKey(keyId, unrecorded))).seconds;
  }

  /** Stores a key's value in the keyring; answers the batch that takes the key out again. */
  async addKey(licenseId: string, key: KeyInput): Promise<string> {
    const changed = await unwrap(commands.addLicenseKey(licenseId, key.label, key.value, key.keepHint));
    this.#took(changed.license);
    return changed.batch;
  }

  /** Puts another value in a key's place. */
  async replaceKey(keyId: string, key: KeyInput): Promise<void> {
    this.#took(await unwrap(commands.replaceLicenseKey(keyId, key.value, key.keepHint)));
  }

  /** Calls a key something else; answers the batch that takes it back. */
  async labelKey(keyId: string, label: string | null): Promise<string> {
    const changed = await unwrap(commands.labelLicenseKey(keyId, label));
    this.#took(changed.license);
    return changed.batch;
  }

  /** Deletes a key and its value, for good. */
  async deleteKey(keyId: string): Promise<void> {
    await unwrap(commands.deleteLicenseKey(keyId));
    await this.reread();
    this.refresh();
  }

  #took(license: License): void {
    if (this.selectedId === license.id) this.thing = license;
    this.refresh();
  }
}

import { commands, type OrphanRow, type Orphans } from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';

/** The comparison of the database with the keyring, and what is done about the differences. */
export class KeyringCheck {
  found = $state.raw<Orphans | null>(null);
  /** Values in use that are not on this computer, and previous ones. */
  current = $derived(this.found?.rows.filter((row) => !row.previous) ?? []);
  previous = $derived(this.found?.rows.filter((row) => row.previous) ?? []);
  busy = $state(false);
  error = $state.raw<IpcError | null>(null);

  async check(): Promise<void> {
    await this.#doing(async () => {
      this.found = await unwrap(commands.checkKeyring());
    });
  }

  async unlock(): Promise<void> {
    const unlocked = await this.#doing(async () => {
      await unwrap(commands.unlockKeyring());
    });
    if (unlocked) await this.check();
  }

  /** Stores a value that was missing; whether it is there. */
  async enter(row: OrphanRow, value: string): Promise<boolean> {
    const stored = await this.#doing(async () => {
      if (row.owner === 'license_key') {
        await unwrap(commands.replaceLicenseKey(row.owner_id, value, true));
      } else {
        const typed = { from: 'typed', value } as const;
        await unwrap(commands.setCredentialSecret(row.owner_id, row.field, typed));
      }
    });
    if (stored) await this.check();
    return stored;
  }

  /** Forgets a previous value that is not here; whether it went. */
  async forget(row: OrphanRow): Promise<boolean> {
    const gone = await this.#doing(async () => {
      await unwrap(commands.forgetCredentialSecret(row.owner_id, row.id));
    });
    if (gone) await this.check();
    return gone;
  }

  /** Deletes the items that belong to nothing; how many went, null when it was refused. */
  async sweep(): Promise<number | null> {
    let gone: number | null = null;
    const items = this.found?.items ?? [];
    if (
      await this.#doing(async () => {
        gone = await unwrap(commands.deleteOrphans(items));
      })
    ) {
      await this.check();
    }
    return gone;
  }

  async #doing(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    try {
      await act();
      this.error = null;
      return true;
    } catch (error) {
      this.error = asIpcError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

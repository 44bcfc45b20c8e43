import { commands, type BackupsView } from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';

/** How automatic backups stand. A change is kept at once. */
export class BackupsState {
  view = $state.raw<BackupsView | null>(null);
  /** Why the last act did not come about. */
  refusal = $state<IpcError | null>(null);
  busy = $state(false);

  async read(): Promise<void> {
    // Reading is no act: why the last one did not come about stays to be read.
    try {
      this.view = await unwrap(commands.automaticBackups());
    } catch (error) {
      this.refusal = asIpcError(error);
    }
  }

  async choose(on: boolean, limitMb: number): Promise<void> {
    await this.#doing(() => unwrap(commands.setAutomaticBackups(on, limitMb)));
  }

  async chooseFolder(): Promise<void> {
    await this.#doing(() => unwrap(commands.chooseBackupFolder()));
  }

  async resetFolder(): Promise<void> {
    await this.#doing(() => unwrap(commands.resetBackupFolder()));
  }

  /** Where the backup is; null when none was made. */
  async backUp(): Promise<string | null> {
    let path: string | null = null;
    this.busy = true;
    await this.#doing(async () => {
      path = await unwrap(commands.backUpAutomatically());
      return await unwrap(commands.automaticBackups());
    });
    this.busy = false;
    return path;
  }

  async #doing(act: () => Promise<BackupsView>): Promise<void> {
    try {
      this.view = await act();
      this.refusal = null;
    } catch (error) {
      this.refusal = asIpcError(error);
    }
  }
}

import { commands } from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';

/** Brings the sample data in. */
export class SampleState {
  busy = $state(false);
  error = $state<IpcError | null>(null);

  /** Whether it is in. */
  add(): Promise<boolean> {
    return this.#doing(async () => {
      await unwrap(commands.addSampleData());
    });
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

import { commands, type ImportAct } from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { attempt } from '../../lib/state/acts.svelte';
import { toasts } from '../../lib/state/toasts.svelte';
import { messages } from './messages';

/** The imports that were done, and what became of them. */
class EarlierImports {
  all = $state.raw<ImportAct[]>([]);
  /** The one that is being undone or done again. */
  busy = $state<string | null>(null);

  async load(): Promise<void> {
    await attempt(async () => {
      this.all = await unwrap(commands.imports());
    });
  }

  /** Undoes one that stands, and does one again that was undone. */
  async turn(one: ImportAct): Promise<void> {
    this.busy = one.batch;
    await attempt(async () => {
      await unwrap(one.undone ? commands.redoBatch(one.batch) : commands.undoBatch(one.batch));
      toasts.show({ text: one.undone ? messages.redone : messages.undoneTitle });
    });
    this.busy = null;
    await this.load();
  }
}

export const earlierImports = new EarlierImports();

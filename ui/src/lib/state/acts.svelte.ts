import { untrack } from 'svelte';
import { commands } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';
import { asIpcError, type Things, type Versioned } from './things.svelte';
import { toasts } from './toasts.svelte';

/** What the shell tells a page. */
export interface PageRequest {
  /** Goes up when anything in the data changed. */
  revision: () => number;
  /** The thing to show beside the list. */
  selected: () => string | null;
  /** A named condition of the list. */
  only: () => string | null;
  /** Goes up when a new thing is to be added. */
  adding: () => number;
}

/** Keeps a list and the thing beside it true to the data and to what the shell asks for. Call it while a page is made. */
export function follow<Row, Thing extends Versioned<Input>, Input>(
  things: Things<Row, Thing, Input>,
  request: PageRequest,
): void {
  // Derived, so that an effect runs when its own value changes and not with every other one.
  const revision = $derived(request.revision());
  const only = $derived(request.only());
  const selected = $derived(request.selected());
  const adding = $derived(request.adding());
  $effect(() => {
    if (revision < 0) return;
    untrack(() => {
      things.refresh();
      if (things.pane !== 'edit') void things.reread();
    });
  });
  $effect(() => {
    const wanted = only;
    untrack(() => {
      things.only = wanted;
    });
  });
  $effect(() => {
    const id = selected;
    if (id !== null) untrack(() => void things.select(id));
  });
  $effect(() => {
    if (adding > 0) {
      untrack(() => {
        things.add();
      });
    }
  });
  $effect(() => {
    // Whatever narrows the list makes what it shows out of date.
    void [things.filter, things.only, things.belongsTo];
    untrack(() => {
      things.refresh();
    });
  });
}

/** Runs an act; a refusal is said in a toast. Whether it went through. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    toasts.problem(asIpcError(error).message);
    return false;
  }
}

/** Moves things to the Trash and offers Undo. */
export async function removeWithUndo<Row, Thing extends Versioned<Input>, Input>(
  things: Things<Row, Thing, Input>,
  ids: string[],
  text: string,
  undoneText: string,
): Promise<boolean> {
  return await attempt(async () => {
    const batch = await things.remove(ids);
    toasts.show({
      text,
      undo: () => {
        void attempt(async () => {
          await unwrap(commands.undoBatch(batch));
          things.refresh();
          toasts.show({ text: undoneText });
        });
      },
    });
  });
}

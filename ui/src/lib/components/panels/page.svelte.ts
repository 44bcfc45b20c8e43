import { getContext, setContext, untrack, type Snippet } from 'svelte';
import type { Deadline, NextAct } from '../../ipc/bindings';
import { attemptWithUndo } from '../../state/acts.svelte';
import type { ThingRow, Things, Versioned } from '../../state/things.svelte';
import { panelMessages } from './messages';
import type { DetailActs } from './things';

/** What a table puts into the bar of the page it stands in. */
class ThePage {
  tools = $state.raw<Snippet | undefined>(undefined);
}

const key = Symbol('page');

export function setPage(): ThePage {
  return setContext(key, new ThePage());
}

export function getPage(): ThePage | undefined {
  return getContext(key);
}

/** Moves things to the Trash and offers Undo. */
export async function removeThings<Row extends ThingRow, Thing extends Versioned<Input>, Input>(
  things: Things<Row, Thing, Input>,
  ids: string[],
  done: string,
): Promise<boolean> {
  const words = { done, undone: panelMessages.things.undone };
  return await attemptWithUndo(
    () => things.remove(ids),
    words,
    () => {
      things.refresh();
    },
  );
}

/** Begins the next act the shell asks for, once, when its thing is shown. Call it while a detail is made. */
export function begins(
  page: () => DetailActs,
  id: () => string,
  acts: Partial<Record<NextAct, (deadline: Deadline) => void>>,
): void {
  $effect(() => {
    const { begin, onbegun } = page();
    if (begin === null || begin.id !== id()) return;
    untrack(() => {
      onbegun();
      acts[begin.act]?.(begin.deadline);
    });
  });
}

import { getContext, setContext, type Snippet } from 'svelte';
import { attemptWithUndo } from '../../state/acts.svelte';
import type { ThingRow, Things, Versioned } from '../../state/things.svelte';
import { panelMessages } from './messages';

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

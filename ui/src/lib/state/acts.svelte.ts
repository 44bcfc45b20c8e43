import { untrack, type Snippet } from 'svelte';
import { commands, type Deadline, type Kind, type NextAct } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';
import { asIpcError, type ThingRow, type Things, type Versioned } from './things.svelte';
import { isState, joined, stateWord } from './filter.svelte';
import { toasts } from './toasts.svelte';

/** A tab that one feature shows in another's detail; only `app/` brings the two together. */
export interface Panel {
  id: string;
  label: string;
  body: Snippet<[{ kind: Kind; id: string; revision: number }]>;
}

/** The next act of a deadline, to begin as soon as its thing is shown. */
export interface BeginAct {
  /** Of the thing. */
  id: string;
  act: NextAct;
  deadline: Deadline;
}

/** What the shell hands to a list page. */
export interface PageProps {
  /** Goes up when anything in the data changed. */
  revision: number;
  /** The thing to show beside the list. */
  selected: string | null;
  /** A named condition of the list. */
  only: string | null;
  /** Words to filter by. */
  filter?: string;
  /** Goes up when a new thing is to be added. */
  adding: number;
  onopen: (kind: Kind, id: string) => void;
  /** Tabs that other features bring to a detail. */
  panels?: Panel[];
  /** What to begin once the selected thing is shown. */
  begin?: BeginAct | null;
  onbegun?: () => void;
}

/** Keeps a list and the thing beside it true to the data and to what the shell asks for. Call it while a page is made. */
export function follow<Row extends ThingRow, Thing extends Versioned<Input>, Input>(
  things: Things<Row, Thing, Input>,
  request: () => PageProps,
): void {
  // Derived, so that an effect runs when its own value changes and not with every other one.
  const revision = $derived(request().revision);
  const only = $derived(request().only);
  const filter = $derived(request().filter ?? '');
  const selected = $derived(request().selected);
  const adding = $derived(request().adding);
  $effect(() => {
    if (revision < 0) return;
    untrack(() => {
      things.refresh();
      if (things.pane !== 'edit') void things.reread();
    });
  });
  let begun = false;
  $effect(() => {
    const [condition, words] = [only, filter];
    untrack(() => {
      // A page that is come back to is as it was left, unless something is asked of it.
      if (begun || condition !== null || words !== '') {
        const state = condition !== null && isState(condition);
        things.only = state ? null : condition;
        things.filter = joined([state ? `is:${stateWord(condition)}` : '', words]);
      } else things.comeBack();
      begun = true;
    });
  });
  $effect(() => {
    things.leave();
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
    // Whatever narrows the list makes what it shows out of date, and ticks of rows no longer seen a trap.
    void [things.filter, things.only, things.belongsTo];
    untrack(() => {
      things.chosen = new Set();
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

/** Runs an act that answers its batch, says that it is done, and offers Undo. Whether it went through. */
export async function attemptWithUndo(
  act: () => Promise<string>,
  words: { done: string; undone: string },
  undone?: () => void,
): Promise<boolean> {
  return await attempt(async () => {
    offerUndo(await act(), words, undone);
  });
}

/** Says that an act is done, and offers Undo. */
export function offerUndo(batch: string, words: { done: string; undone: string }, undone?: () => void): void {
  toasts.show({
    text: words.done,
    undo: () => {
      void attempt(async () => {
        await unwrap(commands.undoBatch(batch));
        undone?.();
        toasts.show({ text: words.undone });
      });
    },
  });
}

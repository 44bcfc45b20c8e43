import type { Written } from '../ipc/bindings';
import type { Answer } from '../ipc/ipc';
import { unwrap } from '../ipc/ipc';
import { attempt } from './acts.svelte';
import { toasts } from './toasts.svelte';

/** Writes or opens a paper, and says what became of it. */
export async function paper(
  write: () => Promise<Answer<Written | null>>,
  words: { saved: (path: string) => string; opened: string },
): Promise<void> {
  await attempt(async () => {
    const written = await unwrap(write());
    if (written === null) return;
    toasts.show({ text: written.path === null ? words.opened : words.saved(written.path) });
    if (written.warning !== null) toasts.show({ text: written.warning });
  });
}

/** What is taken from a credential to the clipboard, never to the page. The window counts down by itself. */
import { commands } from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { attempt } from '../../lib/state/acts.svelte';
import { attemptRecorded } from '../../lib/state/unrecorded';
import { toasts } from '../../lib/state/toasts.svelte';
import { messages } from './messages';

/** What of a credential has a key of its own: Ctrl C, Ctrl B and Ctrl T. */
export type Copyable = 'value' | 'username' | 'code';

export async function copyValue(id: string, field = 'password'): Promise<void> {
  await attemptRecorded(
    (unrecorded) => unwrap(commands.copyCredentialSecret(id, field, unrecorded)),
    messages.values.copyUnrecorded,
  );
}

export async function copyCode(id: string): Promise<void> {
  await attemptRecorded(
    (unrecorded) => unwrap(commands.copyOneTimeCode(id, unrecorded)),
    messages.values.copyUnrecorded,
  );
}

export async function copyUsername(id: string): Promise<void> {
  await attempt(async () => {
    await unwrap(commands.copyUsername(id));
    toasts.show({ text: messages.copiedUsername, seconds: 3 });
  });
}

export async function copyOf(id: string, what: Copyable): Promise<void> {
  if (what === 'value') await copyValue(id);
  else if (what === 'username') await copyUsername(id);
  else await copyCode(id);
}

/** What a key asks to copy. Text that is selected is copied as everywhere. */
export function copyKey(event: KeyboardEvent): Copyable | null {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === 'b') return 'username';
  if (key === 't') return 'code';
  return key === 'c' && (window.getSelection()?.toString() ?? '') === '' ? 'value' : null;
}

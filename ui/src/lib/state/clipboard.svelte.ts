import { commands, type ClipboardChanged } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';
import { asIpcError } from './things.svelte';
import { toasts } from './toasts.svelte';

const words = {
  copiedFor: (seconds: number) => `Copied. Leaves the clipboard in ${seconds} s.`,
  clearNow: 'Clear now',
  cleared: 'Clipboard cleared',
};

/** How long the word that it is cleared may take, in seconds. */
const GRACE = 3;

let shown: { toast: number; ticking: ReturnType<typeof setInterval> } | null = null;

/** What the core says of the clipboard. */
export function clipboardChanged(change: ClipboardChanged): void {
  if (change.state === 'copied') {
    if (change.seconds > 0) sayCopied(change.seconds);
    return;
  }
  // A lock clears the clipboard also when nothing of ours was there: that is no news.
  const counting = shown !== null;
  end();
  if (counting) toasts.show({ text: words.cleared, seconds: 3 });
}

/** Says that a value is on the clipboard, counts down until it leaves, and offers to clear it at once. */
function sayCopied(seconds: number): void {
  end();
  const endsAt = Date.now() + seconds * 1000;
  const toast = toasts.show({
    text: words.copiedFor(seconds),
    seconds: seconds + GRACE,
    acts: [{ label: words.clearNow, run: () => void clear() }],
  });
  const ticking = setInterval(() => {
    const left = Math.ceil((endsAt - Date.now()) / 1000);
    if (left < -GRACE) end();
    else toasts.reword(toast, words.copiedFor(Math.max(left, 0)));
  }, 1000);
  shown = { toast, ticking };
}

/** Puts a text that is shown on the clipboard and says so; it is no secret and stays there. */
export async function copyShown(text: string, said: string): Promise<void> {
  try {
    await unwrap(commands.copyText(text));
    toasts.show({ text: said, seconds: 3 });
  } catch (error) {
    toasts.problem(asIpcError(error).message);
  }
}

async function clear(): Promise<void> {
  try {
    await unwrap(commands.clearClipboard());
  } catch (error) {
    toasts.problem(asIpcError(error).message);
  }
}

function end(): void {
  if (shown === null) return;
  clearInterval(shown.ticking);
  toasts.close(shown.toast);
  shown = null;
}

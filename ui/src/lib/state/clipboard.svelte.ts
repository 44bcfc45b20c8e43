import { ticks } from '../format/clock.svelte';
import { commands, type ClipboardChanged } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';
import { asIpcError } from './things.svelte';
import { toasts } from './toasts.svelte';

const cleared = 'Clipboard cleared';

/** How long the word that it is cleared may take, in seconds. */
const GRACE = 3;

/** The value that this window put on the clipboard, as long as it is there. */
class CopiedValue {
  /** Seconds until it leaves; null when nothing of ours is there. */
  left = $state<number | null>(null);
  /** How many seconds it had. */
  of = $state(0);
  /** Goes up with every copying, so that a second one begins anew. */
  copies = $state(0);
  #ticking: ReturnType<typeof setInterval> | null = null;

  /** A value was copied and leaves after so many seconds. */
  begin(seconds: number): void {
    this.end();
    const endsAt = ticks() + seconds * 1000;
    this.left = seconds;
    this.of = seconds;
    this.copies += 1;
    this.#ticking = setInterval(() => {
      const left = Math.ceil((endsAt - ticks()) / 1000);
      this.left = Math.max(left, 0);
      if (left < -GRACE) this.end();
    }, 250);
  }

  /** It is no longer there. */
  end(): void {
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#ticking = null;
    this.left = null;
  }

  /** Takes it off now, unless another program put something else there. */
  async clear(): Promise<void> {
    try {
      await unwrap(commands.clearClipboard());
    } catch (error) {
      toasts.problem(asIpcError(error).message);
    }
  }
}

export const copiedValue = new CopiedValue();

/** What the core says of the clipboard. */
export function clipboardChanged(change: ClipboardChanged): void {
  if (change.state === 'copied' && change.seconds > 0) {
    copiedValue.begin(change.seconds);
  } else if (change.state === 'cleared') {
    // A lock clears the clipboard also when nothing of ours was there: that is no news.
    if (copiedValue.left !== null) toasts.show({ text: cleared, seconds: 3 });
    copiedValue.end();
  }
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

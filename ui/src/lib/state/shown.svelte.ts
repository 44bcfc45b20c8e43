import { untrack } from 'svelte';
import { ticks } from '../format/clock.svelte';
import type { Answer, IpcError } from '../ipc/ipc';
import { unwrap } from '../ipc/ipc';
import { asIpcError } from './things.svelte';
import { lock } from './lock.svelte';

/** A value (or a drawing of one) that is on the screen for a short time and in no other place of the page. */
export class Shown {
  text = $state.raw<string | null>(null);
  /** Seconds until it is hidden. */
  left = $state(0);
  error = $state.raw<IpcError | null>(null);
  #ticking: ReturnType<typeof setInterval> | null = null;
  #asked = 0;

  /** Asks for it and shows it; it hides itself. Whether it is shown. */
  async show(
    ask: () => Promise<Answer<{ value?: string; drawing?: string; seconds: number }>>,
  ): Promise<boolean> {
    this.hide();
    const mine = ++this.#asked;
    try {
      const answer = await unwrap(ask());
      // Hidden meanwhile, as by a lock: then it is not to come up any more.
      if (mine !== this.#asked || document.hidden) return false;
      this.text = answer.value ?? answer.drawing ?? '';
      this.left = answer.seconds;
      this.error = null;
    } catch (error) {
      this.error = asIpcError(error);
      return false;
    }
    const endsAt = ticks() + this.left * 1000;
    this.#ticking = setInterval(() => {
      this.left = Math.max(0, Math.ceil((endsAt - ticks()) / 1000));
      if (this.left === 0) this.hide();
    }, 250);
    return true;
  }

  hide(): void {
    this.#asked += 1;
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#ticking = null;
    this.text = null;
    this.left = 0;
  }
}

/** Hides a value with the window, with its focus, with a lock and with what shows it. Call it while a component is made. */
export function hidesItself(shown: Shown): void {
  const locks = $derived(lock.locks);
  $effect(() => {
    if (locks > 0) {
      untrack(() => {
        shown.hide();
      });
    }
  });
  $effect(() => {
    const hide = (): void => {
      shown.hide();
    };
    window.addEventListener('blur', hide);
    document.addEventListener('visibilitychange', hide);
    return () => {
      window.removeEventListener('blur', hide);
      document.removeEventListener('visibilitychange', hide);
      hide();
    };
  });
}

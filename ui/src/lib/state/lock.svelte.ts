import { ticks } from '../format/clock.svelte';
import { commands, type LockEvent, type LockStatus } from '../ipc/bindings';
import { onLockChanged, unwrap } from '../ipc/ipc';

/** How long one sign of the person counts before the next one is passed on, in milliseconds. */
const SIGN_EVERY = 15_000;

/** The lock of the window, as the core has it. */
class WindowLock {
  status = $state.raw<LockStatus | null>(null);
  /** What the core last said about the lock. */
  why = $state.raw<LockEvent | null>(null);
  /** Goes up with every lock, with a passphrase or without: values that are shown are to be hidden then. */
  locks = $state(0);
  #signed = 0;

  get locked(): boolean {
    return this.status?.locked ?? false;
  }

  async read(): Promise<void> {
    this.status = await unwrap(commands.lockStatus());
  }

  /** Follows what the core says of the lock, until the returned function is called. */
  follow(): () => void {
    return onLockChanged((change) => {
      this.status = change.status;
      this.why = change.why;
      if (change.why === 'idle' || change.why === 'system' || change.why === 'asked') this.locks += 1;
    });
  }

  async lock(): Promise<void> {
    this.status = await unwrap(commands.lockWindow());
  }

  /** Without a passphrase only where a confirmation is enough. */
  async unlock(passphrase: string | null): Promise<void> {
    this.status = await unwrap(commands.unlockWindow(passphrase));
  }

  /** Sets the passphrase; `current` is the one that is set already. */
  async setPassphrase(current: string | null, chosen: string): Promise<void> {
    this.status = await unwrap(commands.setPassphrase(current, chosen));
  }

  /** Takes the passphrase away, also a forgotten one. */
  async removePassphrase(): Promise<void> {
    this.status = await unwrap(commands.removePassphrase());
  }

  /** Somebody pressed a key or a button: the time until the window locks begins anew. */
  sign(): void {
    const now = ticks();
    if (this.locked || now - this.#signed < SIGN_EVERY) return;
    this.#signed = now;
    void commands.lockActivity();
  }
}

export const lock = new WindowLock();

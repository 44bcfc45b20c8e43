import type { IpcError } from '../ipc/ipc';
import { asIpcError } from './things.svelte';
import { toasts } from './toasts.svelte';

/** Says why a value was not handed out. Where only the record of it could not be kept, the person may have it without. */
export function sayRefused(error: IpcError, label: string, again: () => void): void {
  if (error.code !== 'unrecorded') {
    toasts.problem(error.message);
    return;
  }
  toasts.show({ text: error.message, tone: 'problem', acts: [{ label, run: again }] });
}

/** Runs an act that hands a value out, recorded; asked for again, without a record. Whether it went through at once. */
export async function attemptRecorded(
  act: (unrecorded: boolean) => Promise<unknown>,
  label: string,
): Promise<boolean> {
  try {
    await act(false);
    return true;
  } catch (error) {
    sayRefused(asIpcError(error), label, () => {
      void act(true).catch((refused: unknown) => toasts.problem(asIpcError(refused).message));
    });
    return false;
  }
}

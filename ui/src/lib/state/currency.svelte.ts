import { commands } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';

let chosen = $state('EUR');

/** The currency of new prices, as the settings say. */
export function defaultCurrency(): string {
  return chosen;
}

/** Reads it anew; the last one known stays where that fails. */
export async function readDefaultCurrency(): Promise<void> {
  try {
    chosen = (await unwrap(commands.getSettings())).currency;
  } catch {
    // A price names its currency itself, and the person sees it.
  }
}

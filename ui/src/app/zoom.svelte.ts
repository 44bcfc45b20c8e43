import { commands } from '../lib/ipc/bindings';
import { unwrap } from '../lib/ipc/ipc';
import { asIpcError } from '../lib/state/things.svelte';
import { toasts } from '../lib/state/toasts.svelte';
import { messages } from './messages';

const key = 'holdfast.zoom';
const steps = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

let percent = 100;
let said = 0;

/** Shows everything as large as it was when the window closed. */
export async function keptZoom(): Promise<void> {
  try {
    const kept = Number(localStorage.getItem(key));
    if (steps.includes(kept) && kept !== 100) await zoomTo(kept);
  } catch {
    // Without storage every window begins at 100 %.
  }
}

/** One step larger (1) or smaller (-1); 0 goes back to 100 %. */
export async function zoomBy(direction: 1 | 0 | -1): Promise<void> {
  const next = steps[steps.indexOf(percent) + direction];
  if (direction === 0) await zoomTo(100);
  else if (next !== undefined) await zoomTo(next);
}

async function zoomTo(next: number): Promise<void> {
  const before = percent;
  // At once: the next press counts from here, also while this one is on its way.
  percent = next;
  try {
    await unwrap(commands.setZoom(next));
    localStorage.setItem(key, String(next));
    toasts.close(said);
    said = toasts.show({ text: messages.zoomed(next), seconds: 2 });
  } catch (error) {
    percent = before;
    toasts.problem(asIpcError(error).message);
  }
}

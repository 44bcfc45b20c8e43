import type { ReadOnly } from '../ipc/bindings';

let set = $state.raw<ReadOnly | null>(null);

export function setReadOnly(readOnly: ReadOnly | null): void {
  set = readOnly;
}

/** Why nothing can be changed, and where; null while all can. */
export function readOnly(): ReadOnly | null {
  return set;
}

import { listen } from '@tauri-apps/api/event';
import type {
  ClipboardChanged,
  ErrorCode,
  HealthProgress,
  IpcError as WireError,
  ImportProgress,
  KeyringStatus,
  OpenThing,
  RemindersChanged,
  Today,
  LockChanged,
} from './bindings';

/** A refusal of the core: a stable code, words for the person, and the field it belongs to. */
export class IpcError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly field: string | null,
  ) {
    super(message);
    this.name = 'IpcError';
  }
}

/** What a command answers. */
export type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: WireError };

/** The answer's data, or the core's refusal thrown. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const settled = await answer;
  if (settled.status === 'ok') return settled.data;
  throw new IpcError(settled.error.code, settled.error.message, settled.error.field);
}

/** A command as a function that answers its data, or throws the core's refusal. */
export function asked<Args extends unknown[], T>(
  command: (...args: Args) => Promise<Answer<T>>,
): (...args: Args) => Promise<T> {
  return (...args) => unwrap(command(...args));
}

/** Listens until the returned function is called, also when that is before the listener stands. */
function follow<T>(event: string, heard: (payload: T) => void): () => void {
  const listening = listen<T>(event, (message) => heard(message.payload));
  return () => {
    void listening.then((stop) => stop());
  };
}

/** Something was written, here or by the command line. */
export function onDataChanged(heard: () => void): () => void {
  return follow('data-changed', heard);
}

export function onClipboard(heard: (change: ClipboardChanged) => void): () => void {
  return follow('clipboard', heard);
}

export function onKeyringChanged(heard: (status: KeyringStatus) => void): () => void {
  return follow('keyring-changed', heard);
}

export function onImportProgress(heard: (progress: ImportProgress) => void): () => void {
  return follow('import-progress', heard);
}

export function onLockChanged(heard: (change: LockChanged) => void): () => void {
  return follow('lock-changed', heard);
}

export function onHealthProgress(heard: (progress: HealthProgress) => void): () => void {
  return follow('health-progress', heard);
}

/** Another day has begun, or the clock was set. */
export function onDayChanged(heard: (today: Today) => void): () => void {
  return follow('day-changed', heard);
}

/** The inbox has another number, or telling went another way. */
export function onRemindersChanged(heard: (change: RemindersChanged) => void): () => void {
  return follow('reminders-changed', heard);
}

/** Somebody chose a thing outside the window, as in the tray. */
export function onOpenThing(heard: (thing: OpenThing) => void): () => void {
  return follow('open-thing', heard);
}

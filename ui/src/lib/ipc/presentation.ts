import type { ErrorCode } from './bindings';

/** How a refusal is headed, and whether it ends what the window can do. */
export interface Presentation {
  title: string;
  fatal: boolean;
}

/** One line for every code: a new code does not compile until somebody says how it looks. */
export const presentations = {
  field: { title: 'Check your entries', fatal: false },
  taken: { title: 'That name is taken', fatal: false },
  not_found: { title: 'No longer there', fatal: false },
  conflict: { title: 'Changed elsewhere in the meantime', fatal: false },
  undo_refused: { title: 'This cannot be undone', fatal: false },
  import: { title: 'The file could not be imported', fatal: false },
  keyring: { title: 'The system keyring is not ready', fatal: false },
  foreign_file: { title: 'Not a Holdfast database', fatal: true },
  newer_schema: { title: 'Made by a newer version of Holdfast', fatal: true },
  damaged: { title: 'The database is damaged', fatal: true },
  folder: { title: 'The data folder cannot be used', fatal: true },
  already_open: { title: 'Holdfast is already open', fatal: true },
  locked: { title: 'Holdfast is locked', fatal: false },
  unrecorded: { title: 'It could not be recorded', fatal: false },
  refused: { title: 'This was not done', fatal: false },
  cancelled: { title: 'Stopped', fatal: false },
  internal: { title: 'Something went wrong inside Holdfast', fatal: false },
} satisfies Record<ErrorCode, Presentation>;

import type { ExportFormat } from '../../ipc/bindings';
/** Words of the frames and panels that every kind of thing shares. */
export const panelMessages = {
  things: {
    clearFilter: 'Clear the filter',
    listFailed: 'The list could not be read',
    thingFailed: 'This could not be read',
    retry: 'Try again',
    close: 'Close',
    undone: 'Brought back',
    takenBack: 'Taken back',
    saved: (name: string) => `${name} saved`,
  },
  row: { open: 'Open', edit: 'Edit', remove: 'Delete', copyName: 'Copy name', copied: 'Name copied' },
  bulk: {
    label: 'Selected rows',
    chosen: (count: string) => `${count} selected`,
    tags: 'Tags',
    remove: 'Delete',
    clear: 'Clear the selection',
  },
  tags: {
    title: (count: string) => `Change the tags of ${count}`,
    add: 'Add',
    takeOff: 'Take off',
    save: 'Change tags',
    cancel: 'Cancel',
    done: 'Tags changed',
  },
  columns: {
    open: 'Columns and export',
    title: 'Columns',
    reset: 'As at first',
    up: (label: string) => `Move ${label} up`,
    down: (label: string) => `Move ${label} down`,
    exportTitle: 'What is shown, as a file',
    exports: { csv: 'CSV', xlsx: 'Excel', pdf: 'PDF' } satisfies Record<ExportFormat, string>,
    print: 'Print',
    exported: (path: string) => `Exported to ${path}`,
    opened: 'Opened to be printed',
  },
  views: {
    label: 'Saved views',
    save: 'Save view',
    all: 'All',
    title: 'Save this view',
    text: 'Filter, order and columns are kept under a name. The same name replaces the view.',
    name: 'Name',
    keep: 'Save',
    cancel: 'Cancel',
    saved: (name: string) => `View “${name}” saved`,
    remove: (name: string) => `Delete the view ${name}`,
    removed: (name: string) => `View “${name}” deleted`,
  },
  detail: {
    edit: 'Edit',
    remove: 'Delete',
    trash: 'This is in the Trash.',
    tabs: { summary: 'Summary', files: 'Files', history: 'History' },
    notes: 'Notes',
    tags: 'Tags',
  },
  form: {
    save: 'Save',
    cancel: 'Cancel',
    draft: 'This is what you had typed before you left. It is not saved yet.',
    discard: 'Discard the draft',
    conflict:
      'This was changed elsewhere since you opened the form. Nothing was overwritten, and what you typed is still here.',
    loadOther: 'Show the other version',
    keepMine: 'Save mine over it',
  },
  files: {
    attach: 'Attach files',
    emptyTitle: 'No files yet',
    emptyText: 'Keep the invoice, the contract or the certificate beside the thing it belongs to.',
    copied: 'Files are copied into the data folder.',
    open: (name: string) => `Open ${name}`,
    saveAs: 'Save as',
    saveCopy: (name: string) => `Save ${name} as`,
    saved: (path: string) => `Saved to ${path}`,
    remove: (name: string) => `Remove ${name}`,
    removed: (name: string) => `${name} removed`,
    list: 'Files',
    meta: (size: string, date: string) => (date ? `${size} · added ${date}` : size),
    loading: 'Loading files',
  },
  history: {
    emptyTitle: 'Nothing happened yet',
    emptyText: 'Every change from now on is listed here, and can be undone.',
    loading: 'Loading history',
    undo: 'Undo',
    undoAct: (title: string) => `Undo “${title}”`,
    undone: 'undone',
    undidAct: (title: string) => `Undone: ${title}`,
    list: 'Changes, newest first',
    empty: 'empty',
    /** Of a value it is always said from where it was used. */
    by: (actor: string, time: string, entity: string) => {
      if (actor === 'command line') return `${time} · from the command line`;
      return entity === 'secret_value' ? `${time} · in the window` : time;
    },
    /** Whether an act only handed a value out: there is nothing to undo in that. */
    handedOut: (action: string) =>
      ['secret copied', 'secret revealed', 'secret printed', 'secret exported'].includes(action),
    action: (action: string, entity: string) => {
      const what = entities[entity] ?? '';
      const done = actions[action] ?? action;
      return what ? `${what} ${done}` : capital(done);
    },
    more: (count: number) => (count === 1 ? 'and 1 more field' : `and ${count} more fields`),
  },
};

const entities: Record<string, string> = {
  contact: 'Contact',
  term: 'Term',
  assignment: 'Assignment',
  license_key: 'Key',
  secret_value: 'Value',
  warranty: 'Warranty',
  tagging: 'Tag',
  attachment: 'File',
};

const actions: Record<string, string> = {
  created: 'added',
  updated: 'changed',
  deleted: 'moved to Trash',
  restored: 'restored',
  removed: 'removed',
  undone: 'put back',
  copied: 'value copied',
  'secret set': 'stored',
  'secret deleted': 'deleted',
  'secret restored': 'put back',
  'secret forgotten': 'deleted for good',
  'secret copied': 'copied',
  'secret revealed': 'shown',
  'secret printed': 'printed',
  'secret exported': 'exported',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

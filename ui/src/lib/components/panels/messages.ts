import type { ExportFormat } from '../../ipc/bindings';
/** Words of the frames and panels that every kind of thing shares. */
export const panelMessages = {
  things: {
    listFailed: 'The list could not be read',
    thingGone: 'No longer there',
    thingGoneText: 'It was removed, or the action that added it was undone.',
    undone: 'Restored',
    saved: (name: string) => `${name} saved`,
  },
  filter: {
    hint: 'Words, or what you ask of a field, such as vendor:acme ends<2027-01 is:over',
    offers: 'Ways to go on',
    edit: (text: string) => `Edit the filter ${text}`,
    build: 'Add a filter',
    field: 'Field',
    how: 'How it is compared',
    value: 'Value',
    add: 'Add filter',
    yes: 'Yes',
    no: 'No',
    ways: {
      has: { value: ':', label: 'contains' },
      equal: { value: '=', label: 'is exactly' },
      lacks: { value: '-:', label: 'does not contain' },
      is: { value: ':', label: 'is' },
      not: { value: '-:', label: 'is not' },
      before: { value: '<', label: 'before' },
      from: { value: '>=', label: 'on or after' },
      on: { value: ':', label: 'on' },
      atLeast: { value: '>=', label: 'at least' },
      atMost: { value: '<=', label: 'at most' },
      none: { value: 'none', label: 'is blank' },
      any: { value: 'any', label: 'is not blank' },
    },
  },
  row: { open: 'Open', edit: 'Edit', remove: 'Delete', copyName: 'Copy name', copied: 'Name copied' },
  bulk: {
    label: 'Selected rows',
    chosen: (count: string) => `${count} selected`,
    tags: 'Tags',
    remove: 'Delete',
    clear: 'Clear selection',
  },
  tags: {
    title: (count: string) => `Change the tags of ${count}`,
    takeOff: 'Remove',
    save: 'Change tags',
    done: 'Tags changed',
  },
  columns: {
    open: 'Columns and export',
    title: 'Columns',
    reset: 'Reset to default',
    up: (label: string) => `Move ${label} up`,
    down: (label: string) => `Move ${label} down`,
    exportTitle: 'Export this view',
    exports: { csv: 'CSV', xlsx: 'Excel', pdf: 'PDF' } satisfies Record<ExportFormat, string>,
    exported: (path: string) => `Exported to ${path}`,
    opened: 'Opened for printing',
  },
  views: {
    label: 'Saved views',
    save: 'Save view',
    all: 'All',
    title: 'Save this view',
    text: 'Saves filter, order and columns. The same name replaces a view.',
    name: 'Name',
    keep: 'Save',
    saved: (name: string) => `View “${name}” saved`,
    remove: (name: string) => `Delete the view ${name}`,
    removed: (name: string) => `View “${name}” deleted`,
  },
  detail: {
    remove: 'Delete',
    trash: 'This is in the Trash.',
    tabs: { summary: 'Summary', files: 'Files', history: 'History' },
    notes: 'Notes',
    tags: 'Tags',
  },
  customFields: 'Custom fields',
  form: {
    missing: (label: string) => `Enter the ${label.toLowerCase()}.`,
    save: 'Save',
    draft: 'Your unsaved draft was restored.',
    discard: 'Discard draft',
    conflict:
      'Someone or something else changed this since you opened the form. Nothing was overwritten, and what you typed is still here.',
    loadOther: 'Show the other version',
    keepMine: 'Overwrite with my version',
  },
  files: {
    attach: 'Attach files',
    emptyTitle: 'No files yet',
    emptyText: 'Keep the invoice, contract or certificate here.',
    copied: 'Files are copied into Holdfast; the originals stay where they are.',
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
    emptyTitle: 'No history yet',
    emptyText: 'Every change is listed here and can be undone.',
    loading: 'Loading history',
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
  secret_value: 'Secret',
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
  undone: 'restored',
  copied: 'secret copied',
  'secret set': 'saved',
  'secret deleted': 'deleted',
  'secret restored': 'restored',
  'secret forgotten': 'deleted for good',
  'secret copied': 'copied',
  'secret revealed': 'shown',
  'secret printed': 'printed',
  'secret exported': 'exported',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

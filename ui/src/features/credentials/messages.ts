import type { ThingsWords } from '../../lib/components/panels/things';
import { formatNumber } from '../../lib/format/money';
import type { CredentialKind, SecretState } from '../../lib/ipc/bindings';

const kinds: Record<CredentialKind, string> = {
  login: 'Login',
  api_key: 'API key',
  wifi: 'Wi-Fi',
  ssh_key: 'SSH key',
  certificate_key: 'Certificate key',
  secure_note: 'Secure note',
  other: 'Other',
};

const states: Record<SecretState, string> = {
  none: 'no value',
  set: 'in keyring',
  missing: 'not here',
  unknown: 'not checked',
};

/** The conditions that the health report names. */
const conditions: Record<string, string> = {
  due: 'To be rotated now',
  expired: 'Expired',
  weak: 'Weak',
  old: 'Old',
  missing: 'Not on this computer',
  no_owner: 'Without an owner',
  no_value: 'Without a value',
};

/** Words of the credential screens. */
export const messages = {
  page: {
    list: 'Credentials',
    filter: 'Filter by name, username, address or vendor',
    foot: (total: number, filtered: boolean) => {
      const count = total === 1 ? '1 credential' : `${formatNumber(total)} credentials`;
      return filtered ? `${count} shown` : count;
    },
    emptyTitle: 'No credentials yet',
    emptyText:
      'Logins, API keys and Wi-Fi keys. The values go to the keyring of this computer, never into the database.',
    emptyAct: 'Add the first credential',
    noMatchTitle: 'No credential matches',
    noMatchText: 'Try fewer words.',
    condition: (only) => conditions[only] ?? null,
    deleted: (name: string) => `${name} moved to Trash, its value stays in the keyring`,
    deletedMany: (count: string) => `${count} credentials moved to Trash, their values stay in the keyring`,
  } satisfies ThingsWords,
  kinds,
  states,
  columns: {
    name: 'Name',
    kind: 'Kind',
    username: 'Username',
    vendor: 'Vendor',
    url: 'Address',
    secret: 'Value',
    changed_on: 'Changed',
    rotate_on: 'Rotate by',
    expires_on: 'Expires',
  },
  toRotate: 'To rotate',
  exportVault: 'Export to KDBX',
  health: 'Health',
  copiedUsername: 'Username copied',
  detail: {
    edit: 'Edit',
    remove: 'Delete',
    close: 'Close',
    open: 'Open address',
    trash: 'This credential is in the Trash.',
    subtitle: (kind: CredentialKind, vendor: string | null) =>
      vendor ? `${kinds[kind]} · ${vendor}` : kinds[kind],
    tabs: { summary: 'Summary', files: 'Files', history: 'History' },
    username: 'Username',
    copyUsername: 'Copy username',
    url: 'Address',
    value: 'Value',
    copyValue: 'Copy value',
    changed: 'Changed',
    rotate: 'Rotate by',
    every: (days: number) => (days === 1 ? 'every day' : `every ${days} days`),
    expires: 'Expires',
    notes: 'Notes',
    tags: 'Tags',
    links: 'Belongs to',
    vendor: 'Vendor',
    license: 'License',
    device: 'Device',
    person: 'Person',
    overdue: (date: string) => `Should have been rotated by ${date}.`,
  },
  secret: {
    title: 'Value',
    line: {
      none: 'No value stored yet. Type one below; it goes to the keyring of this computer.',
      set: 'Stored in the keyring of this computer.',
      missing: 'Not on this computer. Restore it from a backup of the other one, or store it again.',
      unknown: 'Stored, not looked for since the start.',
    } satisfies Record<SecretState, string>,
    label: { new: 'New value', first: 'Value' },
    show: 'Show what is typed',
    store: 'Store in keyring',
    replace: 'Replace value',
    set: 'Set a value',
    cancel: 'Cancel',
    copy: 'Copy value',
    remove: 'Delete value',
    confirmTitle: (name: string) => `Delete the value of ${name}?`,
    confirmText:
      'It is removed from the keyring of this computer for good. Holdfast keeps no other copy, and there is no undo.',
    confirm: 'Delete the value',
    keep: 'Keep it',
    stored: 'Value stored in the keyring',
    removed: 'Value deleted from the keyring',
    kept: 'What you typed is still in the field.',
    unlock: 'Unlock keyring',
    waiting: 'Waiting for your system keyring',
  },
  form: {
    add: 'Add credential',
    edit: (name: string) => `Edit ${name}`,
    draft: 'This is what you had typed before you left, without the value. It is not saved yet.',
    basics: 'Credential',
    value: 'Value',
    valueHint: 'Goes to the keyring of this computer, never into the database or a draft.',
    links: 'Belongs to',
    dates: 'Rotation',
    name: 'Name',
    kind: 'Kind',
    username: 'Username',
    url: 'Address',
    urlHint: 'https://…',
    vendor: 'Vendor',
    license: 'License',
    device: 'Device',
    person: 'Person',
    rotate_days: 'Rotate every (days)',
    rotate_daysHint: 'Empty for never',
    changed_on: 'Last changed on',
    expires_on: 'Expires on',
    notes: 'Notes',
    notesHint: 'Not secret. The value belongs in its own field.',
    tags: 'Tags',
  },
};

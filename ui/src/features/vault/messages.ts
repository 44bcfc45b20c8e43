import { formatDate } from '../../lib/format/dates';
import { formatNumber } from '../../lib/format/money';
import type { HealthFinding, HealthRow, KeyringState, OrphanRow, VaultEvent } from '../../lib/ipc/bindings';

const counted = (count: number, one: string, many: string) =>
  count === 1 ? `1 ${one}` : `${formatNumber(count)} ${many}`;

const fields: Record<string, string> = { password: 'the secret', totp: 'one-time codes', key: 'the key' };

const findings: Record<HealthFinding, string> = {
  leaked: 'Leaked',
  missing: 'Not here',
  expired: 'Expired',
  due: 'To rotate',
  weak: 'Weak',
  reused: 'Reused',
  old: 'Old',
  no_value: 'No value',
  no_owner: 'No owner',
};

function why(finding: HealthFinding, row: HealthRow): string {
  switch (finding) {
    case 'leaked':
      return row.leaked === null ? 'On the list of leaks' : `Seen ${formatNumber(row.leaked)} times in leaks`;
    case 'missing':
      return 'A value is not on this computer';
    case 'expired':
      return `Expired on ${formatDate(row.expires_on)}`;
    case 'due':
      return `To be rotated by ${formatDate(row.rotate_on)}`;
    case 'weak':
      return 'Easy to guess';
    case 'reused':
      return `Same value as ${row.twins.map((twin) => twin.name).join(', ')}`;
    case 'old':
      return `Unchanged since ${formatDate(row.changed_on)}`;
    case 'no_value':
      return 'No value was ever stored';
    case 'no_owner':
      return 'Belongs to nothing and nobody';
  }
}

const next: Record<HealthFinding, string> = {
  leaked: 'Change it today',
  missing: 'Enter it again',
  expired: 'Renew or retire it',
  due: 'Rotate it',
  weak: 'Make a new one',
  reused: 'Give each its own',
  old: 'Rotate it, or say how often',
  no_value: 'Store its value',
  no_owner: 'Say what it belongs to',
};

/** Words of the lock, the keyring, the health report and the encrypted export. */
export const messages = {
  lock: {
    title: 'Holdfast is locked',
    why: {
      idle: 'Nobody did anything for a while.',
      system: 'The computer went to sleep, or its screen was locked.',
      asked: 'You locked it.',
      unlocked: '',
      settings: '',
    } satisfies Record<VaultEvent, string>,
    start: 'Enter your passphrase to begin.',
    unread:
      'The settings of the lock could not be read, so Holdfast starts locked. No passphrase is set: confirm that it is you.',
    label: 'Passphrase',
    unlock: 'Unlock',
    forgotten: 'Forgotten it?',
    removeTitle: 'Remove the passphrase?',
    removeText:
      'Nothing is lost: your secrets stay in the system keyring, where your login to this computer protects them. The passphrase is a curtain before a screen left alone, so whoever sits at this computer can take it away. Set another one in Settings afterwards.',
    keep: 'Keep it',
    remove: 'Remove and unlock',
    removed: 'The passphrase was removed. You can set another one in Settings.',
  },
  keyring: {
    title: 'Check keyring',
    reading: 'Comparing this database with the keyring',
    failed: 'The keyring could not be compared',
    again: 'Check again',
    unlock: 'Unlock keyring',
    close: 'Close',
    well: 'Every value in use is in the keyring of this computer, and nothing is there that belongs to nothing.',
    missing: (count: number) => `${counted(count, 'secret is', 'secrets are')} not on this computer`,
    missingText:
      'A database that came from another computer has its values there. Enter them again here, or bring them over: export to KDBX there, and import that file here.',
    value: (row: OrphanRow) =>
      row.owner === 'setting'
        ? 'a secret of Holdfast itself'
        : `${fields[row.field] ?? row.field}${row.previous ? ', a previous value' : ''}`,
    importVault: 'Import a vault file',
    previous: (count: number) =>
      count === 1
        ? '1 previous value is not on this computer either'
        : `${formatNumber(count)} previous values are not on this computer either`,
    forget: 'Forget',
    enter: 'Enter again',
    enterFor: (name: string) => `Enter the value of ${name} again`,
    label: (name: string) => `Value of ${name}`,
    store: 'Store',
    cancel: 'Cancel',
    open: 'Open',
    stored: (name: string) => `${name} has its value again`,
    orphans: (count: number) => `${counted(count, 'item', 'items')} in the keyring without a row`,
    orphansText:
      'Left behind by an interrupted act or a deleted database. Nothing in this database, its Trash or its previous values points to them.',
    names: 'Their names',
    sweep: (count: number) => `Delete ${counted(count, 'item', 'items')}…`,
    sweepSure: (count: number) =>
      `Delete ${counted(count, 'item', 'items')} from the keyring for good? There is no undo.`,
    keep: 'Keep',
    sweepNow: 'Delete',
    swept: (count: number) => `${counted(count, 'item', 'items')} deleted from the keyring`,
  },
  export: {
    title: 'Export to KDBX',
    what: (count: number) =>
      count === 0
        ? 'All credentials and license keys with their values, fields, one-time codes and files go to one encrypted file, which KeePassXC and Holdfast open.'
        : `${counted(count, 'credential', 'credentials')} with values, fields, one-time codes and files: one encrypted file, which KeePassXC and Holdfast open.`,
    warning:
      'It cannot be undone: whoever has the file and this passphrase can read everything in it. Nobody can recover a forgotten passphrase.',
    label: 'Passphrase of the file',
    hint: 'Several words that do not belong together make a good one.',
    cancel: 'Cancel',
    save: 'Choose where to save…',
    progress: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} values read`,
    working: 'Waiting for the place, then writing and checking the file',
    doneTitle: 'The vault is written',
    wrote: (credentials: number, licenses: number, values: number, files: number) => {
      const parts = [counted(credentials, 'credential', 'credentials')];
      if (licenses > 0) parts.push(counted(licenses, 'license', 'licenses'));
      parts.push(counted(values, 'value', 'values'));
      if (files > 0) parts.push(counted(files, 'file', 'files'));
      return `${parts.join(', ')}. Every value in the file was read back and compared.`;
    },
    unread: (count: number) =>
      `${counted(count, 'value is', 'values are')} not on this computer, and so not in the file:`,
    done: 'Done',
  },
  health: {
    checking: 'Reading and comparing the values',
    progress: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} values`,
    again: 'Check again',
    unlock: 'Unlock keyring',
    findings,
    why,
    next,
    only: 'Show only these',
    notRead:
      'The values were not read, so weak ones are known only as they were stored, reused and leaked ones not at all.',
    states: {
      ready: '',
      locked: 'The keyring is locked.',
      not_created: 'There is no keyring yet.',
      no_provider: 'No keyring service was found.',
      no_session: 'There is no desktop session to reach the keyring through.',
      not_answering: 'The keyring does not answer.',
    } satisfies Record<KeyringState, string>,
    wellText:
      'No credential is weak, reused, old, expired, to be rotated, missing, without a value or without an owner.',
    emptyText: 'Once there are some, this says which ones need attention, and why.',
    showInList: 'Show in the list',
    columns: {
      name: 'Credential',
      findings: 'Finding',
      why: 'Why',
      next: 'Next',
      username: 'Username',
      vendor: 'Vendor',
    },
    figures: { credentials: 'Credentials', checked: 'Values compared in memory', flawed: 'Need attention' },
    notes: ['Values are compared in memory alone. The report names credentials, never a value.'],
    noValues: 'No value is stored yet, so there is nothing to compare.',
    leaks: 'Compare with leaked passwords…',
    leaksText:
      'With the list “ordered by hash” of Have I Been Pwned, which you download yourself. It is searched on this computer; nothing is sent.',
    leaksDone: (name: string, count: number) =>
      count === 0
        ? `None of your values is in ${name}.`
        : `${counted(count, 'credential has', 'credentials have')} a value that is in ${name}.`,
  },
};

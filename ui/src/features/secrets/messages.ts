import { formatNumber } from '../../lib/format/money';
import type { HealthFinding, KeyringState, OrphanRow, LockEvent } from '../../lib/ipc/bindings';

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
  no_value: 'Nothing stored',
  no_owner: 'No owner',
};

/** Words of the lock, the keyring, the health report and the encrypted export. */
export const messages = {
  lock: {
    title: 'Holdfast is locked',
    why: {
      idle: 'Locked after a while without use.',
      system: 'The computer went to sleep, or its screen was locked.',
      asked: 'You locked it.',
      unlocked: '',
      settings: '',
    } satisfies Record<LockEvent, string>,
    start: 'Enter your passphrase to begin.',
    unread:
      'The lock settings could not be read, so Holdfast starts locked. No passphrase is set: unlock to continue.',
    label: 'Passphrase',
    unlock: 'Unlock',
    forgotten: 'Forgot it?',
    removeTitle: 'Remove the passphrase?',
    removeText:
      'Nothing is lost: your secrets stay in the system keyring, protected by your login to this computer. The passphrase only hides Holdfast on a screen left alone, so anyone at this computer can remove it. Set a new one in Settings afterwards.',
    remove: 'Remove and unlock',
    removed: 'Passphrase removed. You can set a new one in Settings.',
  },
  keyring: {
    title: 'Check keyring',
    reading: 'Comparing this database with the keyring',
    failed: 'The keyring could not be compared',
    unlock: 'Unlock keyring',
    well: 'All secrets are in the keyring of this computer, with nothing left over.',
    missing: (count: number) => `${counted(count, 'secret is', 'secrets are')} not on this computer`,
    missingText:
      'If the database came from another computer, its secrets are still there. Export them to KDBX there and import that file here, or enter them again.',
    value: (row: OrphanRow) =>
      row.owner === 'setting'
        ? 'a secret of Holdfast itself'
        : `${fields[row.field] ?? row.field}${row.previous ? ', a previous one' : ''}`,
    importVault: 'Import a vault file',
    previous: (count: number) =>
      count === 1
        ? '1 previous secret is not on this computer either'
        : `${formatNumber(count)} previous secrets are not on this computer either`,
    forget: 'Forget',
    enter: 'Enter again',
    enterFor: (name: string) => `Enter the secret of ${name} again`,
    label: (name: string) => `Secret of ${name}`,
    stored: (name: string) => `Secret of ${name} saved`,
    orphans: (count: number) => `${counted(count, 'unused item', 'unused items')} in the keyring`,
    orphansText:
      'Left behind by an interruption or a deleted database. Nothing in this database, its Trash or its previous secrets uses them.',
    names: 'Show names',
    sweep: (count: number) => `Delete ${counted(count, 'item', 'items')}…`,
    sweepSure: (count: number) =>
      `Delete ${counted(count, 'item', 'items')} from the keyring? This cannot be undone.`,
    swept: (count: number) => `${counted(count, 'item', 'items')} deleted from the keyring`,
  },
  export: {
    title: 'Export to KDBX',
    what: (count: number) =>
      count === 0
        ? 'Saves all credentials and license keys with their secrets, one-time codes and files in one encrypted file that KeePassXC and Holdfast open.'
        : `Saves ${counted(count, 'credential', 'credentials')} with secrets, one-time codes and files in one encrypted file that KeePassXC and Holdfast open.`,
    warning:
      'Anyone with the file and this passphrase can read everything in it. A forgotten passphrase cannot be recovered.',
    label: 'Passphrase of the file',
    hint: 'Several unrelated words make a good one.',
    save: 'Choose where to save…',
    progress: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} secrets read`,
    working: 'Writing and checking the file',
    doneTitle: 'Exported',
    wrote: (credentials: number, licenses: number, values: number, files: number) => {
      const parts = [counted(credentials, 'credential', 'credentials')];
      if (licenses > 0) parts.push(counted(licenses, 'license', 'licenses'));
      parts.push(counted(values, 'secret', 'secrets'));
      if (files > 0) parts.push(counted(files, 'file', 'files'));
      return `${parts.join(', ')}. Every secret in the file was read back and compared.`;
    },
    unread: (count: number) =>
      `${counted(count, 'secret is', 'secrets are')} not on this computer, and so not in the file:`,
  },
  health: {
    checking: 'Checking secrets',
    progress: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} secrets`,
    unlock: 'Unlock keyring',
    findings,
    only: 'Show only these',
    notRead:
      'Secrets were not read: weak ones are as they were when saved, reused and leaked ones are not known.',
    states: {
      ready: '',
      locked: 'The keyring is locked.',
      not_created: 'There is no keyring yet.',
      no_provider: 'No keyring service was found.',
      no_session: 'There is no desktop session to reach the keyring through.',
      not_answering: 'The keyring does not answer.',
    } satisfies Record<KeyringState, string>,
    wellText:
      'No credential is weak, reused, old, expired, due for rotation, missing, empty or without an owner.',
    emptyText: 'Once there are some, this shows which ones need attention, and why.',
    showInList: 'Show in the list',
    figures: { credentials: 'Credentials', checked: 'Secrets compared', flawed: 'Need attention' },
    notes: ['Secrets are compared in memory only. The report names credentials, never a secret.'],
    noValues: 'No secrets are stored yet, so there is nothing to compare.',
    leaks: 'Compare with leaked passwords…',
    leaksText:
      'Uses the Have I Been Pwned list “ordered by hash”, which you download yourself. It is searched on this computer; nothing is sent.',
    leaksDone: (name: string, count: number) =>
      count === 0
        ? `None of your secrets is in ${name}.`
        : `${counted(count, 'credential has', 'credentials have')} a secret that is in ${name}.`,
  },
};

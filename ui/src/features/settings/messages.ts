import { counted, formatNumber } from '../../lib/format/money';
import type { KeyringState, Theme } from '../../lib/ipc/bindings';

/** Words of the settings. */
export const messages = {
  loading: 'Loading settings',
  errorTitle: 'The settings could not be read',
  sections: 'Settings sections',
  saved: 'Saved',
  general: 'General',
  currency: 'Currency',
  currencyNames: (code: string, name: string) => (name === '' || name === code ? code : `${code}, ${name}`),
  currencyHint:
    'For new prices, and for imported amounts without a currency. With exchange rates, reports add up in it. Existing amounts do not change.',
  locale: 'Dates and numbers',
  localeHint: 'How dates, amounts and numbers are written.',
  localeSystem: 'System',
  theme: 'Theme',
  themes: {
    system: 'System',
    light: 'Light',
    dark: 'Dark',
  } satisfies Record<Theme, string>,
  security: 'Security',
  clipboard: 'Clear the clipboard after',
  clipboardHint: 'Removes a copied secret from the clipboard, unless you copied something else since.',
  seconds: (seconds: number) => `${seconds} seconds`,
  keyring: 'Keyring',
  keyringStates: {
    ready: 'ready',
    locked: 'locked',
    not_created: 'not created yet',
    no_provider: 'not found',
    no_session: 'no session',
    not_answering: 'not answering',
  } satisfies Record<KeyringState, string>,
  unlockCreate: 'Create keyring',
  unlocking: 'Waiting for your system keyring',
  compare: 'Check keyring…',
  addressesWait: (count: number) =>
    `${counted(count, 'web address still contains', 'web addresses still contain')} a password or key. Each moves to the keyring once it is ready.`,
  addressesUncleared:
    'They are in the keyring now. The database file is cleaned at the next start; close other programs that use it.',
  oldCopies: 'Copies from before an update',
  oldCopiesHint: (names: string[]) =>
    `${names.join(', ')} still ${names.length === 1 ? 'contains' : 'contain'} passwords from web addresses. Delete ${names.length === 1 ? 'it' : 'them'} once everything works.`,
  deleteOldCopies: 'Delete…',
  oldCopiesSure: (count: number) =>
    count === 1 ? 'Delete the old copy?' : `Delete ${formatNumber(count)} old copies?`,
  oldCopiesSureText:
    'This cannot be undone. Your data stays; you only lose the way back to the version before the update.',
  oldCopiesDeleted: (count: number) => `${counted(count, 'old copy', 'old copies')} deleted`,
  passphrase: 'Passphrase',
  passphraseHint:
    'Asked for when Holdfast starts or is locked. It hides Holdfast on a screen left alone; your login to this computer is what protects your secrets. The holdfast command does not ask for it.',
  setPassphrase: 'Set a passphrase…',
  changePassphrase: 'Change…',
  removePassphrase: 'Remove…',
  removeTitle: 'Remove the passphrase?',
  removeText:
    'Holdfast will no longer ask for it. Your secrets stay in the system keyring. You can set a new one at any time.',
  removeIt: 'Remove the passphrase',
  passphraseRemoved: 'Passphrase removed',
  passphraseSet: 'Passphrase set. Ctrl L locks Holdfast.',
  current: 'Current passphrase',
  chosen: 'New passphrase',
  chosenHint: 'At least 6 characters. If you forget it, it can be removed; nothing is lost.',
  set: 'Set passphrase',
  lock: 'Lock after',
  lockHint: (asks: boolean) =>
    `After this time without a key press or click, and on Linux also when the computer sleeps or its screen locks. Secrets are hidden and the clipboard is cleared${asks ? '.' : '; without a passphrase, Holdfast itself stays open.'}`,
  lockMinutes: (minutes: number) =>
    minutes === 0 ? 'Never' : minutes === 1 ? '1 minute' : minutes === 60 ? '1 hour' : `${minutes} minutes`,
  screenshots: 'Keep out of screenshots',
  screenshotsHint: 'The window is blank in screenshots and shared screens. On Windows and macOS only.',
  on: 'On',
  off: 'Off',
  previous: 'Keep replaced secrets',
  previousHint: 'They stay in the keyring and can be restored.',
  previousCount: (count: number) =>
    count === 0 ? 'None' : count === 1 ? 'The last one' : `The last ${count}`,
  old: 'A secret is old after',
  oldHint: 'For the health report. Secrets with a rotation of their own follow that.',
  oldDays: (days: number) =>
    days === 365 ? '1 year' : days % 365 === 0 ? `${days / 365} years` : `${days} days`,
  hints: 'Show the end of license keys',
  hintsHint: 'The last characters of new keys are kept in the database, to tell keys apart.',
  missing: (count: number) =>
    count === 1
      ? '1 secret is not on this computer. Import it from a vault file, or enter it again.'
      : `${formatNumber(count)} secrets are not on this computer. Import them from a vault file, or enter them again.`,
  unfinished: (count: number) =>
    count === 1
      ? '1 change is waiting for the keyring.'
      : `${formatNumber(count)} changes are waiting for the keyring.`,
  paper: 'Printing',
  organisation: 'Organization',
  organisationHint: 'Printed above the title of reports and sheets.',
  address: 'Sender address',
  addressHint: 'Name and address at the top of letters, such as a notice of cancellation.',
  data: 'Your data',
  folder: 'Data folder',
  folderHint: 'The database with your attached files. Secrets are in the keyring, not here.',
  open: 'Open folder',
  profile: 'Profile',
  backup: 'Backup to a file',
  backupHint: 'A verified copy of the database where you say. Secrets in the keyring are not included.',
  backupToFile: 'Save a backup…',
  backupNow: 'Back up now',
  backups: {
    title: 'Backups',
    automatic: 'Automatic backups',
    automaticHint:
      'One each day and before an import. An automatic backup holds no passwords or keys: those stay in the keyring.',
    last: 'Last automatic backup',
    lastHint: 'Checked after it was written: whole, with every row, and with a checksum beside it.',
    lastAt: (when: string, size: string | null) => (size === null ? when : `${when}, ${size}`),
    failed: 'The last automatic backup failed.',
    folder: 'Backup folder',
    folderHint:
      'On this disk a backup is lost with the disk. Choose a synced folder or a USB drive; a drive that is away is caught up with when it comes back.',
    choose: 'Choose…',
    reset: 'Use the data folder',
    space: 'Space for backups',
    spaceHint: (kept: { days: number; weeks: number; months: number }) =>
      `The last backup is kept of each of the last ${kept.days} days, ${kept.weeks} weeks and ${kept.months} months that have one. Above the limit the oldest go first. Only automatic backups of this database are removed.`,
    limit: (mb: number) => (mb % 1_000 === 0 ? `${formatNumber(mb / 1_000)} GB` : `${formatNumber(mb)} MB`),
  },
  lastBackup: (when: string) => `Last backup ${when}`,
  noBackup: 'No backup yet',
  backedUp: (path: string) => `Backup written to ${path}`,
  fullBackup: {
    name: 'Full backup',
    rowHint:
      'Everything in one encrypted file: the database, attached files and all secrets. With it and its passphrase you can go on on another computer.',
    last: (when: string) => `Last full backup ${when}`,
    none: 'No full backup yet. If this computer is lost, your secrets are lost.',
    open: 'Full backup…',
    title: 'Full backup',
    what: 'Saves everything in one encrypted file: the database with attached files, and all secrets in the keyring, replaced ones and those in Trash included. Holdfast restores it, and age opens it without Holdfast.',
    warning:
      'Anyone with the file and this passphrase can read everything in it. A forgotten passphrase cannot be recovered: keep it where you find it without this computer.',
    label: 'Passphrase of the file',
    hint: 'Several unrelated words make a good one.',
    save: 'Choose where to save…',
    progress: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} secrets read`,
    working: 'Writing and checking the file',
    doneTitle: 'Full backup written',
    wrote: (values: number) =>
      `The database and ${counted(values, 'secret', 'secrets')}. The file was opened again and everything in it compared.`,
    unread: (count: number) =>
      `${counted(count, 'secret', 'secrets')} could not be read, and so ${count === 1 ? 'is' : 'are'} not in the file:`,
    askTitle: 'Open a full backup',
    askText: (file: string) => `${file} is a full backup. Enter its passphrase.`,
    opening: 'Opening and checking the file',
    putBack: (done: number, total: number) =>
      `${formatNumber(done)} of ${formatNumber(total)} secrets in the keyring`,
    goOn: 'Continue',
  },
  restore: 'Restore',
  restoreHint:
    'Go back to a backup. You see first what it holds and what changes; the current database is kept aside.',
  checkBackup: 'Check a backup…',
  restoreBackup: 'Restore…',
  everything: 'Export everything',
  everythingHint:
    'Everything you entered as a JSON file, which any program can read and Holdfast can import. Secrets are not included.',
  exportNow: 'Export as JSON',
  exported: (path: string) => `Exported to ${path}`,
  exportVault: 'Secrets',
  exportVaultHint:
    'Credentials and license keys with their secrets, in one encrypted file that KeePassXC also opens.',
  exportVaultAct: 'Export to KDBX…',
  sample: 'Sample data',
  sampleHint: 'The fictional company you are looking at.',
  removeSample: 'Remove sample data',
  version: (version: string) => `Holdfast ${version}`,
  promise: 'Works offline. The only connection is the mail account you set up.',
  localeNames: {
    'en-US': 'English, United States',
    'en-GB': 'English, United Kingdom',
    'de-DE': 'German, Germany',
    'de-AT': 'German, Austria',
    'de-CH': 'German, Switzerland',
    'fr-FR': 'French, France',
    'es-ES': 'Spanish, Spain',
    'it-IT': 'Italian, Italy',
    'nl-NL': 'Dutch, Netherlands',
    'pl-PL': 'Polish, Poland',
    'sv-SE': 'Swedish, Sweden',
    'pt-BR': 'Portuguese, Brazil',
    'ja-JP': 'Japanese, Japan',
  } as Record<string, string>,
};

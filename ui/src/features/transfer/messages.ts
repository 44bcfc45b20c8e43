import { counted, formatNumber } from '../../lib/format/money';
import type {
  DateOrder,
  DecimalMark,
  EntryFilter,
  EntryResult,
  ImportKind,
  VaultReport,
} from '../../lib/ipc/bindings';

const rows = (count: number) => counted(count, 'row', 'rows');
const listed = (parts: string[]) => parts.join(', ');

interface Created {
  vendors: number;
  people: number;
  locations: number;
}

function createdParts(created: Created): string[] {
  const parts: string[] = [];
  if (created.vendors > 0) parts.push(counted(created.vendors, 'vendor', 'vendors'));
  if (created.people > 0) parts.push(counted(created.people, 'person', 'people'));
  if (created.locations > 0) parts.push(counted(created.locations, 'location', 'locations'));
  return parts;
}

const delimiters: Record<string, string> = {
  comma: 'Comma',
  semicolon: 'Semicolon',
  tab: 'Tab',
  pipe: 'Pipe',
};
const encodings: Record<string, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16, little endian',
  'utf-16be': 'UTF-16, big endian',
  'windows-1252': 'Western (Windows-1252)',
  'iso-8859-15': 'Western (ISO 8859-15)',
  cp850: 'Western (DOS, 850)',
  cp437: 'American (DOS, 437)',
  macintosh: 'Mac Roman',
  'windows-1250': 'Central European (Windows-1250)',
  'iso-8859-2': 'Central European (ISO 8859-2)',
  cp852: 'Central European (DOS, 852)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  'iso-8859-5': 'Cyrillic (ISO 8859-5)',
  'koi8-r': 'Cyrillic (KOI8-R)',
  cp866: 'Cyrillic (DOS, 866)',
  'windows-1253': 'Greek (Windows-1253)',
  'iso-8859-7': 'Greek (ISO 8859-7)',
  cp737: 'Greek (DOS, 737)',
  'windows-1254': 'Turkish (Windows-1254)',
  'windows-1255': 'Hebrew (Windows-1255)',
  'windows-1256': 'Arabic (Windows-1256)',
  'windows-1257': 'Baltic (Windows-1257)',
  'windows-1258': 'Vietnamese (Windows-1258)',
  shift_jis: 'Japanese (Shift JIS)',
  'euc-jp': 'Japanese (EUC)',
  gbk: 'Chinese (GBK)',
  big5: 'Chinese (Big5)',
  'euc-kr': 'Korean (EUC)',
};
const decimals: Record<DecimalMark, string> = {
  point: 'point: 1,234.50',
  comma: 'comma: 1.234,50',
};
const orders: Record<DateOrder, string> = {
  dmy: 'day/month/year',
  mdy: 'month/day/year',
  ymd: 'year-month-day',
};
const kinds: Record<ImportKind, string> = { licenses: 'Licenses', hardware: 'Hardware' };

/** Every word the Import screen shows. */
export const messages = {
  steps: { file: 'File', columns: 'Columns', open: 'Open', preview: 'Preview', done: 'Done' },
  stepsLabel: 'Steps of the import',
  problemHead: 'That did not work.',

  pickTitle: 'Bring your spreadsheet or your vault in',
  pickText:
    'A CSV file of licenses or of hardware, from Snipe-IT, ITFlow or any other with a header row. Or the passwords of KeePass, Bitwarden, 1Password and others. You see every row before anything is written.',
  pick: 'Choose a file…',
  pickAnother: 'Choose another file',
  safety: [
    'Nothing is written until you import.',
    'All rows or none: never half a file.',
    'One click takes all of it back.',
  ],
  whatTitle: 'What do its rows describe?',
  whatText: (file: string) => `${file} does not look like a known export, so say what it holds.`,
  whatVault: (file: string, source: string) =>
    `${file} looks like passwords: ${source}. If it is something else, say so.`,
  kind: (kind: ImportKind) => kinds[kind],
  kindText: {
    licenses: 'Software, subscriptions, seats and keys, with what they cost and when they end.',
    hardware: 'Devices with asset tags, serials, holders and warranties.',
  },
  fileLine: (name: string, size: string) => `${name}, ${size}`,

  columnsTitle: 'Where each column goes',
  columnsText: 'Columns without a field are left out. Nothing in your file is changed.',
  shape: (shape: string) => `Recognised as ${shape}.`,
  columnHead: 'Column in the file',
  samplesHead: 'Holds',
  fieldHead: 'Goes to',
  leaveOut: 'Leave out',
  fieldFor: (column: string) => `Field for the column ${column}`,
  keyring: 'to the keyring',
  noSamples: 'blank',
  taken: (label: string, column: string) => `${label} (now from ${column})`,
  usedColumns: (used: number, all: number) => `${used} of ${all} columns are taken`,

  readingTitle: 'How the file is read',
  rowsAre: 'Rows are',
  delimiter: 'Separator',
  encoding: 'Encoding',
  dateOrder: 'Dates are',
  decimal: 'Decimal mark',
  currency: 'Amounts without a currency',
  currencyDefault: 'As in Settings',
  perSeat: 'A cost is for one seat, not the total',
  detected: (what: string) => `Detected: ${what}`,
  notSettled: 'not settled by the file',
  delimiterName: (name: string) => delimiters[name] ?? name,
  encodingName: (name: string) => encodings[name.toLowerCase()] ?? name,
  orderName: (order: DateOrder) => orders[order],
  decimalName: (mark: DecimalMark) => decimals[mark],
  decimalOptions: Object.entries(decimals).map(([value, label]) => ({ value, label })),
  delimiterOptions: Object.entries(delimiters).map(([value, label]) => ({ value, label })),
  encodingOptions: Object.entries(encodings).map(([value, label]) => ({ value, label })),
  orderOptions: Object.entries(orders).map(([value, label]) => ({ value, label })),
  kindOptions: Object.entries(kinds).map(([value, label]) => ({ value, label })),

  evidence: (delimiter: string, encoding: string, reasons: (string | null)[], created: Created) => {
    const read = listed([
      delimiters[delimiter] ?? delimiter,
      encodings[encoding.toLowerCase()] ?? encoding,
      ...reasons.filter((reason) => reason !== null),
    ]);
    const also = createdParts(created);
    return also.length === 0 ? read : `${read} · also adds ${listed(also)}`;
  },
  secrets: (count: number) =>
    `${counted(count, 'key goes', 'keys go')} to the keyring, not into the database.`,
  counts: { new: 'new', update: 'updated', unchanged: 'unchanged', problem: 'problems', notices: 'notices' },
  onlyThese: 'Show only these',
  result: { new: 'new', update: 'update', unchanged: 'unchanged', problem: 'problem' },
  grid: 'Rows of the file',
  columns: {
    row: 'Row',
    result: 'Result',
    name: 'Name',
    ends: 'Ends',
    warranty: 'Warranty ends',
    seats: 'Seats',
    serial: 'Serial',
    price: 'Price',
    remark: 'Remark',
  },
  match: {
    label: (row: number) => `Which record row ${row} is`,
    ask: 'Choose…',
    same: (label: string) => `It is ${label}`,
    fresh: 'A new one',
    answered: (row: number, label: string) => `Row ${row}: ${label}`,
  },
  remark: (column: string | null, text: string) => (column === null ? text : `${column}: ${text}`),
  nothingHere: 'No row is like that.',

  word: (word: string, column: string, count: number) => `“${word}” in ${column}, ${rows(count)}.`,
  wordQuestion: 'What should it mean?',
  yes: 'Yes',
  no: 'No',
  leaveTheseOut: 'Leave these rows out',
  wordLeft: (word: string, column: string, count: number) =>
    `“${word}” in ${column}: ${rows(count)} will be left out.`,
  wordAnswered: (word: string, yes: boolean) => `“${word}” counts as ${yes ? 'yes' : 'no'}.`,
  change: 'Change',
  dateTitle: (sample: string | null) =>
    sample === null ? 'The dates can be read in two ways.' : `“${sample}” can be read in two ways.`,
  dateQuestion: 'Nothing in the file settles it. Which comes first?',
  dayFirst: (example: string | null) => (example === null ? 'Day first' : `Day first: ${example}`),
  monthFirst: (example: string | null) => (example === null ? 'Month first' : `Month first: ${example}`),
  encodingTitle: 'The letters can be read in several ways.',
  encodingQuestion: 'Which reads right?',
  encodingChoice: (encoding: string, sample: string) => `${sample} (${encodings[encoding] ?? encoding})`,
  decimalTitle: (text: string) => `“${text}” can be read in two ways.`,
  decimalQuestion: 'Nothing in the file settles it. Which mark stands before the decimals?',
  decimalPoint: (example: string | null) => (example === null ? 'A point' : `A point: ${example}`),
  decimalComma: (example: string | null) => (example === null ? 'A comma' : `A comma: ${example}`),
  signTitle: (sign: string) => `“${sign}” is the sign of several currencies.`,
  signQuestion: 'Which is it in this file?',

  foot: 'Nothing is written until you import; afterwards one click takes all of it back.',
  footLeavesOut: (count: number) =>
    `${rows(count)} with problems will be left out; afterwards you can save them to a file.`,
  footQuestions: 'Answer the questions about the file first.',
  footNothing: 'There is nothing to import in this file.',
  back: 'Back',
  next: 'Preview',
  importRows: (count: number, all: number) =>
    count === all ? `Import ${rows(all)}` : `Import ${formatNumber(count)} of ${rows(all)}`,
  stop: 'Stop the import',
  stopping: 'Stopping; nothing will be written…',
  stopped: 'The import was stopped. Nothing was written.',
  importing: (done: number, total: number) => `Writing row ${formatNumber(done)} of ${formatNumber(total)}`,

  withoutKeys: 'Leave the keys out',

  doneTitle: (count: number, all: number) =>
    count === all ? `${rows(all)} imported` : `${formatNumber(count)} of ${rows(all)} imported`,
  doneNothing: 'Everything in this file was here already',
  doneText: (created: number, updated: number, unchanged: number) => {
    const parts: string[] = [];
    if (created > 0) parts.push(`${created} new`);
    if (updated > 0) parts.push(`${updated} updated`);
    if (unchanged > 0) parts.push(`${unchanged} unchanged`);
    return parts.join(', ');
  },
  doneCreated: (created: Created) => {
    const parts = createdParts(created);
    return parts.length === 0 ? null : `Also added: ${listed(parts)}.`;
  },
  doneLeftOut: (count: number) => `${rows(count)} left out because of problems.`,
  doneLeftColumns: (columns: string[]) => `Columns left out: ${columns.join(', ')}.`,
  doneNotices: (count: number) => `${counted(count, 'notice', 'notices')} to look at`,
  doneSecrets: 'The file still holds the keys in plain text. Delete it once you have checked the import.',
  rowNumber: (row: number) => `Row ${row}`,
  saveRejects: 'Save the left-out rows…',
  savedRejects: (path: string) => `The left-out rows are in ${path}. Mend them there and import that file.`,
  undo: 'Take it all back',
  undone: (count: number) => `Taken back: ${counted(count, 'record', 'records')} as before the import.`,
  undoneTitle: 'Taken back',
  show: (kind: ImportKind) => (kind === 'licenses' ? 'Show the licenses' : 'Show the hardware'),
  again: 'Import another file',

  vault: {
    kind: 'Credentials',
    kindText: 'Logins with passwords. The values go to the keyring, not into the database.',
    openTitle: (source: string) => `Open ${source}`,
    openText: (name: string, keyFile: boolean) =>
      keyFile
        ? `${name} is encrypted. Enter its password, choose its key file, or both, as it was made.`
        : `${name} is encrypted. Enter its password.`,
    password: 'Password of the file',
    keyFile: 'Key file',
    noKeyFile: 'None chosen',
    chooseKey: 'Choose…',
    open: 'Open',
    opening: 'Opening takes a moment: the file is made to be slow to guess.',
    stopOpening: 'Stop',
    entries: (count: number) => counted(count, 'entry', 'entries'),
    counts: {
      new: 'new',
      update: 'updated',
      unchanged: 'unchanged',
      problem: 'problems',
      skipped: 'skipped',
      notices: 'notices',
    } satisfies Record<EntryFilter, string>,
    result: {
      new: 'new',
      update: 'update',
      unchanged: 'unchanged',
      problem: 'problem',
      skipped: 'skipped',
    } satisfies Record<EntryResult, string>,
    evidence: (source: string, secrets: number, licenses: number, files: number) =>
      listed([
        source,
        counted(secrets, 'value goes to the keyring', 'values go to the keyring'),
        ...(licenses > 0 ? [counted(licenses, 'license', 'licenses')] : []),
        ...(files > 0 ? [counted(files, 'file goes into the database', 'files go into the database')] : []),
      ]),
    notCompared: 'The keyring is not ready, so values of entries that are here already are taken for equal.',
    openNotes: 'Keep notes readable',
    openNotesHint:
      'In the database, where they are found and searched. Otherwise they are values in the keyring.',
    files: 'Take files over',
    filesHint: 'They are kept in the database, which is not encrypted. Private keys go to the keyring.',
    doubtfulAsNew: (count: number) => `Take ${counted(count, 'entry', 'entries')} in doubt as new`,
    doubtfulAsNewHint:
      'Each could be one of several things here that have its name, user name and address, and other values. Otherwise they are left out.',
    unsupported: 'Not taken over:',
    unsupportedPart: (what: string, count: number) => `${what} (${count})`,
    grid: 'Entries of the vault',
    columns: {
      row: 'No.',
      result: 'Result',
      name: 'Name',
      kind: 'Kind',
      username: 'Username',
      values: 'To the keyring',
      tags: 'Tags',
      remark: 'Remark',
    },
    kinds: {
      login: 'Login',
      api_key: 'API key',
      wifi: 'Wi-Fi',
      ssh_key: 'SSH key',
      certificate_key: 'Certificate key',
      secure_note: 'Secure note',
      other: 'Other',
      license: 'License',
    } as Record<string, string>,
    valueNames: (names: string[]) =>
      names.map((name) => ({ password: 'secret', totp: 'one-time codes' })[name] ?? name).join(', '),
    foot: 'Nothing is written until you import; afterwards one click takes all of it back.',
    footLeavesOut: (count: number) => `${counted(count, 'entry', 'entries')} with problems will be left out.`,
    footNothing: 'There is nothing to import in this file.',
    stopped:
      'The import was stopped. Nothing was written; values that were in the keyring by then leave it by themselves.',
    importing: (done: number, total: number) =>
      `Step ${formatNumber(done)} of ${formatNumber(total)}: values go to the keyring one by one`,
    progress: 'Progress of the import',
    importEntries: (count: number, all: number) =>
      count === all
        ? `Import ${counted(count, 'entry', 'entries')}`
        : `Import ${formatNumber(count)} of ${counted(all, 'entry', 'entries')}`,
    unlock: 'Unlock keyring',
    doneTitle: (count: number) => `${counted(count, 'entry', 'entries')} imported`,
    doneNothing: 'Everything in this file was here already',
    doneText: (report: VaultReport) => {
      const parts: string[] = [];
      if (report.new > 0) parts.push(`${report.new} new`);
      if (report.updated > 0) parts.push(`${report.updated} updated`);
      if (report.unchanged > 0) parts.push(`${report.unchanged} unchanged`);
      if (report.licenses > 0) parts.push(counted(report.licenses, 'license', 'licenses'));
      parts.push(counted(report.secrets, 'value in the keyring', 'values in the keyring'));
      return parts.join(', ');
    },
    skipped: (count: number) => `${counted(count, 'entry', 'entries')} skipped`,
    skippedLine: (name: string, reason: string) => (name === '' ? reason : `${name}: ${reason}`),
    problems: (count: number) => `${counted(count, 'entry', 'entries')} left out because of problems`,
    notices: (count: number) => `${counted(count, 'notice', 'notices')} to look at`,
    entry: (row: number) => `No. ${row}`,
    plainTitle: 'Anybody who gets this file can read the passwords in it.',
    plainText: (name: string) =>
      `Delete ${name} now that it is imported? It goes for good, not to the Trash.`,
    deleteFile: 'Delete the file',
    keepFile: 'Keep it',
    deleted: (name: string) => `${name} was deleted. Copies elsewhere, such as in backups, are not.`,
    show: 'Show the credentials',
  },
};

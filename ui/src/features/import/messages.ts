import { counted, formatNumber } from '../../lib/format/money';
import type {
  DateOrder,
  DecimalMark,
  EntryFilter,
  EntryResult,
  ImportKind,
  RowFilter,
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
const countWords: Record<RowFilter | EntryFilter, (count: number) => string> = {
  new: () => 'new',
  update: () => 'updated',
  unchanged: () => 'unchanged',
  problem: (count) => (count === 1 ? 'problem' : 'problems'),
  skipped: () => 'skipped',
  notices: (count) => (count === 1 ? 'notice' : 'notices'),
};
const kinds: Record<ImportKind, string> = {
  licenses: 'Licenses',
  hardware: 'Hardware',
  vendors: 'Vendors',
  people: 'People',
  locations: 'Locations',
  contracts: 'Contracts',
  credentials: 'Credentials',
};

/** Every word the Import screen shows. */
export const messages = {
  steps: { file: 'File', columns: 'Columns', open: 'Open', preview: 'Preview', done: 'Done' },
  stepsLabel: 'Steps of the import',
  problemHead: 'The import did not work.',

  pickTitle: 'Import a spreadsheet or a password vault',
  pickText:
    'A spreadsheet (Excel, LibreOffice or CSV) of licenses, hardware, vendors, people, contracts and more, from Snipe-IT, ITFlow or any spreadsheet with a header row. Or passwords from KeePass, Bitwarden, 1Password and others. You see every row before anything is saved.',
  pick: 'Choose a file…',
  pickAnother: 'Choose another file',
  safety: [
    'Nothing is saved until you import.',
    'All rows or none, never half a file.',
    'You can undo the whole import.',
  ],
  whatTitle: 'What is in this file?',
  whatText: (file: string) => `${file} is not a known export. Choose what its rows are.`,
  whatVault: (file: string, source: string) =>
    `${file} looks like passwords: ${source}. If it is something else, choose that.`,
  kind: (kind: ImportKind) => kinds[kind],
  kindText: {
    licenses: 'Software, subscriptions, seats and keys, with what they cost and when they end.',
    hardware: 'Devices with asset tags, serials, holders and warranties.',
    vendors: 'Companies you buy from, with their contacts and support numbers.',
    people: 'Names, addresses, departments, managers and last days.',
    locations: 'Sites and rooms, and which lies within which.',
    contracts: 'Support, leases, domains and certificates, with what they cost and when they end.',
    credentials: 'Names, user names and addresses of logins. Never their passwords.',
  } satisfies Record<ImportKind, string>,
  otherKindTitle: (other: ImportKind) => `This looks like ${kinds[other].toLowerCase()}.`,
  otherKindText: (kind: ImportKind, other: ImportKind) =>
    `Most columns belong to ${kinds[other].toLowerCase()}, not to ${kinds[kind].toLowerCase()}. What are the rows?`,
  fileLine: (name: string, size: string) => `${name}, ${size}`,

  parts: 'Tables of this import',
  part: (label: string, kind: ImportKind) => (label === kinds[kind] ? label : `${label}: ${kinds[kind]}`),
  partLeft: (label: string) => `${label}: left out`,
  partIn: 'Import this table',
  partAsks: 'has a question',
  partDone: (label: string, kind: ImportKind, text: string) =>
    label === kinds[kind] ? `${label}: ${text}` : `${label} (${kinds[kind].toLowerCase()}): ${text}`,

  newField: (column: string) => `New field “${column}”`,
  columnsTitle: 'Match columns to fields',
  columnsText: 'Columns without a field are left out. Your file is not changed.',
  shape: (shape: string) => `Recognized as ${shape}.`,
  columnHead: 'Column in the file',
  samplesHead: 'Examples',
  fieldHead: 'Field',
  leaveOut: 'Leave out',
  fieldFor: (column: string) => `Field for the column ${column}`,
  keyring: 'to the keyring',
  noSamples: 'blank',
  taken: (label: string, column: string) => `${label} (now from ${column})`,
  usedColumns: (used: number, all: number) => `${used} of ${all} columns used`,

  readingTitle: 'File format',
  rowsAre: 'Rows are',
  delimiter: 'Separator',
  sheet: 'Sheet',
  encoding: 'Encoding',
  dateOrder: 'Dates are',
  decimal: 'Decimal mark',
  currency: 'Amounts without a currency',
  currencyDefault: 'Default from Settings',
  perSeat: 'Costs are per seat, not the total',
  detected: (what: string) => `Detected: ${what}`,
  notSettled: 'not clear from the file',
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
  counts: (name: RowFilter | EntryFilter, count: number) => countWords[name](count),
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
    account: 'Account number',
    within: 'Within',
    email: 'Email',
    leaves: 'Last day',
    vendor: 'Vendor',
    username: 'User name',
    expires: 'Expires',
    price: 'Price',
    remark: 'Remark',
  },
  match: {
    label: (row: number) => `Which record row ${row} is`,
    ask: 'Choose a record…',
    same: (label: string) => `Update ${label}`,
    fresh: 'Add as new',
    answered: (row: number, label: string) => `Row ${row}: ${label}`,
  },
  /** Which option of the command line would answer it is of no use here. */
  remark: (column: string | null, text: string) => {
    const plain = text.replace(/ \(--[^)]*\)/g, '');
    return column === null ? plain : `${column}: ${plain}`;
  },
  nothingHere: 'No matching rows.',

  word: (word: string, column: string, count: number) => `“${word}” in ${column}, ${rows(count)}.`,
  wordQuestion: 'What should it mean?',
  yes: 'Yes',
  no: 'No',
  leaveTheseOut: 'Leave these rows out',
  wordLeft: (word: string, column: string, count: number) =>
    `“${word}” in ${column}: ${rows(count)} will be left out.`,
  wordAnswered: (word: string, yes: boolean) => `“${word}” means ${yes ? 'yes' : 'no'}.`,
  change: 'Change',
  dateTitle: (sample: string | null) =>
    sample === null ? 'The dates could mean two things.' : `“${sample}” could mean two dates.`,
  dateQuestion: 'The file does not make clear which. Which comes first?',
  dayFirst: (example: string | null) => (example === null ? 'Day first' : `Day first: ${example}`),
  monthFirst: (example: string | null) => (example === null ? 'Month first' : `Month first: ${example}`),
  encodingTitle: 'Special characters could be read in several ways.',
  encodingQuestion: 'Which one looks right?',
  encodingChoice: (encoding: string, sample: string) => `${sample} (${encodings[encoding] ?? encoding})`,
  decimalTitle: (text: string) => `“${text}” could mean two amounts.`,
  decimalQuestion: 'The file does not make clear which. What is the decimal mark?',
  decimalPoint: (example: string | null) => (example === null ? 'Point' : `Point: ${example}`),
  decimalComma: (example: string | null) => (example === null ? 'Comma' : `Comma: ${example}`),
  signTitle: (sign: string) => `“${sign}” is used by several currencies.`,
  signQuestion: 'Which one does this file use?',

  foot: 'Nothing is saved until you import, and you can undo it.',
  footLeavesOut: (count: number) =>
    `${rows(count)} with problems will be left out. You can save them to a file afterwards.`,
  footQuestions: 'Answer the questions about the file first.',
  footNothing: 'There is nothing to import in this file.',
  back: 'Back',
  next: 'Preview',
  importRows: (count: number, all: number) =>
    count === all ? `Import ${rows(all)}` : `Import ${formatNumber(count)} of ${rows(all)}`,
  stop: 'Stop the import',
  stopping: 'Stopping…',
  stopped: 'Import stopped. Nothing was saved.',
  importing: (done: number, total: number) => `Importing row ${formatNumber(done)} of ${formatNumber(total)}`,

  withoutKeys: 'Leave the keys out',

  doneTitle: (count: number, all: number) =>
    count === all ? `${rows(all)} imported` : `${formatNumber(count)} of ${rows(all)} imported`,
  doneNothing: 'Everything in this file was already here',
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
  partLeftOut: (label: string, count: number) => `${label}: ${rows(count)} left out because of problems.`,
  doneLeftColumns: (columns: string[]) => `Columns left out: ${columns.join(', ')}.`,
  doneNotices: (count: number) => counted(count, 'notice', 'notices'),
  doneSecrets: 'The file still contains the keys in plain text. Delete it once you have checked the import.',
  rowNumber: (row: number) => `Row ${row}`,
  saveRejects: 'Save the left-out rows…',
  savedRejects: (path: string) => `The left-out rows are in ${path}. Fix them there and import that file.`,
  undo: 'Undo import',
  undone: (count: number) => `${counted(count, 'record is', 'records are')} as before the import.`,
  undoneTitle: 'Import undone',
  show: (kind: ImportKind) => `Show the ${kinds[kind].toLowerCase()}`,
  again: 'Import another file',
  redo: 'Redo',
  redone: 'Import done again',
  earlier: 'Earlier imports',
  earlierLine: (when: string, added: number, changed: number, undone: boolean) =>
    listed([when, `${formatNumber(added)} new`, `${formatNumber(changed)} updated`]) +
    (undone ? ' · undone' : ''),
  undoOne: 'Undo',
  undoOf: (title: string) => `Undo: ${title}`,
  redoOf: (title: string) => `Redo: ${title}`,

  vault: {
    kind: 'Credentials',
    kindText: 'Logins with passwords. Secrets go to the keyring, not into the database.',
    openTitle: (source: string) => `Open ${source}`,
    openText: (name: string, keyFile: boolean) =>
      keyFile
        ? `${name} is encrypted. Enter its password, choose its key file, or both.`
        : `${name} is encrypted. Enter its password.`,
    password: 'Password of the file',
    keyFile: 'Key file',
    noKeyFile: 'None chosen',
    chooseKey: 'Choose…',
    opening: 'Opening takes a moment, because the file is protected against guessing.',
    stopOpening: 'Stop',
    entries: (count: number) => counted(count, 'entry', 'entries'),
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
        counted(secrets, 'secret goes to the keyring', 'secrets go to the keyring'),
        ...(licenses > 0 ? [counted(licenses, 'license', 'licenses')] : []),
        ...(files > 0 ? [counted(files, 'file goes into the database', 'files go into the database')] : []),
      ]),
    notCompared: 'The keyring is not ready, so secrets of existing entries are not compared.',
    openNotes: 'Keep notes readable',
    openNotesHint: 'They stay searchable in the database. Otherwise they go to the keyring.',
    files: 'Import attached files',
    filesHint: 'Stored in the database, which is not encrypted. Private keys go to the keyring.',
    doubtfulAsNew: (count: number) => `Add ${counted(count, 'unclear entry', 'unclear entries')} as new`,
    doubtfulAsNewHint:
      'Several credentials here have the same name, user name and address, but other secrets. Otherwise they are left out.',
    unsupported: 'Not imported:',
    unsupportedPart: (what: string, count: number) => `${what} (${count})`,
    grid: 'Entries of the vault',
    columns: {
      row: 'No.',
      result: 'Result',
      name: 'Name',
      kind: 'Kind',
      username: 'User name',
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
    foot: 'Nothing is saved until you import, and you can undo it.',
    footLeavesOut: (count: number) => `${counted(count, 'entry', 'entries')} with problems will be left out.`,
    footNothing: 'There is nothing to import in this file.',
    stopped: 'Import stopped. Nothing was saved, and secrets already in the keyring are removed again.',
    importing: (done: number, total: number) =>
      `Step ${formatNumber(done)} of ${formatNumber(total)}: storing secrets in the keyring`,
    starting: 'Storing secrets in the keyring…',
    progress: 'Progress of the import',
    importEntries: (count: number, all: number) =>
      count === all
        ? `Import ${counted(count, 'entry', 'entries')}`
        : `Import ${formatNumber(count)} of ${counted(all, 'entry', 'entries')}`,
    doneTitle: (count: number) => `${counted(count, 'entry', 'entries')} imported`,
    doneNothing: 'Everything in this file was already here',
    doneText: (report: VaultReport) => {
      const parts: string[] = [];
      if (report.new > 0) parts.push(`${report.new} new`);
      if (report.updated > 0) parts.push(`${report.updated} updated`);
      if (report.unchanged > 0) parts.push(`${report.unchanged} unchanged`);
      if (report.licenses > 0) parts.push(counted(report.licenses, 'license', 'licenses'));
      parts.push(counted(report.secrets, 'secret in the keyring', 'secrets in the keyring'));
      return parts.join(', ');
    },
    skipped: (count: number) => `${counted(count, 'entry', 'entries')} skipped`,
    skippedLine: (name: string, reason: string) => (name === '' ? reason : `${name}: ${reason}`),
    problems: (count: number) => `${counted(count, 'entry', 'entries')} left out because of problems`,
    notices: (count: number) => counted(count, 'notice', 'notices'),
    entry: (row: number) => `No. ${row}`,
    plainTitle: 'Anyone who gets this file can read the passwords in it.',
    plainText: (name: string) => `Delete ${name} now that it is imported? This cannot be undone.`,
    deleteFile: 'Delete the file',
    keepFile: 'Keep it',
    deleted: (name: string) => `${name} deleted. Copies elsewhere, such as in backups, are still there.`,
    show: 'Show the credentials',
  },
};

import type { DateOrder, ImportKind } from '../../lib/ipc/bindings';

const rows = (count: number) => (count === 1 ? '1 row' : `${count} rows`);
const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
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
  'windows-1252': 'Windows-1252',
  macintosh: 'Mac Roman',
};
const orders: Record<DateOrder, string> = {
  dmy: 'day/month/year',
  mdy: 'month/day/year',
  ymd: 'year-month-day',
};
const kinds: Record<ImportKind, string> = { licenses: 'Licenses', hardware: 'Hardware' };

/** Every word the Import screen shows. */
export const messages = {
  steps: { file: 'File', columns: 'Columns', preview: 'Preview', done: 'Done' },
  stepsLabel: 'Steps of the import',
  problemHead: 'That did not work.',

  pickTitle: 'Bring your spreadsheet in',
  pickText:
    'A CSV file of licenses or of hardware: from Snipe-IT, ITFlow, or any other with a header row. You see every row before anything is written.',
  pick: 'Choose a file…',
  pickAnother: 'Choose another file',
  safety: [
    'Nothing is written until you import.',
    'All rows or none: never half a file.',
    'One click takes all of it back.',
  ],
  whatTitle: 'What do its rows describe?',
  whatText: (file: string) => `${file} does not look like a known export, so say what it holds.`,
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
  currency: 'Amounts without a currency',
  currencyDefault: 'As in Settings',
  perSeat: 'A cost is for one seat, not the total',
  detected: (what: string) => `Detected: ${what}`,
  notSettled: 'not settled by the file',
  delimiterName: (name: string) => delimiters[name] ?? name,
  encodingName: (name: string) => encodings[name.toLowerCase()] ?? name,
  orderName: (order: DateOrder) => orders[order],
  delimiterOptions: Object.entries(delimiters).map(([value, label]) => ({ value, label })),
  encodingOptions: Object.entries(encodings).map(([value, label]) => ({ value, label })),
  orderOptions: Object.entries(orders).map(([value, label]) => ({ value, label })),
  kindOptions: Object.entries(kinds).map(([value, label]) => ({ value, label })),

  evidence: (delimiter: string, encoding: string, dates: string | null, created: Created) => {
    const read = listed([
      delimiters[delimiter] ?? delimiter,
      encodings[encoding.toLowerCase()] ?? encoding,
      ...(dates === null ? [] : [dates]),
    ]);
    const also = createdParts(created);
    return also.length === 0 ? read : `${read} · also adds ${listed(also)}`;
  },
  secrets: (count: number) =>
    `${counted(count, 'key goes', 'keys go')} to the keyring, not into the database.`,
  counts: { new: 'new', update: 'updated', unchanged: 'unchanged', problem: 'problems', notices: 'notices' },
  countLabel: (count: number, word: string) => `${count} ${word}: show only these`,
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

  foot: 'Nothing is written until you import; afterwards one click takes all of it back.',
  footLeavesOut: (count: number) =>
    `${rows(count)} with problems will be left out; afterwards you can save them to a file.`,
  footDates: 'Say how the dates are to be read first.',
  footNothing: 'There is nothing to import in this file.',
  back: 'Back',
  next: 'Preview',
  importRows: (count: number, all: number) =>
    count === all ? `Import ${rows(all)}` : `Import ${count} of ${rows(all)}`,
  stop: 'Stop the import',
  stopping: 'Stopping; nothing will be written…',
  stopped: 'The import was stopped. Nothing was written.',
  importing: (done: number, total: number) => `Writing row ${done} of ${total}`,

  withoutKeys: 'Leave the keys out',

  doneTitle: (count: number, all: number) =>
    count === all ? `${rows(all)} imported` : `${count} of ${rows(all)} imported`,
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
};

import type { ThingsWords } from '../../lib/components/panels/things';
import { formatNumber } from '../../lib/format/money';
import type { DeviceStatus, WarrantyKind } from '../../lib/ipc/bindings';

const statuses: Record<DeviceStatus, string> = {
  ordered: 'Ordered',
  in_stock: 'In stock',
  in_use: 'In use',
  in_repair: 'In repair',
  retired: 'Retired',
  disposed: 'Disposed',
  lost: 'Lost',
};

const warrantyKinds: Record<WarrantyKind, string> = {
  manufacturer: 'Manufacturer',
  extended: 'Extended',
  support_pack: 'Support pack',
};

/** Every word the Hardware screen shows. */
export const messages = {
  page: {
    list: 'Hardware',
    filter: 'Filter…',
    foot: (total: number, filtered: boolean) => {
      const count = total === 1 ? '1 device' : `${formatNumber(total)} devices`;
      return filtered ? `${count} shown` : count;
    },
    emptyTitle: 'No hardware yet',
    emptyText:
      'Keep each device with its serial, holder and warranties here, and see what runs out of cover.',
    emptyAct: 'Add the first device',
    noMatchTitle: 'No device matches',
    noMatchText: 'Take a word out of the filter, or clear it.',
    deleted: (name: string) => `${name} moved to Trash`,
    deletedMany: (count: string) => `${count} devices moved to Trash`,
  } satisfies ThingsWords,
  status: (status: DeviceStatus) => statuses[status],
  statusOptions: Object.entries(statuses).map(([value, label]) => ({ value: value as DeviceStatus, label })),
  warrantyKind: (kind: WarrantyKind) => warrantyKinds[kind],
  warrantyKindOptions: Object.entries(warrantyKinds).map(([value, label]) => ({
    value: value as WarrantyKind,
    label,
  })),

  onlyOutOfCoverage: 'Out of warranty',
  onlyCoverageEnding: 'Warranty ends in 30 days',
  columns: {
    tag: 'Tag',
    name: 'Name',
    serial: 'Serial',
    status: 'Status',
    holder: 'Holder',
    covered: 'Covered until',
    location: 'Location',
    category: 'Category',
    manufacturer: 'Manufacturer',
    model: 'Model',
    vendor: 'Bought from',
    purchased: 'Bought on',
    price: 'Price',
  },
  lifetime: 'lifetime',
  copySerial: 'Copy serial',
  serialCopied: 'Serial copied',
  notCovered: 'no warranty',
  endedOn: (date: string) => `ended ${date}`,

  trash: 'This device is in the Trash.',

  edit: 'Edit',
  remove: 'Move to Trash',
  close: 'Close',
  heldBy: (holder: string) => `held by ${holder}`,

  gapTitle: 'A gap in its cover.',
  gapText: (from: string, until: string) => `Nothing covers it from ${from} to ${until}.`,
  uncoveredTitle: 'Out of warranty.',
  uncoveredSince: (date: string) => `Its last cover ended ${date}.`,
  uncoveredNever: 'No warranty is recorded.',
  sameSerialTitle: 'Another device has this serial.',
  sameSerialText: (count: number) =>
    count === 1
      ? 'One of the two may be a double entry.'
      : `${count} others carry it: some may be double entries.`,

  tabs: { summary: 'Summary', warranties: 'Warranties', seats: 'Seats', files: 'Files', history: 'History' },
  summary: {
    status: 'Status',
    holder: 'Holder',
    nobody: 'nobody',
    location: 'Location',
    covered: 'Covered until',
    tag: 'Asset tag',
    serial: 'Serial',
    manufacturer: 'Manufacturer',
    model: 'Model',
    category: 'Category',
    vendor: 'Bought from',
    purchased: 'Bought on',
    price: 'Price',
    order: 'Order number',
    os: 'Operating system',
    mac: 'MAC address',
    ip: 'IP address',
    life: 'Expected life',
    lifeMonths: (months: number) =>
      months % 12 === 0 ? `${months / 12} ${months === 12 ? 'year' : 'years'}` : `${months} months`,
    tags: 'Tags',
    notes: 'Notes',
  },

  warranties: 'Warranties',
  noWarranties: 'No warranty is recorded for this device.',
  addWarranty: 'Add a warranty',
  warrantyRange: (start: string | null, end: string | null, lifetime: boolean) => {
    if (lifetime) return start === null ? 'lifetime' : `lifetime, from ${start}`;
    if (start !== null && end !== null) return `${start} – ${end}`;
    if (end !== null) return `until ${end}`;
    return start === null ? 'dates unknown' : `from ${start}, end unknown`;
  },
  warrantyMonths: (months: number, start: string) => `${months} months from ${start}`,
  covers: 'covers today',
  void: 'void',
  seats: 'Seats on this device',
  noSeats: 'No license is assigned to this device.',
  seatLine: (count: number) => (count === 1 ? '1 seat' : `${count} seats`),

  formAdd: 'Add device',
  formEdit: (name: string) => `Edit ${name}`,

  sections: {
    device: 'Device',
    place: 'Who and where',
    purchase: 'Purchase',
    technical: 'Technical',
    warranties: 'Warranties',
    more: 'More',
  },
  fields: {
    name: 'Name',
    assetTag: 'Asset tag',
    category: 'Category',
    manufacturer: 'Manufacturer',
    model: 'Model',
    serial: 'Serial',
    status: 'Status',
    holder: 'Holder',
    holderHint: 'Type a part of the name.',
    location: 'Location',
    vendor: 'Bought from',
    purchasedOn: 'Bought on',
    price: 'Price',
    orderNumber: 'Order number',
    operatingSystem: 'Operating system',
    mac: 'MAC address',
    ip: 'IP address',
    life: 'Expected life, months',
    notes: 'Notes',
    tags: 'Tags',
    tagsHint: 'Separate them with commas.',
    warrantyKind: 'Kind',
    provider: 'Provider',
    reference: 'Reference',
    startsOn: 'Starts on',
    lasts: 'Lasts',
    lastsMonths: 'a number of months',
    lastsUntil: 'until a date',
    lastsLifetime: 'for its lifetime',
    months: 'Months',
    monthsHint: 'The day of the anniversary is still covered.',
    endsOn: 'Ends on',
    coverage: 'What it covers',
    void: 'Void: it no longer counts',
  },
  nameMissing: 'Give it a name.',
  endBeforeStart: 'The end lies before the start.',
  startMissing: 'Months are counted from a start. Give one.',
  warrantyTitle: (index: number, kind: string) => `Warranty ${index + 1} · ${kind}`,
  removeWarranty: 'Remove this warranty',
};

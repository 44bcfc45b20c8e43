import type { ThingsWords } from '../../lib/components/panels/things';
import { formatNumber } from '../../lib/format/money';
import type { LicenseKind, LicenseMetric } from '../../lib/ipc/bindings';

const seatWord = (count: number) => (count === 1 ? 'seat' : 'seats');

const kinds: Record<LicenseKind, string> = {
  subscription: 'Subscription',
  perpetual: 'Perpetual',
  oem: 'OEM',
  trial: 'Trial',
  open_source: 'Open source',
};

const metrics: Record<LicenseMetric, string> = {
  user: 'per user',
  device: 'per device',
  core: 'per core',
  concurrent: 'concurrent',
  site: 'site',
};

/** Every word the Licenses screen shows. */
export const messages = {
  page: {
    list: 'Licenses, one a row',
    filter: 'Filter…',
    foot: (total: number, filtered: boolean) => {
      const count = total === 1 ? '1 license' : `${formatNumber(total)} licenses`;
      return filtered ? `${count} shown` : count;
    },
    emptyTitle: 'No licenses yet',
    emptyText:
      'Keep each license with its terms, seats and keys here, and see what ends when and what it costs.',
    emptyAct: 'Add the first license',
    noMatchTitle: 'No license matches',
    noMatchText: 'Take a word out of the filter, or clear it.',
    deleted: (name: string) => `${name} moved to Trash`,
    deletedMany: (count: number) => `${count} licenses moved to Trash`,
  } satisfies ThingsWords,
  kind: (kind: LicenseKind) => kinds[kind],
  metric: (metric: LicenseMetric) => metrics[metric],
  kindOptions: Object.entries(kinds).map(([value, label]) => ({ value: value as LicenseKind, label })),
  metricOptions: Object.entries(metrics).map(([value, label]) => ({ value: value as LicenseMetric, label })),

  onlyOverUsed: 'Over-used',
  onlyEnding: 'Due in 90 days',
  cancel: 'Cancel',
  columns: {
    name: 'Name',
    vendor: 'Vendor',
    ends: 'Ends',
    used: 'Seats used',
    yearly: 'Per year',
  },
  perpetual: 'perpetual',
  cancelled: (date: string) => `cancelled, ends ${date}`,
  cancelledEnded: 'cancelled',
  renewsItself: (date: string) => `renewed to ${date}`,
  noEnd: 'no end known',
  sums: (sums: string) => `${sums} a year`,

  trash: 'This license is in the Trash.',

  from: (vendor: string) => `from ${vendor}`,
  renew: 'Renew',
  assign: 'Assign',
  edit: 'Edit',
  remove: 'Move to Trash',
  close: 'Close',

  over: (over: number) => `${over} ${seatWord(over)} over.`,
  overText: (used: number, bought: number) => `${used} used, ${bought} bought.`,
  overCost: (count: number, amount: string) => ` Buying ${count} more costs about ${amount} a year.`,
  endedTitle: 'No term is in force.',
  endedText: (used: number) =>
    used === 0 ? 'Nothing may be used until it is renewed.' : `${used} ${seatWord(used)} still in use.`,

  tabs: { summary: 'Summary', assignments: 'Assignments', keys: 'Keys', files: 'Files', history: 'History' },
  summary: {
    ends: 'Ends',
    starts: 'Starts',
    cancelBy: 'Cancel by',
    cancelTooLate: (date: string) => `too late: renews on ${date}`,
    price: 'Price',
    cost: 'Term costs',
    seats: 'Seats',
    seatsText: (used: number, bought: number) => `${used} of ${bought} used`,
    seatsUnlimited: (used: number) => `${used} used, unlimited`,
    publisher: 'Publisher',
    vendor: 'Vendor',
    edition: 'Edition',
    category: 'Category',
    registered: 'Registered to',
    maintained: 'Maintained',
    reassignable: 'Reassignable',
    yes: 'yes',
    no: 'no',
    key: 'Key',
    notes: 'Notes',
    tags: 'Tags',
    perpetual: 'never, it is perpetual',
    renewsItself: 'renews itself',
    doesNotRenew: 'does not renew itself',
    cancelled: (date: string) => `cancelled on ${date}`,
    rolled: (date: string) => `renewed until ${date}, unconfirmed`,
    ended: 'ended',
  },
  priceText: (amount: string, perSeat: boolean, billing: string) =>
    `${amount} ${perSeat ? 'per seat' : 'in total'}, ${billing}`,
  billing: (months: number | null) => {
    if (months === null) return 'once';
    if (months === 1) return 'monthly';
    if (months === 3) return 'quarterly';
    if (months === 12) return 'yearly';
    return months % 12 === 0 ? `every ${months / 12} years` : `every ${months} months`;
  },

  terms: 'Terms',
  termPriceHead: 'price',
  termRange: (start: string | null, end: string | null) => {
    if (start !== null && end !== null) return `${start} – ${end}`;
    if (start !== null) return `from ${start}`;
    return end === null ? 'perpetual' : `until ${end}`;
  },
  termSeats: (seats: number | null) => (seats === null ? 'unlimited seats' : `${seats} ${seatWord(seats)}`),
  termOrder: (order: string) => `order ${order}`,
  termPurchase: (order: string) => `PO ${order}`,
  termPerSeat: 'per seat',
  noTerms: 'No term is recorded: there is nothing that says until when it may be used.',
  addTerm: 'Add a term',

  holders: 'Holders',
  moreHolders: (count: number) => `${count} more`,
  noHolders: 'Nobody holds a seat yet.',
  left: (date: string) => `left ${date}`,
  since: (date: string) => `since ${date}`,
  quantity: (count: number) => `${count} ${seatWord(count)}`,
  release: 'Release',
  releaseLabel: (holder: string) => `Release the seat of ${holder}`,
  released: (holder: string) => `${holder} no longer holds a seat.`,
  assignTitle: 'Assign seats',
  assignTo: 'To',
  assignPerson: 'A person',
  assignDevice: 'A device',
  assignHolder: 'Holder',
  assignHolderMissing: 'Choose who gets the seat.',
  assignQuantity: 'Seats',
  assignFrom: 'From',
  assignSave: 'Assign',
  quantityMissing: 'Give at least one seat.',

  noKeys: 'No key is kept for this license.',
  keyLabel: (label: string | null, index: number) => label ?? `Key ${index + 1}`,
  keyMask: (hint: string | null) => `•••••-•••••-${hint ?? '•••••'}`,
  copyKey: 'Copy',
  copyKeyLabel: (label: string) => `Copy ${label}`,
  keyCopied: (seconds: number) => `Copied. It leaves the clipboard in ${seconds} seconds.`,
  keyMissing: 'not in this keyring',

  formAdd: 'Add license',
  formEdit: (name: string) => `Edit ${name}`,
  formRenew: (name: string) => `Renew ${name}`,

  sections: { license: 'License', terms: 'Terms', more: 'More' },
  fields: {
    name: 'Name',
    publisher: 'Publisher',
    vendor: 'Vendor',
    vendorHint: 'Whom you buy it from. A new name makes a new vendor.',
    edition: 'Version or edition',
    category: 'Category',
    kind: 'Kind',
    metric: 'Counted',
    reassignable: 'May be given to another holder',
    maintained: 'Maintenance included',
    maintainedUnknown: 'Unknown',
    maintainedYes: 'Yes',
    maintainedNo: 'No',
    registeredName: 'Registered to',
    registeredEmail: 'Registered email',
    notes: 'Notes',
    tags: 'Tags',
    tagsHint: 'Separate them with commas.',
    startsOn: 'Starts on',
    endsOn: 'Ends on',
    endsOnHint: 'The last day in force. Leave it blank for perpetual.',
    seats: 'Seats',
    seatsHint: 'Blank is unlimited.',
    price: 'Price',
    pricePerSeat: 'The price is',
    perSeat: 'per seat',
    inTotal: 'in total',
    billing: 'Billed',
    autoRenews: 'Renews itself',
    noticeMonths: 'Notice, months',
    noticeDays: 'and days',
    cancelledOn: 'Cancelled on',
    maintenanceEndsOn: 'Maintenance ends on',
    orderNumber: 'Order number',
    purchaseOrder: 'Purchase order',
    purchasedOn: 'Bought on',
  },
  nameMissing: 'Give it a name.',
  termTitle: (index: number, range: string) => `Term ${index + 1} · ${range}`,
  termNew: 'new term',
  termMore: 'Orders, cancellation and maintenance',
  removeTerm: 'Remove this term',
  endBeforeStart: 'The end lies before the start.',
  billingOptions: [
    { value: '', label: 'once' },
    { value: '1', label: 'monthly' },
    { value: '3', label: 'quarterly' },
    { value: '6', label: 'every 6 months' },
    { value: '12', label: 'yearly' },
    { value: '24', label: 'every 2 years' },
    { value: '36', label: 'every 3 years' },
  ],
  billingOther: (months: number) => `every ${months} months`,
};

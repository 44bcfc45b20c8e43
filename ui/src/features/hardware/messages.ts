import type { ThingsWords } from '../../lib/components/panels/things';
import { formatDate } from '../../lib/format/dates';
import { formatNumber } from '../../lib/format/money';
import { choiceLabel, choicesOf, fieldOf } from '../../lib/fields/list';
import type { DeviceStatus, WarrantyKind } from '../../lib/ipc/bindings';

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
      'Keep each device with its serial number, holder and warranties here, and see which warranties end soon.',
    emptyAct: 'Add the first device',
    noMatchTitle: 'No device matches',
    deleted: (name: string) => `${name} moved to Trash`,
    condition: (only: string) => {
      const [, what, day, model] = /^due:(\w+):([\d-]+):(.*)$/.exec(only) ?? [];
      if (!day || !model) return null;
      const ends = what === 'device_replace' ? 'to be replaced' : 'warranty ends';
      return `${model}, ${ends} ${formatDate(day)}`;
    },
    deletedMany: (count: string) => `${count} devices moved to Trash`,
  } satisfies ThingsWords,
  status: (status: DeviceStatus) => choiceLabel(fieldOf('device', 'status'), status),
  statusOptions: choicesOf<DeviceStatus>('device', 'status'),
  warrantyKind: (kind: WarrantyKind) => choiceLabel(fieldOf('warranty', 'kind'), kind),
  warrantyKindOptions: choicesOf<WarrantyKind>('warranty', 'kind'),

  onlyOutOfCoverage: 'Out of warranty',
  onlyCoverageEnding: 'Warranty ends in 30 days',
  onlyLent: 'Lent',
  more: 'More',
  moreLabel: 'Add several, or read this computer',
  acts: 'More actions',
  savePdf: 'Save PDF',
  paperSaved: (path: string) => `Saved to ${path}`,
  clone: 'Duplicate…',
  addPart: 'Add a part…',
  labels: 'Print label…',
  noTagPattern: 'No asset tag pattern yet. Set one in Settings, Hardware.',
  lifetime: 'lifetime',
  copySerial: 'Copy serial',
  serialCopied: 'Serial copied',
  notCovered: 'no warranty',
  endedOn: (date: string) => `ended ${date}`,

  trash: 'This device is in the Trash.',

  edit: 'Edit',
  remove: 'Move to Trash',
  loanOverdue: (holder: string, day: string) => `${holder} should have returned it by ${day}.`,
  heldBy: (holder: string) => `held by ${holder}`,

  gapTitle: 'Gap in coverage.',
  gapText: (from: string, until: string) => `Not covered from ${from} to ${until}.`,
  uncoveredTitle: 'Out of warranty.',
  uncoveredSince: (date: string) => `Coverage ended ${date}.`,
  uncoveredNever: 'No warranty is recorded.',
  sameSerialTitle: 'Another device has this serial number.',
  sameSerialText: (count: number) =>
    count === 1 ? 'One of the two may be a duplicate.' : `${count} others have it: some may be duplicates.`,

  tabs: { custody: 'Custody', warranties: 'Warranty', linked: 'Linked' },
  nobody: 'nobody',
  support: {
    title: 'Whom to call',
    phone: 'Phone',
    email: 'Email',
    hours: 'Hours',
    account: 'Account number',
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
  nothingLinked: 'No licenses, logins or other devices are linked.',
  logins: 'Logins',
  children: 'Parts',
  parent: 'Belongs to',
  seatLine: (count: number) => (count === 1 ? '1 seat' : `${count} seats`),

  formAdd: 'Add device',
  formEdit: (name: string) => `Edit ${name}`,

  sections: {
    device: 'Device',
    place: 'Who and where',
    purchase: 'Purchase',
    technical: 'Technical',
    value: 'Life and value',
    disposal: 'Disposal',
    warranties: 'Warranties',
    more: 'More',
  },
  fields: {
    fromModel: 'From a model',
    fromModelHint: 'Fills in manufacturer, model, category, life and price.',
    nextTag: 'Next tag',
    parentHint: 'Such as the laptop of a dock, or the rack of a server.',
    byCategory: 'Blank: from its category.',
    lasts: 'Lasts',
    lastsMonths: 'for months',
    lastsUntil: 'until a date',
    lastsLifetime: 'for life',
    monthsHint: 'Counts through the anniversary day.',
  },
  endBeforeStart: 'The end is before the start.',
  beforePurchase: 'This is before the purchase.',
  startMissing: 'Enter a start date to count months from.',
  warrantyTitle: (index: number, kind: string) => `Warranty ${index + 1} · ${kind}`,
  removeWarranty: 'Remove this warranty',
};

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
    list: 'Licenses',
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
    deleted: (name: string) => `${name} moved to Trash`,
    deletedMany: (count: string) => `${count} licenses moved to Trash`,
  } satisfies ThingsWords,
  kind: (kind: LicenseKind) => kinds[kind],
  metric: (metric: LicenseMetric) => metrics[metric],
  kindOptions: Object.entries(kinds).map(([value, label]) => ({ value: value as LicenseKind, label })),
  metricOptions: Object.entries(metrics).map(([value, label]) => ({ value: value as LicenseMetric, label })),

  onlyOverUsed: 'Over-used',
  onlyEnding: 'Due in 90 days',
  perpetual: 'perpetual',
  unlimited: 'unlimited',
  cancelled: (date: string) => `cancelled, ends ${date}`,
  renewsItself: (date: string) => `renewed to ${date}`,
  noEnd: 'no end known',
  sums: (sums: string) => `${sums} a year`,

  from: (vendor: string) => `from ${vendor}`,
  assign: 'Assign',

  over: (over: number) => `${over} ${seatWord(over)} over.`,
  overText: (used: number, bought: number) => `${used} used, ${bought} bought.`,
  overCost: (count: number, amount: string) => ` Buying ${count} more costs about ${amount} a year.`,
  endedTitle: 'No term is in force.',
  endedText: (used: number) =>
    used === 0 ? 'Nothing may be used until it is renewed.' : `${used} ${seatWord(used)} still in use.`,

  tabs: {
    assignments: 'Assignments',
    keys: 'Keys',
  },
  summary: {
    ends: 'Ends',
    seatsText: (used: number, bought: number) =>
      bought === 0 && used > 0 ? `${used} used, no term in force` : `${used} of ${bought} used`,
    seatsUnlimited: (used: number) => `${used} used, unlimited`,
    key: 'Key',
    perpetual: 'never, it is perpetual',
    renewsItself: 'renews automatically',
    renewedFrom: (date: string) => `Already renewed. The current term ends on ${date}`,
    doesNotRenew: 'does not renew automatically',
    cancelled: (date: string) => `cancelled on ${date}`,
    rolled: (date: string) => `renewed until ${date}, unconfirmed`,
    ended: 'ended',
  },

  holders: 'Holders',
  moreHolders: (count: number) => `${formatNumber(count)} more`,
  noHolders: 'Nobody holds a seat yet.',
  left: (date: string) => `left ${date}`,
  goneHold: (count: number) =>
    count === 1 ? 'Someone who left holds a seat.' : `${formatNumber(count)} who left hold seats.`,
  reclaimGone: 'Take them back',
  overFrom: (date: string, used: number, bought: number, ended: boolean) =>
    ended
      ? `From ${date} no term is in force, and ${formatNumber(used)} ${seatWord(used)} ${used === 1 ? 'is' : 'are'} in use.`
      : `From ${date} there are too few seats: ${formatNumber(used)} used, ${formatNumber(bought)} bought.`,
  fewFree: (free: number, least: number) =>
    `Only ${formatNumber(free)} ${seatWord(free)} free; you want at least ${formatNumber(least)}.`,
  panel: {
    title: 'Licenses',
    none: 'No license seats.',
    assign: 'Assign licenses',
    giveBack: 'Give back',
    all: 'Take back all',
  },

  noKeys: 'No key is kept for this license.',
  keyLabel: (label: string | null, index: number) => label ?? `Key ${index + 1}`,
  keyMask: (hint: string | null) => `•••••-•••••-${hint ?? '•••••'}`,
  copyKey: 'Copy',
  copyKeyLabel: (label: string) => `Copy ${label}`,
  copyUnrecorded: 'Copy without recording',
  keyCopied: (seconds: number) => `Copied. The clipboard is cleared in ${seconds} seconds.`,
  keyMissing: 'not in this keyring',
  keyForm: {
    add: 'Add a key',
    label: 'Label',
    labelHint: 'Such as “Volume key” or “Server 2”. Not secret.',
    value: 'Key',
    valueHint: 'Stored in the keyring of this computer, never in the database.',
    keepHint: 'Show the last characters',
    keepHintHint: 'Four or five, to tell keys apart. Keys shorter than 12 characters show none.',
    save: 'Save key',
    saveReplace: 'Replace the key',
    kept: 'What you typed is still in the field.',
    added: 'Key saved',
    takenOut: 'Key removed',
    more: (name: string) => `More actions for ${name}`,
    replaceAct: 'Replace',
    replace: (name: string) => `Replace ${name}`,
    replaceText: (name: string) =>
      `The old key of “${name}” is deleted from the keyring for good once the new one is saved.`,
    replaced: 'Key replaced',
    deleteTitle: (name: string) => `Delete ${name}?`,
    deleteText:
      'The key is deleted from the keyring of this computer for good. Holdfast keeps no other copy, and this cannot be undone.',
    deleteConfirm: 'Delete the key',
    deleted: 'Key deleted',
  },

  formAdd: 'Add license',

  sections: { license: 'License', terms: 'Terms', more: 'More' },
  fields: {
    vendorHint: 'Whom you buy it from. A new name adds a vendor.',
    kind: 'Kind',
    metric: 'Licensed by',
    reassignable: 'Can be reassigned',
    minFreeHint: 'Blank for no warning.',
    maintained: 'Maintenance included',
    maintainedUnknown: 'Unknown',
    maintainedYes: 'Yes',
    maintainedNo: 'No',
  },
};

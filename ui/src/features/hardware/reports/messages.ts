import { formatNumber } from '../../../lib/format/money';
import type { CustodyShow, PlanBy, WarrantyShow } from '../../../lib/ipc/bindings';

const devices = (count: number) => (count === 1 ? '1 device' : `${formatNumber(count)} devices`);

/** Words of the refresh plan. */
export const refreshWords = {
  devices,
  by: 'Plan by',
  byOptions: {
    life: 'End of expected life',
    coverage: 'End of coverage',
    earliest: 'Whichever comes first',
  } satisfies Record<PlanBy, string>,
  years: 'Ahead',
  yearsOption: (count: number) => (count === 1 ? 'This year' : `${count} years`),
  category: 'Category',
  allCategories: 'All categories',
  rows: 'Table',
  rowsOptions: { device: 'By device', model: 'By model' },
  scope: (by: string, years: string, category: string | null) =>
    [by, years, category].filter(Boolean).join(' · '),
  figures: {
    total: 'Replacement cost',
    thisYear: (year: number) => `In ${year}`,
    overdue: 'Overdue for replacement',
    devices: 'Devices in the plan',
  },
  chart: (currency: string) => `Replacement cost by quarter, in ${currency}`,
  series: 'Devices',
  overdue: 'Overdue',
  quarter: (quarter: string) => {
    const [year, number] = quarter.split('-');
    return `${number} ${year}`;
  },
  shortQuarter: (quarter: string) => {
    const [year, number] = quarter.split('-');
    return `${number} ${(year ?? '').slice(2)}`;
  },
  unpriced: (count: number) =>
    count === 0 ? '' : `${devices(count)} without a price ${count === 1 ? 'is' : 'are'} not in the cost.`,
  later: (count: number) => (count === 0 ? '' : `${devices(count)} come later than this plan reaches.`),
  undated: (count: number) =>
    count === 0
      ? ''
      : `${devices(count)} ${count === 1 ? 'has' : 'have'} no end: a purchase date and an expected life would place them.`,
  currencies: (currency: string) => `The chart shows amounts in ${currency} alone.`,
  costNote: 'A replacement costs what its model costs today, else what the device cost itself.',
  plan: 'The plan',
  keys: '← and → move a device to an earlier or later quarter. Enter opens it.',
  move: (name: string) => `Move ${name} to another quarter`,
  moveTo: (quarter: string) => `To ${quarter}`,
  moveBack: 'Back to where it ends',
  moved: (name: string, quarter: string) => `${name} moved to ${quarter}`,
  movedBack: (name: string) => `${name} is back where it ends`,
  undone: 'Undone',
  movedPill: 'moved',
  movedFrom: (date: string) => `moved by hand, ends ${date}`,
  none: 'Nothing to replace.',
  more: (count: number) => `${formatNumber(count)} more`,
  fewer: 'Fewer',
  empty:
    'Nothing reaches its end in this time. Devices need a purchase date and an expected life to be planned.',
};

/** Words of the coverage report. */
export const warrantyWords = {
  show: 'Show',
  showOptions: {
    all: 'All devices',
    ending: 'Ends within 90 days',
    uncovered: 'Not covered',
    covered: 'Covered',
    gap: 'Covered with a gap',
  } satisfies Record<WarrantyShow, string>,
  group: 'Chart by',
  groupOptions: { category: 'Category', manufacturer: 'Manufacturer' },
  figures: {
    covered: 'Covered today',
    ending: 'Ends within 90 days',
    ended: 'Coverage ended',
    never: 'Never covered',
  },
  of: (count: number, all: number) => `${formatNumber(count)} of ${formatNumber(all)}`,
  series: { covered: 'Covered', ending: 'Ends within 90 days', ended: 'Ended', never: 'Never covered' },
  chart: 'Devices by coverage',
  none: 'None',
  empty: 'No device answers this.',
  notes: [
    'Devices in the house: not those that are retired, disposed of or lost.',
    'Coverage is the best of a device’s warranties and of the contracts that cover it.',
  ],
};

/** Words of the custody report. */
export const custodyWords = {
  day: 'On (or today)',
  person: 'Person (or everybody)',
  show: 'Show',
  showOptions: {
    all: 'All devices',
    held: 'With somebody',
    overdue: 'Overdue returns',
    free: 'With nobody',
  } satisfies Record<CustodyShow, string>,
  figures: {
    held: 'With somebody',
    free: 'With nobody',
    lent: 'Lent',
    overdue: 'Overdue returns',
  },
  scope: (date: string, show: string) => `As of ${date} · ${show}`,
  empty: 'No device answers this.',
};

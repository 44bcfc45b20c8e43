import { decimals, formatMoney, formatNumber, formatSums } from '../../../lib/format/money';
import type { PlannedDevice, PlanQuarter, RefreshPlan } from '../../../lib/ipc/bindings';
import type { Figure, ReportChart } from '../../../lib/components/reports/report';
import { refreshWords as words } from './messages';

/** The overdue ones, then every quarter. */
export function parts(plan: RefreshPlan): PlanQuarter[] {
  return [plan.overdue, ...plan.quarters];
}

export function quarterName(quarter: string): string {
  return quarter === 'overdue' ? words.overdue : words.quarter(quarter);
}

export function modelOf(device: PlannedDevice): string {
  return [device.manufacturer, device.model].filter(Boolean).join(' ');
}

/** Where a device goes one step earlier or later; null where there is no further. */
export function stepFrom(plan: RefreshPlan, quarter: string, step: 1 | -1): string | null {
  const names = plan.quarters.map((part) => part.quarter);
  if (quarter === 'overdue') return step === 1 ? (names[0] ?? null) : null;
  return names[names.indexOf(quarter) + step] ?? null;
}

export function refreshFigures(plan: RefreshPlan): Figure[] {
  const [first] = plan.years;
  const all = parts(plan).reduce((sum, part) => sum + part.devices.length, 0);
  return [
    { label: words.figures.total, value: formatSums(plan.cost) || '–' },
    ...(first && plan.years.length > 1
      ? [{ label: words.figures.thisYear(first.year), value: formatSums(first.cost) || '–' }]
      : []),
    { label: words.figures.devices, value: formatNumber(all) },
    {
      label: words.figures.overdue,
      value: formatNumber(plan.overdue.devices.length),
      bad: plan.overdue.devices.length > 0,
    },
  ];
}

export function refreshChart(plan: RefreshPlan): ReportChart | null {
  const currency = plan.cost[0]?.currency;
  if (currency === undefined) return null;
  const shown = plan.overdue.devices.length > 0 ? parts(plan) : plan.quarters;
  return {
    title: words.chart(currency),
    kind: 'months',
    series: [{ label: words.series, tone: 'hardware' }],
    bars: shown.map((part) => ({
      key: part.quarter,
      label: part.quarter === 'overdue' ? words.overdue : words.shortQuarter(part.quarter),
      values: [part.cost.find((money) => money.currency === currency)?.minor ?? 0],
    })),
    format: (minor) => formatMoney({ minor, currency }, minor % 10 ** decimals(currency) === 0),
  };
}

export function refreshNotes(plan: RefreshPlan): string[] {
  const unpriced = parts(plan).reduce((sum, part) => sum + part.unpriced, 0);
  const [main] = plan.cost;
  return [
    words.costNote,
    words.unpriced(unpriced),
    words.later(plan.later),
    words.undated(plan.undated),
    plan.cost.length > 1 && main ? words.currencies(main.currency) : '',
  ].filter((note) => note !== '');
}

import { decimals, formatMoney, formatNumber, formatSums } from '../../../lib/format/money';
import type { Money, PlannedDevice, PlanQuarter, RefreshPlan } from '../../../lib/ipc/bindings';
import type { Figure, ReportChart, ReportRow, ReportTable } from '../../../lib/components/reports/report';
import { refreshWords as words } from './messages';

export type Rows = 'device' | 'model';

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

/** Amounts by currency, largest first; never added across currencies. */
export function sums(amounts: (Money | null)[]): Money[] {
  const totals = new Map<string, number>();
  for (const money of amounts) {
    if (money !== null) totals.set(money.currency, (totals.get(money.currency) ?? 0) + money.minor);
  }
  return [...totals].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => b.minor - a.minor);
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

export function refreshTable(plan: RefreshPlan, by: Rows, onopen: (device: string) => void): ReportTable {
  return by === 'device' ? deviceTable(plan, onopen) : modelTable(plan);
}

function deviceTable(plan: RefreshPlan, onopen: (device: string) => void): ReportTable {
  const { heads } = words;
  const rows: ReportRow[] = parts(plan).flatMap((part) =>
    part.devices.map((device) => ({
      id: device.device.id,
      cells: [
        device.device.name,
        device.device.asset_tag === null ? null : { code: device.device.asset_tag },
        modelOf(device),
        device.holder,
        quarterName(part.quarter),
        words.why[device.reason],
        device.ends_on === null ? null : { date: device.ends_on },
        device.cost,
      ],
      bad: part.quarter === 'overdue' ? [4] : [],
      onopen: () => {
        onopen(device.device.id);
      },
    })),
  );
  const blank = [null, null, null, null, null];
  return {
    columns: [
      { name: 'device', label: heads.device },
      { name: 'tag', label: heads.tag },
      { name: 'model', label: heads.model },
      { name: 'holder', label: heads.holder },
      { name: 'quarter', label: heads.quarter },
      { name: 'why', label: heads.why },
      { name: 'ends', label: heads.ends },
      { name: 'cost', label: heads.cost, right: true },
    ],
    rows,
    totals: [
      ...plan.years.map((year) => [String(year.year), words.devices(year.devices), ...blank, year.cost]),
      [words.total, words.devices(rows.length), ...blank, plan.cost],
    ],
  };
}

/** What replacing each model costs, the dearest first. */
function modelTable(plan: RefreshPlan): ReportTable {
  const { heads } = words;
  const groups = new Map<string, PlannedDevice[]>();
  for (const device of parts(plan).flatMap((part) => part.devices)) {
    const name = modelOf(device) || words.noModel;
    groups.set(name, [...(groups.get(name) ?? []), device]);
  }
  const rows = [...groups].map(([name, devices]) => {
    const costs = devices.map((device) => device.cost);
    const [one] = costs;
    const alike = costs.every((cost) => cost?.minor === one?.minor && cost?.currency === one?.currency);
    return {
      id: name,
      cells: [name, devices.length, alike ? (one ?? null) : null, sums(costs)],
      cost: sums(costs)[0]?.minor ?? 0,
    };
  });
  rows.sort((a, b) => b.cost - a.cost);
  return {
    columns: [
      { name: 'model', label: heads.model },
      { name: 'devices', label: heads.devices, right: true },
      { name: 'one', label: heads.one, right: true },
      { name: 'cost', label: heads.cost, right: true },
    ],
    rows: rows.map(({ id, cells }) => ({ id, cells })),
    totals: [[words.total, rows.reduce((sum, row) => sum + Number(row.cells[1]), 0), null, plan.cost]],
  };
}

import type { Cell, Figure, ReportChart, ReportTable } from '../../lib/components/reports/report';
import { formatMoney, formatNumber, formatSums } from '../../lib/format/money';
import type { Compliance, ComplianceRow } from '../../lib/ipc/bindings';
import { complianceWords as words } from './complianceMessages';

export type Grouping = 'license' | 'publisher';
/** Which licenses are shown. */
export type Show = 'all' | 'over' | 'unused';

export interface ComplianceView {
  by: Grouping;
  show: Show;
}

const seats = (bought: number | null): Cell => bought ?? words.unlimited;

/** The rows that are asked for, and the sums that belong to them. */
export function complianceTable(
  data: Compliance,
  view: ComplianceView,
  onopen: (id: string) => void,
): ReportTable {
  const asked = (row: { over: number; free: number | null }) =>
    view.show === 'all' || (view.show === 'over' ? row.over > 0 : (row.free ?? 0) > 0);
  const heads = words.heads;
  const counted = [
    { name: 'bought', label: heads.bought, right: true },
    { name: 'used', label: heads.used, right: true },
    { name: 'free', label: heads.free, right: true },
    { name: 'over', label: heads.over, right: true },
    { name: 'unused', label: heads.unusedCost, right: true },
    { name: 'over_cost', label: heads.overCost, right: true },
  ];
  if (view.by === 'publisher') {
    const rows = data.publishers.filter(asked);
    return {
      columns: [
        { name: 'publisher', label: heads.publisher },
        { name: 'licenses', label: heads.licenses, right: true },
        ...counted,
      ],
      rows: rows.map((row) => ({
        id: row.publisher,
        bad: row.over > 0 ? [5, 7] : [],
        cells: [
          row.publisher || words.noPublisher,
          row.licenses,
          seats(row.bought),
          row.used,
          row.free,
          row.over,
          row.unused_cost,
          row.over_cost,
        ],
      })),
      totals: view.show === 'all' ? [[words.total, ...totals(rows), data.unused, data.over]] : [],
    };
  }
  const rows = data.licenses.filter(asked);
  return {
    columns: [
      { name: 'license', label: heads.license },
      { name: 'publisher', label: heads.publisher },
      ...counted.slice(0, 4),
      { name: 'seat_price', label: heads.seatPrice, right: true },
      ...counted.slice(4),
    ],
    rows: rows.map((row) => ({
      id: row.license_id,
      onopen: () => onopen(row.license_id),
      bad: row.over > 0 ? [5, 8] : [],
      cells: [
        row.ended ? words.endedName(row.name) : row.name,
        row.publisher,
        seats(row.bought),
        row.used,
        row.free,
        row.over,
        row.once && row.seat_price ? words.once(formatMoney(row.seat_price)) : row.seat_price,
        row.unused_cost,
        row.once && row.over_cost ? words.once(formatMoney(row.over_cost)) : row.over_cost,
      ],
    })),
    totals:
      view.show === 'all'
        ? [[words.total, null, ...totals(rows).slice(1), null, data.unused, data.over]]
        : [],
  };
}

/** Licenses, bought, used, free, over; bought is not known where one is unlimited. */
function totals(
  rows: { bought: number | null; used: number; free: number | null; over: number; licenses?: number }[],
): Cell[] {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return [
    sum(rows.map((row) => row.licenses ?? 1)),
    rows.some((row) => row.bought === null) ? null : sum(rows.map((row) => row.bought ?? 0)),
    sum(rows.map((row) => row.used)),
    sum(rows.map((row) => row.free ?? 0)),
    sum(rows.map((row) => row.over)),
  ];
}

export function complianceFigures(data: Compliance): Figure[] {
  const over = data.licenses.filter((row) => row.over > 0);
  const free = data.licenses.reduce((sum, row) => sum + (row.free ?? 0), 0);
  return [
    { label: words.figures.over, value: formatNumber(over.length), bad: over.length > 0 },
    {
      label: words.figures.overCost,
      value: data.over.length ? formatSums(data.over, true) : words.none,
      bad: data.over.length > 0,
    },
    ...(data.over_once.length > 0
      ? [{ label: words.figures.overOnce, value: formatSums(data.over_once, true), bad: true }]
      : []),
    { label: words.figures.free, value: formatNumber(free) },
    {
      label: words.figures.unusedCost,
      value: data.unused.length ? formatSums(data.unused, true) : words.none,
    },
  ];
}

/** The licenses where most money is astray, in the currency that has most of it. */
export function complianceChart(data: Compliance): ReportChart | null {
  const currency = [...data.over, ...data.unused].sort((a, b) => b.minor - a.minor)[0]?.currency;
  if (currency === undefined) return null;
  const astray = (row: ComplianceRow, kind: 'unused_cost' | 'over_cost') =>
    !row.once && row[kind]?.currency === currency ? (row[kind]?.minor ?? 0) : 0;
  const bars = data.licenses
    .map((row) => ({
      key: row.license_id,
      label: row.name,
      values: [astray(row, 'over_cost'), astray(row, 'unused_cost')],
    }))
    .filter((bar) => bar.values.some((value) => value > 0))
    .sort((a, b) => Math.max(...b.values) - Math.max(...a.values))
    .slice(0, 10);
  return {
    title: words.chart(currency),
    kind: 'bars',
    series: [
      { label: words.figures.overCost, tone: 'over' },
      { label: words.figures.unusedCost, tone: 'other' },
    ],
    bars,
    format: (minor) => formatMoney({ minor, currency }, true),
  };
}

import type { Figure, ReportChart } from '../../lib/components/reports/report';
import { formatMoney, formatNumber, formatSums } from '../../lib/format/money';
import type { Compliance, ComplianceRow } from '../../lib/ipc/bindings';
import { complianceWords as words } from './complianceMessages';

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

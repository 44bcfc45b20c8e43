import type { ChartTone } from '../chart/ChartFrame.svelte';
import { formatDate, formatYearMonth } from '../../format/dates';
import { formatMoney, formatNumber, formatSums } from '../../format/money';
import type { Cell, Kind, ReportRow, ReportSheet, ReportTable } from '../../ipc/bindings';

/** What a report page gets from the shell, whichever report it is. */
export interface ReportProps {
  title: string;
  question: string;
  /** Goes up when anything in the data changed. */
  revision: number;
  onopen: (kind: Kind, id: string) => void;
  /** Shows a list narrowed to a condition. */
  onlist: (page: 'licenses' | 'hardware' | 'credentials', only: string) => void;
  /** Back to the list of reports. */
  onback: () => void;
}

export interface Figure {
  label: string;
  value: string;
  bad?: boolean;
}

/** Stacked bars below each other, or (by month) beside each other. */
export interface ReportChart {
  title: string;
  kind: 'bars' | 'months';
  series: { label: string; tone: ChartTone }[];
  bars: { key: string; label: string; values: number[] }[];
  format: (value: number) => string;
}

/** As the window shows it. */
export function shown(cell: Cell, words: { yes: string; no: string }): string {
  switch (cell.is) {
    case 'empty':
      return '';
    case 'text':
    case 'code':
      return cell.value;
    case 'date':
      return formatDate(cell.value);
    case 'month':
      return formatYearMonth(cell.value);
    case 'money':
      return formatMoney(cell.value);
    case 'sums':
      return formatSums(cell.value);
    case 'whole':
      return formatNumber(cell.value);
    case 'yes_no':
      return cell.value ? words.yes : words.no;
  }
}

function comparable(cell: Cell): string | number {
  switch (cell.is) {
    case 'empty':
      return '';
    case 'money':
      return cell.value.minor;
    case 'sums':
      return cell.value[0]?.minor ?? Number.NEGATIVE_INFINITY;
    case 'yes_no':
      return Number(cell.value);
    default:
      return cell.value;
  }
}

const EMPTY: Cell = { is: 'empty' };

/** Rows by one column; those with nothing there come last either way. */
export function sorted(rows: ReportRow[], column: number, descending: boolean): ReportRow[] {
  const blank = (cell: Cell) => cell.is === 'empty' || (cell.is === 'sums' && cell.value.length === 0);
  return [...rows].sort((a, b) => {
    const [left, right] = [a.cells[column] ?? EMPTY, b.cells[column] ?? EMPTY];
    if (blank(left) || blank(right)) return Number(blank(left)) - Number(blank(right));
    const [one, other] = [comparable(left), comparable(right)];
    const order =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : String(one).localeCompare(String(other), undefined, { numeric: true, sensitivity: 'base' });
    return descending ? -order : order;
  });
}

/** The report as it leaves the window. */
export function sheetOf(report: {
  title: string;
  scope: string;
  figures: Figure[];
  chart: ReportChart | null;
  table: ReportTable;
  notes: string[];
}): ReportSheet {
  const { title, scope, figures, chart, table, notes } = report;
  return {
    title,
    scope,
    notes,
    figures: figures.map(({ label, value }) => ({ label, value })),
    chart: chart && {
      title: chart.title,
      series: chart.series.length > 1 ? chart.series.map((one) => one.label) : [],
      bars: chart.bars.map(({ label, values }) => ({
        label,
        parts: values,
        value: chart.format(values.reduce((sum, value) => sum + value, 0)),
      })),
    },
    table,
  };
}

import type { ChartTone } from '../chart/ChartFrame.svelte';
import { formatDate, formatYearMonth } from '../../format/dates';
import { formatMoney, formatNumber, formatSums } from '../../format/money';
import type { Kind, Money, ReportCell, ReportSheet } from '../../ipc/bindings';

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

/** A serial, tag or number that is never counted with. */
export interface Code {
  code: string;
}
export interface Day {
  date: string;
}
export interface Month {
  /** YYYY-MM. */
  month: string;
}

/** What stands in a cell. Several amounts are of several currencies, and are never added. */
export type Cell = string | number | boolean | null | Money | Money[] | Code | Day | Month;

export interface ReportColumn {
  name: string;
  label: string;
  /** Figures stand to the right. */
  right?: boolean;
}

export interface ReportRow {
  id: string;
  cells: Cell[];
  /** Shows the thing that the row is about. */
  onopen?: () => void;
  /** Places of cells that say something is wrong. */
  bad?: number[];
}

export interface ReportTable {
  columns: ReportColumn[];
  rows: ReportRow[];
  /** Set apart below the rows. */
  totals?: Cell[][];
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

function isMoney(cell: Cell): cell is Money {
  return typeof cell === 'object' && cell !== null && 'minor' in cell;
}

/** As the window shows it. */
export function shown(cell: Cell, words: { yes: string; no: string }): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return formatNumber(cell);
  if (typeof cell === 'boolean') return cell ? words.yes : words.no;
  if (Array.isArray(cell)) return formatSums(cell);
  if (isMoney(cell)) return formatMoney(cell);
  if ('month' in cell) return formatYearMonth(cell.month);
  return 'date' in cell ? formatDate(cell.date) : cell.code;
}

function comparable(cell: Cell): string | number {
  if (cell === null) return '';
  if (typeof cell === 'object') {
    if (Array.isArray(cell)) return cell[0]?.minor ?? Number.NEGATIVE_INFINITY;
    if (isMoney(cell)) return cell.minor;
    if ('month' in cell) return cell.month;
    return 'date' in cell ? cell.date : cell.code;
  }
  return typeof cell === 'boolean' ? Number(cell) : cell;
}

/** Rows by one column; those with nothing there come last either way. */
export function sorted(rows: ReportRow[], column: number, descending: boolean): ReportRow[] {
  const blank = (cell: Cell) => cell === null || cell === '' || (Array.isArray(cell) && cell.length === 0);
  return [...rows].sort((a, b) => {
    const [left, right] = [a.cells[column] ?? null, b.cells[column] ?? null];
    if (blank(left) || blank(right)) return Number(blank(left)) - Number(blank(right));
    const [one, other] = [comparable(left), comparable(right)];
    const order =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : String(one).localeCompare(String(other), undefined, { numeric: true, sensitivity: 'base' });
    return descending ? -order : order;
  });
}

function wire(cell: Cell): ReportCell {
  if (cell === null) return { is: 'empty' };
  if (typeof cell === 'string') return { is: 'text', value: cell };
  if (typeof cell === 'number') return { is: 'count', value: cell };
  if (typeof cell === 'boolean') return { is: 'yes_no', value: cell };
  if (Array.isArray(cell)) return cell[0] ? { is: 'money', value: cell[0] } : { is: 'empty' };
  if (isMoney(cell)) return { is: 'money', value: cell };
  if ('month' in cell) return { is: 'text', value: cell.month };
  return 'date' in cell ? { is: 'date', value: cell.date } : { is: 'code', value: cell.code };
}

/**
 * The lines of one row in a file: one for each currency, so that a spreadsheet can count with the amounts. Counts stand
 * in the first alone, or they would be counted twice.
 */
export function lines(cells: Cell[]): ReportCell[][] {
  const currencies = [
    ...new Set(cells.flatMap((cell) => (Array.isArray(cell) ? cell.map((money) => money.currency) : []))),
  ];
  if (currencies.length < 2) return [cells.map(wire)];
  return currencies.map((currency, index) =>
    cells.map((cell) => {
      if (Array.isArray(cell)) return wire(cell.find((money) => money.currency === currency) ?? null);
      return index > 0 && (typeof cell === 'number' || (cell !== null && isMoney(cell)))
        ? { is: 'empty' }
        : wire(cell);
    }),
  );
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
    heads: table.columns.map(({ name, label, right }) => ({ name, label, right: right ?? false })),
    rows: table.rows.flatMap((row) => lines(row.cells)),
    totals: (table.totals ?? []).flatMap(lines),
  };
}

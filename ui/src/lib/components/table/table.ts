import type { Snippet } from 'svelte';

/** A column of a DataTable. What it shows is one of `text`, `count`, `due` or `cell`. */
export interface Column<Row> {
  /** The field of the row: sorted by, and what an export writes. */
  name: string;
  label: string;
  /** A CSS grid track, such as "2fr" or "minmax(120px, 1fr)". */
  width: string;
  align?: 'end';
  sortable?: boolean;
  mono?: boolean;
  /** The name of the thing: in bold, and never left out. */
  lead?: boolean;
  /** Not shown until someone chooses it. */
  spare?: boolean;
  text?: (row: Row) => string | null;
  /** A number that is dim while it is zero. */
  count?: (row: Row) => number;
  /** A date with the days until then. */
  due?: (row: Row) => string | null;
  cell?: Snippet<[Row]>;
}

/** Rows of a page, and how many there are in all. */
export interface TablePage<Row> {
  total: number;
  rows: Row[];
}

/** The columns to show: the chosen ones in their order (the lead always), else all that are not spare. */
export function shownColumns<Row>(columns: Column<Row>[], chosen: string[] | null): Column<Row>[] {
  const named = (chosen ?? []).flatMap((name) => columns.find((column) => column.name === name) ?? []);
  if (named.length === 0) return columns.filter((column) => !column.spare);
  const missing = columns.filter((column) => column.lead && !named.includes(column));
  return [...missing, ...named];
}

/** The columns that fit: the others leave from the end, then those named first, the last of them first; the lead stays. */
export function fittingColumns<Row>(
  columns: Column<Row>[],
  first: string[],
  room: number,
  gap: number,
): Column<Row>[] {
  const least = (column: Column<Row>) => Number(/(\d+)px/.exec(column.width)?.[1] ?? 60) + gap;
  const fitting = [...columns];
  const total = () => fitting.reduce((sum, column) => sum + least(column), 0);
  const rank = ({ name }: Column<Row>) => (first.includes(name) ? first.indexOf(name) : first.length);
  const leaving = columns.filter((column) => !column.lead).reverse();
  for (const column of leaving.sort((a, b) => rank(b) - rank(a))) {
    if (total() <= room) break;
    fitting.splice(fitting.indexOf(column), 1);
  }
  return fitting;
}

/** A choice with one key put in or taken out. */
export function toggled(chosen: Set<string>, key: string): Set<string> {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** Where the rows between two begin, and how many they are, both included. */
export function rangeOf(one: number, other: number): [start: number, length: number] {
  return [Math.min(one, other), Math.abs(one - other) + 1];
}

import type { Snippet } from 'svelte';

/** A column of a DataTable. */
export interface Column<Row> {
  name: string;
  label: string;
  /** A CSS grid track, such as "2fr" or "minmax(120px, 1fr)". */
  width: string;
  align?: 'end';
  sortable?: boolean;
  mono?: boolean;
  cell: Snippet<[Row]>;
}

/** Rows of a page, and how many there are in all. */
export interface TablePage<Row> {
  total: number;
  rows: Row[];
}

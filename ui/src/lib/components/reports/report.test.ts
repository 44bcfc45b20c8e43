import { describe, expect, it } from 'vitest';
import type { Cell, ReportRow, ReportTable } from '../../ipc/bindings';
import { sheetOf, shown, sorted } from './report';

const euros = (minor: number): Cell => ({ is: 'sums', value: [{ minor, currency: 'EUR' }] });
const text = (value: string): Cell => ({ is: 'text', value });
const row = (key: string, cells: Cell[]): ReportRow => ({ key, about: null, cells, bad: [] });
const table: ReportTable = {
  columns: [{ name: 'serial', heading: 'Serial', align: 'left' }],
  rows: [row('1', [{ is: 'code', value: '0042' }])],
  totals: [],
};

describe('a report on its way out', () => {
  it('keeps its table and the sums of bars', () => {
    const sheet = sheetOf({
      title: 'Spend',
      scope: '2026',
      figures: [{ label: 'Total', value: '€ 12', bad: true }],
      chart: {
        title: 'Vendors',
        kind: 'bars',
        series: [
          { label: 'A', tone: 'license' },
          { label: 'B', tone: 'other' },
        ],
        bars: [{ key: '1', label: 'Contoso', values: [2, 3] }],
        format: (value) => `${String(value)} c`,
      },
      table,
      notes: [],
    });
    expect(sheet.table).toBe(table);
    expect(sheet.chart?.bars).toEqual([{ label: 'Contoso', parts: [2, 3], value: '5 c' }]);
    expect(sheet.figures).toEqual([{ label: 'Total', value: '€ 12' }]);
  });
});

describe('a cell', () => {
  const words = { yes: 'yes', no: 'no' };
  it('is shown by what it is', () => {
    const cells: Cell[] = [
      { is: 'empty' },
      text('a'),
      { is: 'code', value: '0042' },
      { is: 'yes_no', value: true },
    ];
    expect(cells.map((cell) => shown(cell, words))).toEqual(['', 'a', '0042', 'yes']);
    expect(shown({ is: 'month', value: '2026-11' }, words)).toContain('2026');
    expect(shown(euros(1250), words)).toContain('12.50');
  });
});

describe('the order of rows', () => {
  const rows = [
    row('none', [text('b'), { is: 'sums', value: [] }]),
    row('small', [text('a10'), euros(9)]),
    row('large', [text('a9'), euros(10)]),
  ];

  it('goes by what a cell is, and leaves empty ones last either way', () => {
    expect(sorted(rows, 1, false).map((row) => row.key)).toEqual(['small', 'large', 'none']);
    expect(sorted(rows, 1, true).map((row) => row.key)).toEqual(['large', 'small', 'none']);
    expect(sorted(rows, 0, false).map((row) => row.key)).toEqual(['large', 'small', 'none']);
  });
});

import { describe, expect, it } from 'vitest';
import { lines, sheetOf, sorted } from './report';

const euros = { minor: 1200, currency: 'EUR' };
const dollars = { minor: 50, currency: 'USD' };

describe('a report on its way out', () => {
  it('has one line for each currency, and counts once', () => {
    expect(lines(['Contoso', 3, [euros, dollars], [dollars]])).toEqual([
      [
        { is: 'text', value: 'Contoso' },
        { is: 'count', value: 3 },
        { is: 'money', value: euros },
        { is: 'empty' },
      ],
      [
        { is: 'text', value: 'Contoso' },
        { is: 'empty' },
        { is: 'money', value: dollars },
        { is: 'money', value: dollars },
      ],
    ]);
  });

  it('keeps dates, codes and the sums of bars', () => {
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
      table: {
        columns: [
          { name: 'day', label: 'Day' },
          { name: 'serial', label: 'Serial', right: true },
        ],
        rows: [{ id: '1', cells: [{ date: '2026-11-22' }, { code: '0042' }] }],
      },
      notes: [],
    });
    expect(sheet.rows).toEqual([
      [
        { is: 'date', value: '2026-11-22' },
        { is: 'code', value: '0042' },
      ],
    ]);
    expect(sheet.chart?.bars).toEqual([{ label: 'Contoso', parts: [2, 3], value: '5 c' }]);
    expect(sheet.figures).toEqual([{ label: 'Total', value: '€ 12' }]);
  });
});

describe('the order of rows', () => {
  const rows = [
    { id: 'none', cells: ['b', []] },
    { id: 'small', cells: ['a10', [{ minor: 9, currency: 'EUR' }]] },
    { id: 'large', cells: ['a9', [{ minor: 10, currency: 'EUR' }]] },
  ];

  it('goes by what a cell is, and leaves empty ones last either way', () => {
    expect(sorted(rows, 1, false).map((row) => row.id)).toEqual(['small', 'large', 'none']);
    expect(sorted(rows, 1, true).map((row) => row.id)).toEqual(['large', 'small', 'none']);
    expect(sorted(rows, 0, false).map((row) => row.id)).toEqual(['large', 'small', 'none']);
  });
});

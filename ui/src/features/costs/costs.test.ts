import { describe, expect, it } from 'vitest';
import type { CostSums, Forecast } from '../../lib/ipc/bindings';
import { forecastTable, percentOf } from './forecast';
import { daysOf, fiscalYearLabel, fiscalYearOf } from './periods';

const sums = (total: CostSums['total']): CostSums => ({
  committed: total,
  expected: [],
  assumed: [],
  total,
});

describe('periods', () => {
  it('follow the month the fiscal year begins in', () => {
    expect(fiscalYearOf('2026-03-31', 4)).toBe(2025);
    expect(fiscalYearOf('2026-04-01', 4)).toBe(2026);
    expect(fiscalYearLabel(2026, 1)).toBe('2026');
    expect(fiscalYearLabel(2099, 4)).toBe('2099/00');
    expect(daysOf('this_year', '2026-03-31', 4)).toEqual({ from: '2025-04-01', to: '2026-03-31' });
    expect(daysOf('last_year', '2026-11-22', 1)).toEqual({ from: '2025-01-01', to: '2025-12-31' });
    expect(daysOf('twelve', '2026-11-22', 1)).toEqual({ from: '2025-11-23', to: '2026-11-22' });
    expect(daysOf('own', '2026-11-22', 1)).toBeNull();
  });
});

describe('the forecast', () => {
  const money = [{ minor: 5, currency: 'EUR' }];
  const data: Forecast = {
    months: [
      { month: '2026-11', sums: sums([]) },
      { month: '2026-12', sums: sums(money) },
    ],
    vendors: [{ id: null, name: '', sums: sums(money) }],
    categories: [],
    sums: sums(money),
    converted: null,
    undated: [],
    renewal_assumed: [],
    unseated: [],
  };

  it('has every month, and a column for the rise only where one is assumed', () => {
    const plain = forecastTable(data, 'month', 0, () => undefined);
    expect(plain.rows.map((row) => row.cells[0])).toEqual([{ month: '2026-11' }, { month: '2026-12' }]);
    expect(plain.columns.map((column) => column.name)).not.toContain('assumed');
    const dearer = forecastTable(data, 'month', 5, () => undefined);
    expect(dearer.columns.map((column) => column.label)).toContain('Renewals at +5 %');
    expect(dearer.rows[0]?.cells.length).toBe(dearer.columns.length);
  });

  it('names what has no vendor, and opens only vendors that are known', () => {
    const [row] = forecastTable(data, 'vendor', 0, () => undefined).rows;
    expect(row?.cells[0]).toBe('No vendor');
    expect(row?.onopen).toBeUndefined();
  });
});

describe('a rise', () => {
  it('is a percentage with fractions, in either way of writing them', () => {
    expect(['2.5', '2,5', '3 %', '', '−1.25'].map(percentOf)).toEqual([2.5, 2.5, 3, 0, -1.25]);
    expect(['2.555', '5x', '1e3', '1001', '-91', '.'].map(percentOf)).toEqual(Array(6).fill(null));
  });
});

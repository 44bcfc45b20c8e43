import { describe, expect, it } from 'vitest';
import { percentOf } from './forecast';
import { daysOf, fiscalYearLabel, fiscalYearOf } from './periods';

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

describe('a rise', () => {
  it('is a percentage with fractions, in either way of writing them', () => {
    expect(['2.5', '2,5', '3 %', '', '−1.25'].map(percentOf)).toEqual([2.5, 2.5, 3, 0, -1.25]);
    expect(['2.555', '5x', '1e3', '1001', '-91', '.'].map(percentOf)).toEqual(Array(6).fill(null));
  });
});

import { describe, expect, it } from 'vitest';
import { addDays, addMonths, firstWeekday, monthsOf, periodOf, weekOf, weeksOf } from './days';

describe('days of a calendar', () => {
  it('adds days and months over the ends of months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-01-31', -2)).toBe('2025-11-30');
    expect(addMonths('2026-12-15', 12)).toBe('2027-12-15');
  });

  it('knows what a view shows', () => {
    expect(periodOf('month', '2026-02-10')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(periodOf('quarter', '2026-11-22')).toEqual({ from: '2026-10-01', to: '2026-12-31' });
    expect(periodOf('year', '2026-11-22')).toEqual({ from: '2026-01-01', to: '2026-12-31' });
    expect(periodOf('agenda', '2026-11-22')).toEqual({ from: '2026-11-01', to: '2027-10-31' });
    expect(monthsOf(periodOf('quarter', '2026-11-22'))).toEqual(['2026-10', '2026-11', '2026-12']);
  });

  it('lays a month out in whole weeks', () => {
    const monday = weeksOf('2026-11', 1);
    expect(monday[0]?.[0]).toBe('2026-10-26');
    expect(monday.at(-1)?.[6]).toBe('2026-12-06');
    expect(weeksOf('2026-11', 0)[0]?.[0]).toBe('2026-11-01');
    // A February that fills four weeks exactly.
    expect(weeksOf('2027-02', 1)).toHaveLength(4);
    expect(weekOf('2026-11-22', 1)).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  });

  it('begins the week as the locale does', () => {
    expect(firstWeekday('de-DE')).toBe(1);
    expect(firstWeekday('en-US')).toBe(0);
  });
});

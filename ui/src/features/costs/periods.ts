import { parseIso, toIso } from '../../lib/format/dates';

export type Period = 'this_year' | 'last_year' | 'twelve' | 'own';

function day(year: number, month: number, date: number): string {
  return toIso(new Date(Date.UTC(year, month, date)));
}

/** The calendar year in which the fiscal year of a day begins; `month` (1 to 12) is its first. */
export function fiscalYearOf(today: string, month: number): number {
  const [year, present] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  return present >= month ? year : year - 1;
}

/** "2026", or "2026/27" when the year begins within a year. */
export function fiscalYearLabel(year: number, month: number): string {
  return month === 1 ? String(year) : `${String(year)}/${String((year + 1) % 100).padStart(2, '0')}`;
}

/** First and last day of a period; null where the person says them. */
export function daysOf(period: Period, today: string, month: number): { from: string; to: string } | null {
  if (period === 'own') return null;
  if (period === 'twelve') {
    const date = parseIso(today);
    if (date === null) return null;
    const [year, at] = [date.getUTCFullYear(), date.getUTCMonth()];
    return { from: day(year - 1, at, date.getUTCDate() + 1), to: today };
  }
  const year = fiscalYearOf(today, month) - (period === 'last_year' ? 1 : 0);
  return { from: day(year, month - 1, 1), to: day(year + 1, month - 1, 0) };
}

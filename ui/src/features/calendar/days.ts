import { parseIso, toIso } from '../../lib/format/dates';
import { locale } from '../../lib/format/locale';

export type View = 'month' | 'quarter' | 'year' | 'agenda';
export const views: View[] = ['month', 'quarter', 'year', 'agenda'];

/** From one day to another, both included. */
export interface Period {
  from: string;
  to: string;
}

const DAY = 86_400_000;
const iso = (year: number, month: number, day: number) => toIso(new Date(Date.UTC(year, month, day)));

function partsOf(date: string): [number, number, number] {
  const parsed = parseIso(date) ?? new Date(0);
  return [parsed.getUTCFullYear(), parsed.getUTCMonth(), parsed.getUTCDate()];
}

export function addDays(date: string, days: number): string {
  return toIso(new Date((parseIso(date) ?? new Date(0)).getTime() + days * DAY));
}

/** The same day so many months on; the last of the month where that has no such day. */
export function addMonths(date: string, months: number): string {
  const [year, month, day] = partsOf(date);
  const last = new Date(Date.UTC(year, month + months + 1, 0)).getUTCDate();
  return iso(year, month + months, Math.min(day, last));
}

export function monthOf(date: string): string {
  return date.slice(0, 7);
}

/** The months of a period, as YYYY-MM. */
export function monthsOf(period: Period): string[] {
  const months: string[] = [];
  for (let day = `${monthOf(period.from)}-01`; day <= period.to; day = addMonths(day, 1)) {
    months.push(monthOf(day));
  }
  return months;
}

/** What a view shows around a day: a month, a quarter, a year, or the twelve months from this one on. */
export function periodOf(view: View, date: string): Period {
  const [year, month] = partsOf(date);
  switch (view) {
    case 'month':
      return { from: iso(year, month, 1), to: iso(year, month + 1, 0) };
    case 'quarter': {
      const first = month - (month % 3);
      return { from: iso(year, first, 1), to: iso(year, first + 3, 0) };
    }
    case 'year':
      return { from: iso(year, 0, 1), to: iso(year, 11, 31) };
    case 'agenda':
      return { from: iso(year, month, 1), to: iso(year, month + 12, 0) };
  }
}

/** How far one step back or on goes in a view, in months. */
export const stepOf: Record<View, number> = { month: 1, quarter: 3, year: 12, agenda: 1 };

/** The first day of the week where the locale is at home: 0 is Sunday. */
export function firstWeekday(tag: string = locale()): number {
  try {
    const known = new Intl.Locale(tag) as Intl.Locale & {
      getWeekInfo?: () => { firstDay: number };
      weekInfo?: { firstDay: number };
    };
    const first = (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay;
    if (first !== undefined) return first % 7;
    const sunday = ['US', 'CA', 'MX', 'BR', 'JP', 'KR', 'IN', 'IL', 'ZA', 'AU', 'TW', 'HK', 'PH', 'TH'];
    return sunday.includes(known.maximize().region ?? '') ? 0 : 1;
  } catch {
    return 1;
  }
}

/** The weeks that a month (YYYY-MM) touches, with the days of its neighbours. */
export function weeksOf(month: string, first: number): string[][] {
  const start = `${month}-01`;
  const weekday = (parseIso(start) ?? new Date(0)).getUTCDay();
  const next = addMonths(start, 1);
  const weeks: string[][] = [];
  for (let day = addDays(start, -((weekday - first + 7) % 7)); day < next; day = addDays(day, 7)) {
    const monday = day;
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(monday, index)));
  }
  return weeks;
}

/** The first and the last day of the week that a day is in. */
export function weekOf(date: string, first: number): Period {
  const weekday = (parseIso(date) ?? new Date(0)).getUTCDay();
  const from = addDays(date, -((weekday - first + 7) % 7));
  return { from, to: addDays(from, 6) };
}

/** Whether a day is a Saturday or a Sunday. */
export function isWeekend(date: string): boolean {
  return [0, 6].includes((parseIso(date) ?? new Date(0)).getUTCDay());
}

/** The names of the days of the week, from the first one on. */
export function weekdayNames(first: number, width: 'short' | 'narrow'): string[] {
  const format = new Intl.DateTimeFormat(locale(), { weekday: width, timeZone: 'UTC' });
  // 1 January 2023 was a Sunday.
  return Array.from({ length: 7 }, (_, index) => format.format(Date.UTC(2023, 0, 1 + first + index)));
}

/** "November 2026" for a month given as YYYY-MM. */
export function monthName(month: string, year = true): string {
  const date = parseIso(`${month}-01`);
  if (!date) return month;
  return new Intl.DateTimeFormat(locale(), {
    month: 'long',
    year: year ? 'numeric' : undefined,
    timeZone: 'UTC',
  }).format(date);
}

/** "November 2026", "October – December 2026", "2026", "November 2026 – October 2027". */
export function periodName(view: View, period: Period): string {
  const [from, to] = [monthOf(period.from), monthOf(period.to)];
  if (view === 'month') return monthName(from);
  if (view === 'year') return from.slice(0, 4);
  const sameYear = from.slice(0, 4) === to.slice(0, 4);
  return `${monthName(from, !sameYear)} – ${monthName(to)}`;
}

/** "Friday, 4 December 2026" */
export function dayName(date: string): string {
  const parsed = parseIso(date);
  if (!parsed) return date;
  return new Intl.DateTimeFormat(locale(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(parsed);
}

/** "4" */
export function dayNumber(date: string): string {
  return String(Number(date.slice(8)));
}

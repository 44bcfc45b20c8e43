import { locale } from './locale';
import { formatNumber } from './money';

export { todayIso } from './clock.svelte';

export type Urgency = 'overdue' | 'soon' | 'later' | 'quiet';

const DAY = 86_400_000;

/** A calendar date as UTC midnight; null for anything that is none. */
export function parseIso(text: string | null | undefined): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text ?? '');
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}

export function toIso(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Days from today to a date; negative when it is past. */
export function daysUntil(iso: string, today: string): number | null {
  const [date, from] = [parseIso(iso), parseIso(today)];
  return date && from ? Math.round((date.getTime() - from.getTime()) / DAY) : null;
}

/** "4 Dec 2026" */
export function formatDate(iso: string | null | undefined): string {
  const date = parseIso(iso);
  if (!date) return iso ?? '';
  return new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(date);
}

/** "4 Dec" */
export function formatDayMonth(iso: string): string {
  const date = parseIso(iso);
  if (!date) return iso;
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(date);
}

/** "Sunday, 22 November" */
export function formatWeekday(iso: string): string {
  const date = parseIso(iso);
  if (!date) return iso;
  return new Intl.DateTimeFormat(locale(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(date);
}

/** "Dec" for a month given as YYYY-MM. */
export function formatMonth(month: string): string {
  const date = parseIso(`${month}-01`);
  return date ? new Intl.DateTimeFormat(locale(), { month: 'short', timeZone: 'UTC' }).format(date) : month;
}

/** "December 2026" for a month given as YYYY-MM. */
export function formatYearMonth(month: string): string {
  const date = parseIso(`${month}-01`);
  return date
    ? new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(date)
    : month;
}

/** "in 12 days", "today", "4 days late" */
export function relativeDays(days: number): string {
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return '1 day late';
  return days > 0 ? `in ${formatNumber(days)} days` : `${formatNumber(-days)} days late`;
}

/** "12 d", "today", "4 d late": for the narrow column of a list. */
export function shortDays(days: number): string {
  if (days === 0) return 'today';
  return days > 0 ? `${formatNumber(days)} d` : `${formatNumber(-days)} d late`;
}

export function urgency(days: number): Urgency {
  if (days < 0) return 'overdue';
  if (days <= 30) return 'soon';
  return days <= 90 ? 'later' : 'quiet';
}

/** An instant as "today 08:02" or "21 Nov 2026". */
export function formatInstant(instant: string, today: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const local = toIso(new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())));
  const time = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(date);
  return local === today ? `today ${time}` : `${formatDate(local)} ${time}`;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Day before month, as the locale writes it. */
function dayFirst(): boolean {
  const parts = new Intl.DateTimeFormat(locale()).formatToParts(new Date(Date.UTC(2026, 10, 22)));
  return parts.findIndex((part) => part.type === 'day') < parts.findIndex((part) => part.type === 'month');
}

/** Reads what a person types: 2026-12-31, 31.12.2026, 31/12/26 or 12/31/2026 by locale, 31 Dec 2026. */
export function readDate(text: string): string | null {
  const trimmed = text.trim();
  if (parseIso(trimmed) && trimmed.length === 10) return trimmed;
  const words = /^(\d{1,2})[.\s-]*([a-z]{3,})\.?[,\s-]*(\d{2,4})$/i.exec(trimmed);
  const numbers = /^(\d{1,2})([./\s-])(\d{1,2})\2(\d{2}|\d{4})$/.exec(trimmed);
  let day: number, month: number, year: number;
  if (words) {
    day = Number(words[1]);
    month = MONTHS.indexOf((words[2] ?? '').slice(0, 3).toLowerCase()) + 1;
    year = Number(words[3]);
  } else if (numbers) {
    const first = numbers[2] === '.' || dayFirst();
    [day, month] = first
      ? [Number(numbers[1]), Number(numbers[3])]
      : [Number(numbers[3]), Number(numbers[1])];
    year = Number(numbers[4]);
  } else {
    return null;
  }
  if (year < 100) year += 2000;
  const iso = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return parseIso(iso) ? iso : null;
}

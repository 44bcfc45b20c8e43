import { daysUntil, parseIso, toIso } from '../../lib/format/dates';
import type { InboxEntry } from '../../lib/ipc/bindings';

const week = 7;

/** So many days after a day. */
export function daysAfter(day: string, days: number): string {
  const date = parseIso(day);
  if (!date) return day;
  date.setUTCDate(date.getUTCDate() + days);
  return toIso(date);
}

export function inAWeek(today: string): string {
  return daysAfter(today, week);
}

/** The day of notice that all of them can be snoozed until: the first of theirs; null when one has none. */
export function untilCancelBy(entries: InboxEntry[], today: string): string | null {
  const days = entries.map((entry) => entry.cancel_by);
  const known = days.filter((day): day is string => day !== null && 0 < (daysUntil(day, today) ?? 0));
  if (known.length === 0 || known.length < entries.length) return null;
  return known.reduce((first, day) => (day < first ? day : first));
}

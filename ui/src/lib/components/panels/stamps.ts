import { locale } from '../../format/locale';

const kilo = 1000;

/** A size in bytes as people read it: 950 B, 12 kB, 3.4 MB. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let amount = bytes;
  let unit = 0;
  while (amount >= kilo && unit < units.length - 1) {
    amount /= kilo;
    unit += 1;
  }
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: units[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: amount < 10 && unit > 0 ? 1 : 0,
  }).format(amount);
}

/** An RFC 3339 moment in local time: "22 Nov 2026, 14:05". Empty when it is none. */
export function formatStamp(moment: string): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(date);
}

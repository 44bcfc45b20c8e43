import { formatNumber } from '../../lib/format/money';

/** A size in bytes as people read it: 950 B, 12 kB, 3.4 MB. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${formatNumber(bytes)} B`;
  if (bytes < 1_000_000) return `${formatNumber(Math.round(bytes / 1000))} kB`;
  return `${formatNumber(Math.round(bytes / 100_000) / 10)} MB`;
}

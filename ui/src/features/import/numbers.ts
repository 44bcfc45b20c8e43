import { formatNumber } from '../../lib/format/money';

/** The first number within a text, its mark the decimal one or one of thousands. */
const oneMark = /(\d{1,3})([.,])(\d{3})(?!\d)/;

/** What a number such as "1.250" is with a point and with a comma as decimal mark; null when it has no such mark. */
export function twoReadings(text: string): { point: string; comma: string } | null {
  const match = oneMark.exec(text);
  if (match === null) return null;
  const [, whole = '', mark, rest = ''] = match;
  const thousands = formatNumber(Number(`${whole}${rest}`));
  const decimal = new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(
    Number(`${whole}.${rest}`),
  );
  return mark === '.' ? { point: decimal, comma: thousands } : { point: thousands, comma: decimal };
}

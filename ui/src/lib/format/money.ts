import { locale } from './locale';

export interface Amount {
  minor: number;
  currency: string;
}

const known = new Map<string, number>();

/** Digits behind the decimal mark of a currency: JPY 0, EUR 2, KWD 3. */
export function decimals(currency: string): number {
  let digits = known.get(currency);
  if (digits === undefined) {
    try {
      digits =
        new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
          .maximumFractionDigits ?? 2;
    } catch {
      digits = 2;
    }
    known.set(currency, digits);
  }
  return digits;
}

function sign(currency: string): string {
  try {
    const parts = new Intl.NumberFormat(locale(), {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    }).formatToParts(0);
    return parts.find((part) => part.type === 'currency')?.value ?? currency;
  } catch {
    return currency;
  }
}

/** "€ 3,468.00"; with `whole` no decimals. */
export function formatMoney(money: Amount | null | undefined, whole = false): string {
  if (!money) return '';
  const digits = whole ? 0 : decimals(money.currency);
  const value = money.minor / 10 ** decimals(money.currency);
  const number = new Intl.NumberFormat(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${sign(money.currency)}\u00a0${number.format(value)}`;
}

/** Sums of several currencies side by side, never added: "€ 95,790.00 · $ 12,335.00". */
export function formatSums(sums: Amount[], whole = false): string {
  return sums.map((sum) => formatMoney(sum, whole)).join(' · ');
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** The form a person edits: "1234.50". */
export function editable(money: Amount): string {
  return (money.minor / 10 ** decimals(money.currency)).toFixed(decimals(money.currency));
}

/** Reads "1.234,56", "1,234.56", "1234.5" or "€ 12" into minor units; null when it is no amount. */
export function readAmount(text: string, currency: string): number | null {
  const digits = decimals(currency);
  let plain = text.replace(/[^\d.,-]/g, '');
  if (!/\d/.test(plain) || plain.includes('-')) return null;
  const lastDot = plain.lastIndexOf('.');
  const lastComma = plain.lastIndexOf(',');
  const mark = Math.max(lastDot, lastComma);
  const behind = mark < 0 ? 0 : plain.length - mark - 1;
  const both = lastDot >= 0 && lastComma >= 0;
  const once = mark >= 0 && plain.indexOf(plain[mark] ?? '') === mark;
  const decimal =
    mark >= 0 && (both || (once && behind !== 3) || (once && digits === 3)) && behind <= Math.max(digits, 0);
  plain = decimal
    ? `${plain.slice(0, mark).replace(/[.,]/g, '')}.${plain.slice(mark + 1)}`
    : plain.replace(/[.,]/g, '');
  const [whole = '', fraction = ''] = plain.split('.');
  const minor = Number(`${whole}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

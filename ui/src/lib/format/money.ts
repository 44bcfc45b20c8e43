import { locale } from './locale';
import { plainSigns } from './numbers';

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
  return signIn(locale(), currency);
}

function signIn(language: string, currency: string): string {
  try {
    const parts = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    }).formatToParts(0);
    return parts.find((part) => part.type === 'currency')?.value ?? currency;
  } catch {
    return currency;
  }
}

/** "€ 3,468.00"; with `whole` no decimals. Below zero "−€ 3,468.00". */
export function formatMoney(money: Amount | null | undefined, whole = false): string {
  if (!money) return '';
  const digits = whole ? 0 : decimals(money.currency);
  const value = Math.abs(money.minor) / 10 ** decimals(money.currency);
  const number = new Intl.NumberFormat(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${money.minor < 0 ? '−' : ''}${sign(money.currency)}\u00a0${number.format(value)}`;
}

/** Sums of several currencies side by side, never added, in one order everywhere: "€ 95,790.00 · $ 12,335.00". */
export function formatSums(sums: Amount[], whole = false): string {
  const ordered = [...sums].sort((a, b) => a.currency.localeCompare(b.currency));
  return ordered.map((sum) => formatMoney(sum, whole)).join(' · ');
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** "1 deadline", "5,000 deadlines". */
export function counted(count: number, one: string, many: string): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** The form a person edits: "1234.50". */
export function editable(money: Amount): string {
  return (money.minor / 10 ** decimals(money.currency)).toFixed(decimals(money.currency));
}

/** The whole part without its thousands marks; null when they do not stand between groups. */
function ungroup(whole: string): string | null {
  if (!/[.,]/.test(whole)) return whole;
  return /^[1-9]\d{0,2}(?:([.,])\d{2,3}(?:\1\d{2,3})*)?$/.test(whole) && /\d{3}$/.test(whole)
    ? whole.replace(/[.,]/g, '')
    : null;
}

/** The number of an amount, without the sign or code of its currency; null when anything else stands in the text. */
function bareNumber(text: string, currency: string): string | null {
  let rest = plainSigns(text);
  const names = [currency, sign(currency), signIn('en', currency)].map((name) => name.toLowerCase());
  for (const name of names) {
    const lower = rest.toLowerCase();
    if (lower.startsWith(name)) rest = rest.slice(name.length).trim();
    else if (lower.endsWith(name)) rest = rest.slice(0, -name.length).trim();
    else continue;
    break;
  }
  // 49,- and 49.
  rest = rest.replace(/(\d)[.,]-{0,2}$/, '$1');
  if (/[ ']/.test(rest)) {
    if (!/^[1-9]\d{0,2}([ '])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/.test(rest)) return null;
    rest = rest.replace(/[ ']/g, '');
  }
  return /^[\d.,]*\d$/.test(rest) ? rest : null;
}

/**
 * Reads "1.234,56", "1,234.56", "1234.5" or "€ 12" into minor units; null when it is no amount, or one with more
 * decimals than the currency has. The whole text is understood: "99k", "1e3" and "12,5x" are no amounts. A single mark
 * before exactly three digits separates thousands, unless the currency itself has three decimals.
 */
export function readAmount(text: string, currency: string): number | null {
  const digits = decimals(currency);
  const plain = bareNumber(text, currency);
  if (plain === null) return null;
  const mark = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const times = plain.split(plain[mark] ?? '').length - 1;
  const mixed = plain.includes('.') && plain.includes(',');
  const thousands = !mixed && (times > 1 || (plain.length - mark - 1 === 3 && digits !== 3));
  const hasFraction = mark >= 0 && times === 1 && !thousands;
  const whole = ungroup(hasFraction ? plain.slice(0, mark) : plain);
  const fraction = hasFraction ? plain.slice(mark + 1) : '';
  if (whole === null || /[1-9]/.test(fraction.slice(digits))) return null;
  const minor = Number(`${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

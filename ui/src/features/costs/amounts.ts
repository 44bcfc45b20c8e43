import type { Figure } from '../../lib/components/reports/report';
import { formatDate } from '../../lib/format/dates';
import { formatMoney, formatSums } from '../../lib/format/money';
import type { Converted, Money } from '../../lib/ipc/bindings';
import { messages } from './messages';

/** The minor units of one currency among several amounts. */
export function inCurrency(amounts: Money[], currency: string): number {
  return amounts.find((money) => money.currency === currency)?.minor ?? 0;
}

/** "€ 12 · $ 5", or that there is none. */
export function said(amounts: Money[]): string {
  return amounts.length > 0 ? formatSums(amounts, true) : messages.none;
}

/** One sum per currency, largest first. */
export function summed(amounts: Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { minor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums].map(([currency, minor]) => ({ minor, currency })).sort((a, b) => b.minor - a.minor);
}

/** A total in one currency, where rates are entered. */
export function convertedFigures(converted: Converted | null): Figure[] {
  if (converted === null || converted.rates.length === 0) return [];
  return [{ label: messages.inOne(converted.total.currency), value: formatMoney(converted.total, true) }];
}

/** By which rates the total was made, and what is not in it. */
export function convertedNotes(converted: Converted | null): string[] {
  if (converted === null) return [];
  const rates = converted.rates.map((one) =>
    messages.rate(one.from, one.rate, one.to, formatDate(one.on_date)),
  );
  return [
    ...(rates.length > 0 ? [messages.rates(rates.join(', '))] : []),
    ...(converted.left_out.length > 0 ? [messages.leftOut(formatSums(converted.left_out))] : []),
  ];
}

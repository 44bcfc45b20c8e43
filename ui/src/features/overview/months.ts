import type { CostMonth, Money } from '../../lib/ipc/bindings';

/** One bar: what a month costs in one currency, in its minor units. */
export interface MonthBar {
  /** YYYY-MM. */
  month: string;
  licenses: number;
  contracts: number;
  hardware: number;
}

/** The bars of the currency that costs most, and the sums of the others, which are not added up. */
export interface YearAhead {
  total: Money | null;
  bars: MonthBar[];
  others: Money[];
}

export function yearAhead(months: CostMonth[]): YearAhead {
  const sums = new Map<string, number>();
  for (const money of months.flatMap((month) => [...month.licenses, ...month.contracts, ...month.hardware])) {
    sums.set(money.currency, (sums.get(money.currency) ?? 0) + money.minor);
  }
  const [total = null, ...others] = [...sums]
    .map(([currency, minor]) => ({ currency, minor }))
    .filter((sum) => sum.minor > 0)
    .sort((a, b) => b.minor - a.minor || a.currency.localeCompare(b.currency));
  const bars = months.map((month) => ({
    month: month.month,
    licenses: inCurrency(month.licenses, total?.currency),
    contracts: inCurrency(month.contracts, total?.currency),
    hardware: inCurrency(month.hardware, total?.currency),
  }));
  return { total, bars, others };
}

function inCurrency(amounts: Money[], currency: string | undefined): number {
  return amounts.find((money) => money.currency === currency)?.minor ?? 0;
}

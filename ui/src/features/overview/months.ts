import type { CostMonth, Money } from '../../lib/ipc/bindings';

/** What a bar is made of, from the bottom up: recorded terms, then what is only expected. */
export const parts = [
  'licenses',
  'contracts',
  'licenses_expected',
  'contracts_expected',
  'hardware',
] as const;
type Part = (typeof parts)[number];

/** One bar: what a month costs in one currency, in its minor units. */
export type MonthBar = { month: CostMonth } & Record<Part, number>;

/** The bars of the currency that costs most, and the sums of the others, which are not added up. */
export interface YearAhead {
  total: Money | null;
  /** Of the total: renewals that nobody recorded, and hardware that is to be replaced. */
  expected: number;
  hardware: number;
  bars: MonthBar[];
  others: Money[];
}

export function yearAhead(months: CostMonth[]): YearAhead {
  const sums = new Map<string, number>();
  for (const money of months.flatMap((month) => parts.flatMap((part) => month[part]))) {
    sums.set(money.currency, (sums.get(money.currency) ?? 0) + money.minor);
  }
  const [total = null, ...others] = [...sums]
    .map(([currency, minor]) => ({ currency, minor }))
    .filter((sum) => sum.minor > 0)
    .sort((a, b) => b.minor - a.minor || a.currency.localeCompare(b.currency));
  const bars = months.map((month) => {
    const of = (part: Part) => inCurrency(month[part], total?.currency);
    return {
      month,
      licenses: of('licenses'),
      contracts: of('contracts'),
      licenses_expected: of('licenses_expected'),
      contracts_expected: of('contracts_expected'),
      hardware: of('hardware'),
    };
  });
  const sum = (...of: Part[]) =>
    bars.reduce((all, bar) => all + of.reduce((one, part) => one + bar[part], 0), 0);
  return {
    total,
    expected: sum('licenses_expected', 'contracts_expected'),
    hardware: sum('hardware'),
    bars,
    others,
  };
}

function inCurrency(amounts: Money[], currency: string | undefined): number {
  return amounts.find((money) => money.currency === currency)?.minor ?? 0;
}

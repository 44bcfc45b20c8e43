import type { Figure, ReportChart } from '../../lib/components/reports/report';
import { formatMonth } from '../../lib/format/dates';
import { formatMoney } from '../../lib/format/money';
import type { CostQuery, CostSums, CostView, Forecast, ForecastBy, Undated } from '../../lib/ipc/bindings';
import { convertedFigures, convertedNotes, inCurrency, said } from './amounts';
import { messages } from './messages';

const words = messages.forecast;

/** What a person may choose about a forecast. */
export interface ForecastChoice {
  view: CostView;
  by: ForecastBy;
  /** Percent that renewals cost more. */
  rise: number;
  by_hand: boolean;
  with_tax: boolean;
  vendor_id: string | null;
  category: string | null;
}

const MONTHS = 24;
const MOST_BARS = 10;

/** A typed percentage with up to two decimals, in either way of writing them; 0 for nothing, null for what is none. */
export function percentOf(typed: string | null): number | null {
  const text = (typed ?? '').replace('%', '').replace('−', '-').replace(',', '.').trim();
  if (text === '') return 0;
  if (!/^[+-]?\d+(\.\d{1,2})?$/.test(text)) return null;
  const percent = Number(text);
  return percent >= -90 && percent <= 1000 ? percent : null;
}

export function queryOf(choice: ForecastChoice): CostQuery {
  const { view, rise, by_hand, with_tax, vendor_id, category } = choice;
  return {
    from: null,
    months: MONTHS,
    view,
    rise: Math.round(rise * 100),
    by_hand,
    with_tax,
    vendor_id,
    category: category?.trim() ? category.trim() : null,
  };
}

export function forecastFigures(data: Forecast): Figure[] {
  return [
    { label: messages.total, value: said(data.sums.total) },
    { label: words.committed, value: said(data.sums.committed) },
    { label: words.expected, value: said(data.sums.assumed) },
    ...convertedFigures(data.converted),
  ];
}

/** Bars of the currency that costs most; others are in the table alone. */
export function forecastChart(data: Forecast, by: ForecastBy, view: CostView): ReportChart | null {
  const currency = data.sums.total[0]?.currency;
  if (currency === undefined) return null;
  const values = (sums: CostSums) => [
    inCurrency(sums.committed, currency),
    inCurrency(sums.assumed, currency),
  ];
  const groups = by === 'vendor' ? data.vendors : data.categories;
  const unnamed = by === 'vendor' ? messages.noVendor : messages.noCategory;
  return {
    title: by === 'month' ? words.chart[view] : words.chartBy[by],
    kind: by === 'month' ? 'months' : 'bars',
    series: [
      { label: words.committed, tone: 'license' },
      { label: words.expected, tone: 'contract' },
    ],
    bars:
      by === 'month'
        ? data.months.map(({ month, sums }, index) => ({
            key: month,
            // The year stands where it begins.
            label:
              index === 0 || month.endsWith('-01')
                ? `${formatMonth(month)} ${month.slice(2, 4)}`
                : formatMonth(month),
            values: values(sums),
          }))
        : groups.slice(0, MOST_BARS).map(({ id, name, sums }, index) => ({
            key: id ?? `${name}-${String(index)}`,
            label: name || unnamed,
            values: values(sums),
          })),
    format: (minor) => formatMoney({ minor, currency }, true),
  };
}

const NAMED = 5;

export function forecastNotes(data: Forecast): string[] {
  const named = (things: Undated[]) =>
    [...things.slice(0, NAMED).map((thing) => thing.name), ...(things.length > NAMED ? ['…'] : [])].join(
      ', ',
    );
  const main = data.sums.total[0]?.currency;
  return [
    ...words.notes,
    ...(data.sums.total.length > 1 && main !== undefined ? [messages.chartCurrency(main)] : []),
    ...convertedNotes(data.converted),
    ...(data.renewal_assumed.length > 0 ? [words.renewalAssumed(named(data.renewal_assumed))] : []),
    ...(data.undated.length > 0 ? [words.undated(data.undated.length, named(data.undated))] : []),
    ...(data.unseated.length > 0 ? [words.unseated(data.unseated.length, named(data.unseated))] : []),
  ];
}

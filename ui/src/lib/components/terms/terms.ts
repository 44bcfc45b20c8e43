import type { Term, TermInput } from '../../ipc/bindings';
import { locale } from '../../format/locale';

export function blankTerm(): TermInput {
  return {
    id: null,
    renews_term_id: null,
    adds_to_term_id: null,
    starts_on: null,
    ends_on: null,
    maintenance_ends_on: null,
    seats: null,
    price: null,
    price_per_seat: false,
    tax_rate: null,
    billing_months: 12,
    auto_renews: false,
    renewal_months: null,
    notice_months: null,
    notice_days: null,
    cancelled_on: null,
    cancel_effective_on: null,
    order_number: null,
    purchase_order: null,
    purchased_on: null,
    vendor: null,
  };
}

/** The term to renew: the newest one that no other renews, that has an end, and that adds to no other. */
export function renewable(terms: Term[]): Term | null {
  return (
    terms.find(
      (term) => !term.renewed && term.fields.ends_on !== null && term.fields.adds_to_term_id === null,
    ) ?? null
  );
}

/** The term a deadline is about: the one that ends or must be cancelled on that day, else the one to renew. */
export function termOf(terms: Term[], deadline: { due_on: string; until: string | null }): Term | null {
  const open = terms.filter((term) => !term.renewed && term.fields.adds_to_term_id === null);
  const ends = (term: Term) =>
    [
      term.fields.ends_on,
      term.last_on,
      term.counted_end,
      term.fields.maintenance_ends_on,
      term.rolled?.ends_on,
    ].includes(deadline.until ?? deadline.due_on);
  return open.find(ends) ?? renewable(terms);
}

/** The last day that is proposed for a term that is cancelled: that of the period that runs. */
export function lastDayOf(term: Term): string | null {
  return term.rolled?.ends_on ?? term.last_on;
}

/** The term that speaks for the whole today: the one in force, else the newest. */
export function leading(terms: Term[]): Term | null {
  const bases = terms.filter((term) => term.fields.adds_to_term_id === null);
  return (
    bases.find((term) => term.in_force && !term.renewed) ??
    bases.find((term) => term.in_force) ??
    bases[0] ??
    null
  );
}

/** The last of the terms that renew a term one after the other; the term itself when none does. */
export function lastRenewal(terms: Term[], term: Term): Term {
  let last = term;
  for (let steps = 0; steps < terms.length; steps += 1) {
    const next = terms.find((other) => other.fields.renews_term_id === last.id);
    if (next === undefined) break;
    last = next;
  }
  return last;
}

/** Whether a notice period means something: it renews itself, or goes on until somebody cancels it. */
export function hasNotice(term: TermInput): boolean {
  return term.auto_renews || (term.ends_on === null && term.billing_months !== null);
}

/** "+ 6.2 %" for 0.062. */
export function percentChange(ratio: number): string {
  const amount = new Intl.NumberFormat(locale(), {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(Math.abs(ratio) * 100);
  return `${ratio < 0 ? '−' : '+'} ${amount} %`;
}

/** How the price of one term stands to that of another, as a ratio; null where the two cannot be compared. */
export function priceRatio(before: TermInput | undefined, after: TermInput): number | null {
  if (!before?.price || !after.price || before.price.minor === 0) return null;
  if (before.price.currency !== after.price.currency) return null;
  if (before.price_per_seat !== after.price_per_seat) return null;
  if (before.billing_months !== after.billing_months) return null;
  return after.price.minor / before.price.minor - 1;
}

/** What goes to the core: terms without a word in them are no terms. */
export function cleanedTerms(terms: TermInput[]): TermInput[] {
  return terms.filter((term) => !untouched(term)).map(cleanedTerm);
}

/** Errors that need no core, by field: "terms.0.ends_on". */
export function termFaults(terms: TermInput[], endBeforeStart: string): Record<string, string> {
  const found: Record<string, string> = {};
  terms.forEach((term, index) => {
    if (term.starts_on !== null && term.ends_on !== null && term.ends_on < term.starts_on) {
      found[`terms.${index}.ends_on`] = endBeforeStart;
    }
  });
  return found;
}

export function cleanedTerm(term: TermInput): TermInput {
  return {
    ...term,
    order_number: text(term.order_number),
    purchase_order: text(term.purchase_order),
    notice_months: hasNotice(term) ? term.notice_months : null,
    notice_days: hasNotice(term) ? term.notice_days : null,
  };
}

function untouched(term: TermInput): boolean {
  return (
    term.id === null &&
    JSON.stringify(term) === JSON.stringify({ ...blankTerm(), price_per_seat: term.price_per_seat })
  );
}

function text(value: string | null): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

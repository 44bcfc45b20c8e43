import { cleanedOf } from '../../fields/clean';
import { blankOf } from '../../fields/list';
import { formatDate } from '../../format/dates';
import { locale } from '../../format/locale';
import { formatMoney } from '../../format/money';
import type { Money, Term, TermInput } from '../../ipc/bindings';
import { termMessages } from './messages';
import { words as shared } from '../../words';

/** What somebody types about a thing with terms: a license or a contract. */
export interface TermedInput {
  name: string;
  vendor: string | null;
  notes: string | null;
  tags: string[];
  terms: TermInput[];
}

/** A license or a contract in its list. */
export interface TermedRow {
  id: string;
  name: string;
  ends_on: string | null;
  /** For an unconfirmed renewal: the end of the period that runs today. */
  renewed_until: string | null;
  cancel_by: string | null;
  cancelled: boolean;
  yearly_amounts: Money[];
}

/** A license or a contract as it is stored. */
export interface TermedThing<Input extends TermedInput> {
  id: string;
  version: number;
  deleted: boolean;
  fields: Input;
  vendor_id: string | null;
  /** Newest first. */
  terms: Term[];
}

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

/** What a form of a new thing with terms begins with: one blank term. */
export function blankTermed<Input extends TermedInput>(kind: 'license' | 'contract'): Input {
  return { ...blankOf<Input>(kind), terms: [blankTerm()] };
}

/** What a form edits of a thing: its fields with the terms, newest first. */
export function termedInput<Input extends TermedInput>(thing: TermedThing<Input>): Input {
  return structuredClone({
    ...thing.fields,
    terms: thing.terms.map((term) => ({ ...term.fields, id: term.id })),
  });
}

/** What goes to the core: blank texts are no texts, terms without a word in them are no terms. */
export function cleanedTermed<Input extends TermedInput>(kind: 'license' | 'contract', input: Input): Input {
  return { ...cleanedOf(kind, input), terms: cleanedTerms(input.terms) };
}

/** Errors that need no core, by field: "name", "terms.0.ends_on". */
export function termedFaults(input: TermedInput): Record<string, string> {
  const found = termFaults(input.terms, termMessages.endBeforeStart);
  if (input.name.trim() === '') found.name = shared.nameMissing;
  return found;
}

/** What a thing runs by today, and in the end: a renewal that is recorded already counts. */
export interface Run {
  term: Term | null;
  last: Term | null;
  end: string | null;
  cancelBy: string | null;
}

export function runOf(terms: Term[]): Run {
  const term = leading(terms);
  const last = term === null ? null : lastRenewal(terms, term);
  return {
    term,
    last,
    end: last?.rolled?.ends_on ?? last?.last_on ?? null,
    cancelBy: last?.rolled ? last.rolled.cancel_by : (last?.cancel_by ?? null),
  };
}

/** What a run costs in words, per seat or in total where `seats` are counted, and from when another price holds. */
export function priceOf({ term, last }: Run, seats: boolean): string | null {
  const of = (one: Term | null) => {
    if (!one?.fields.price) return null;
    const { price, price_per_seat: perSeat, billing_months: months } = one.fields;
    return termMessages.priceText(formatMoney(price), seats ? perSeat : null, termMessages.billing(months));
  };
  const [now, next] = [of(term), of(last)];
  const start = last?.fields.starts_on ?? null;
  if (last === term || next === null || next === now || start === null) return now;
  return termMessages.priceFrom(now, next, formatDate(start));
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

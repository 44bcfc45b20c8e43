import type { License, LicenseInput, Term, TermInput } from '../../lib/ipc/bindings';

export function blankLicense(): LicenseInput {
  return {
    name: '',
    publisher: null,
    vendor: null,
    edition: null,
    category: null,
    kind: 'subscription',
    metric: 'user',
    reassignable: true,
    min_free_seats: null,
    maintained: null,
    registered_name: null,
    registered_email: null,
    notes: null,
    terms: [blankTerm()],
    tags: [],
  };
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

/** What a form edits of a license: its fields with the terms, newest first. */
export function inputOf(license: License): LicenseInput {
  return structuredClone({
    ...license.fields,
    terms: license.terms.map((term) => ({ ...term.fields, id: term.id })),
  });
}

/** The term to renew: the newest one that no other renews and that has an end. */
export function renewable(terms: Term[]): Term | null {
  return terms.find((term) => !term.renewed && term.fields.ends_on !== null) ?? null;
}

/** A term that begins the day after the old one ends and lasts as long, for the user to confirm. */
export function renewalOf(term: Term): TermInput {
  const { fields } = term;
  const oldEnd = term.rolled?.ends_on ?? fields.ends_on;
  const start = oldEnd === null ? null : addDays(oldEnd, 1);
  const months = wholeMonths(fields.starts_on, fields.ends_on) ?? fields.billing_months ?? 12;
  return {
    ...blankTerm(),
    renews_term_id: term.id,
    starts_on: start,
    ends_on: start === null ? null : addDays(addMonths(start, months), -1),
    seats: fields.seats,
    price: fields.price === null ? null : { ...fields.price },
    price_per_seat: fields.price_per_seat,
    tax_rate: fields.tax_rate,
    billing_months: fields.billing_months,
    auto_renews: fields.auto_renews,
    notice_months: fields.notice_months,
    notice_days: fields.notice_days,
  };
}

/** What goes to the core: blank texts are no texts, terms without a word in them are no terms. */
export function cleaned(input: LicenseInput): LicenseInput {
  return {
    ...input,
    name: input.name.trim(),
    publisher: text(input.publisher),
    vendor: text(input.vendor),
    edition: text(input.edition),
    category: text(input.category),
    registered_name: text(input.registered_name),
    registered_email: text(input.registered_email),
    notes: text(input.notes),
    terms: input.terms.filter((term) => !untouched(term)).map(cleanedTerm),
  };
}

/** Errors that need no core, by field: "name", "terms.0.ends_on". */
export function faults(
  input: LicenseInput,
  words: { nameMissing: string; endBeforeStart: string },
): Record<string, string> {
  const found: Record<string, string> = {};
  if (input.name.trim() === '') found.name = words.nameMissing;
  input.terms.forEach((term, index) => {
    if (term.starts_on !== null && term.ends_on !== null && term.ends_on < term.starts_on) {
      found[`terms.${index}.ends_on`] = words.endBeforeStart;
    }
  });
  return found;
}

/** An ISO date some days later or earlier. */
export function addDays(iso: string, days: number): string {
  const date = new Date(`${iso}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** An ISO date some months later; the day clamps to the month's last. */
export function addMonths(iso: string, months: number): string {
  const [year = 1970, month = 1, day = 1] = iso.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

function wholeMonths(start: string | null, end: string | null): number | null {
  if (start === null || end === null) return null;
  for (let months = 1; months <= 120; months += 1) {
    const reached = addDays(addMonths(start, months), -1);
    if (reached === end) return months;
    if (reached > end) return null;
  }
  return null;
}

function cleanedTerm(term: TermInput): TermInput {
  return {
    ...term,
    order_number: text(term.order_number),
    purchase_order: text(term.purchase_order),
    notice_months: term.auto_renews ? term.notice_months : null,
    notice_days: term.auto_renews ? term.notice_days : null,
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

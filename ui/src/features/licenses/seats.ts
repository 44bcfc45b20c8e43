import type { License, LicenseRow, Money, Term } from '../../lib/ipc/bindings';
import { locale } from '../../lib/format/locale';

/** "+ 6.2 %" for 0.062. */
export function percentChange(ratio: number): string {
  const amount = new Intl.NumberFormat(locale(), {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(Math.abs(ratio) * 100);
  return `${ratio < 0 ? '−' : '+'} ${amount} %`;
}

/** The term that speaks for the license today: the one in force, else the newest. */
export function leadingTerm(license: License): Term | null {
  return (
    license.terms.find((term) => term.in_force && !term.renewed) ??
    license.terms.find((term) => term.in_force) ??
    license.terms[0] ??
    null
  );
}

/** What as many more seats cost a year at the price of the term; null where the price is not per seat. */
export function costOfSeats(term: Term | null, seats: number): Money | null {
  const fields = term?.fields;
  if (!fields?.price || !fields.price_per_seat || fields.billing_months === null) return null;
  return {
    minor: Math.round((fields.price.minor * seats * 12) / fields.billing_months),
    currency: fields.price.currency,
  };
}

/** The day on which the license ends as of today: the rolled end of an unconfirmed renewal counts. */
export function endOf(row: LicenseRow): string | null {
  return row.renewed_until ?? row.ends_on;
}

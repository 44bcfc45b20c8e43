import type { LicenseRow, Money, Term } from '../../lib/ipc/bindings';

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

import type { Money, Term } from '../../lib/ipc/bindings';

/** What as many more seats cost a year at the price of the term; null where the price is not per seat. */
export function costOfSeats(term: Term | null, seats: number): Money | null {
  const fields = term?.fields;
  if (!fields?.price || !fields.price_per_seat || fields.billing_months === null) return null;
  return {
    minor: Math.round((fields.price.minor * seats * 12) / fields.billing_months),
    currency: fields.price.currency,
  };
}

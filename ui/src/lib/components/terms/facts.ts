import { formatDate } from '../../format/dates';
import { formatMoney } from '../../format/money';
import type { Term } from '../../ipc/bindings';
import { termMessages as messages } from './messages';

/** What a list says of a term beside its days and price. Where seats are not counted, no number of them is no word. */
export function termFacts(term: Term, counted: boolean): string {
  const { seats, purchase_order: purchase, order_number: order } = term.fields;
  const parts = counted || seats !== null ? [messages.termSeats(seats)] : [];
  if (purchase !== null) parts.push(messages.termPurchase(purchase));
  if (order !== null) parts.push(messages.termOrder(order));
  if (term.fields.adds_to_term_id !== null) parts.push(messages.trueUp);
  for (const part of term.parts) parts.push(messages.termPart(formatMoney(part.amount), part.days, part.of));
  if (term.renews_for !== null && term.renewal_assumed && !term.renewed)
    parts.push(messages.termRenews(term.renews_for, true));
  if (term.fields.cancelled_on !== null && term.last_on !== null)
    parts.push(messages.cancelled(formatDate(term.last_on)));
  return parts.join(' · ');
}

import { describe, expect, it } from 'vitest';
import type { Term, TermInput } from '../../ipc/bindings';
import { termFacts } from './facts';
import { blankTerm, cleanedTerm, lastDayOf, lastRenewal, leading } from './terms';

function term(id: string, fields: Partial<TermInput>, more: Partial<Term> = {}): Term {
  return {
    id,
    fields: { ...blankTerm(), id, ...fields },
    cost: null,
    cost_with_tax: null,
    last_on: fields.ends_on ?? null,
    counted_end: fields.ends_on ?? null,
    cancel_by: null,
    renews_for: null,
    renewal_assumed: false,
    parts: [],
    renewed: false,
    in_force: false,
    rolled: null,
    price_change: null,
    ...more,
  };
}

describe('terms', () => {
  const now = term('a', { ends_on: '2027-02-09' }, { in_force: true, renewed: true });
  const added = term('b', { adds_to_term_id: 'a', ends_on: '2027-02-09' }, { in_force: true, renewed: true });
  const next = term('c', { renews_term_id: 'a', ends_on: '2028-02-09' });
  const after = term('d', { renews_term_id: 'c', ends_on: '2029-02-09' });

  it('are led by the one in force that adds to no other', () => {
    expect(leading([next, added, now])?.id).toBe('a');
  });

  it('run until the last renewal that is recorded ends', () => {
    expect(lastRenewal([after, next, added, now], now).id).toBe('d');
    expect(lastRenewal([now], now).id).toBe('a');
    const circle = [term('x', { renews_term_id: 'y' }), term('y', { renews_term_id: 'x' })];
    expect(lastRenewal(circle, term('x', {})).id).toMatch(/[xy]/);
  });

  it('are cancelled to the end of the period that runs', () => {
    const rolled = { starts_on: '2027-02-10', ends_on: '2028-02-09', cancel_by: null };
    expect(lastDayOf(now)).toBe('2027-02-09');
    expect(lastDayOf({ ...now, rolled })).toBe('2028-02-09');
  });

  it('say nothing of seats where none are counted', () => {
    expect(termFacts(now, false)).toBe('');
    expect(termFacts(now, true)).toBe('unlimited seats');
    expect(termFacts(term('e', { seats: 5 }), false)).toBe('5 seats');
    const assumed = { renews_for: 12, renewal_assumed: true };
    expect(termFacts(term('f', {}, assumed), false)).toMatch(/12.*assumed/);
  });

  it('keep a notice where they renew themselves or go on', () => {
    const notice = { ...blankTerm(), notice_months: 3, starts_on: '2026-01-01' };
    expect(cleanedTerm({ ...notice, billing_months: 1 }).notice_months).toBe(3);
    expect(cleanedTerm({ ...notice, ends_on: '2026-12-31', auto_renews: true }).notice_months).toBe(3);
    expect(cleanedTerm({ ...notice, ends_on: '2026-12-31' }).notice_months).toBeNull();
  });
});

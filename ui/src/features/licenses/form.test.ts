import { describe, expect, it } from 'vitest';
import type { Term } from '../../lib/ipc/bindings';
import { addMonths, blankLicense, blankTerm, cleaned, faults, renewable, renewalOf } from './form';

const words = { nameMissing: 'name', endBeforeStart: 'end' };

function term(id: string, startsOn: string | null, endsOn: string | null, renewed = false): Term {
  return {
    id,
    fields: { ...blankTerm(), id, starts_on: startsOn, ends_on: endsOn, seats: 25, order_number: 'O-1' },
    cost: null,
    cost_with_tax: null,
    last_on: endsOn,
    cancel_by: null,
    renewed,
    in_force: true,
    rolled: null,
    price_change: null,
  };
}

describe('the proposed renewal', () => {
  it.each([
    ['2025-12-28', '2026-12-27', '2026-12-28', '2027-12-27'],
    ['2026-01-01', '2026-01-31', '2026-02-01', '2026-02-28'],
    ['2023-06-01', '2026-05-31', '2026-06-01', '2029-05-31'],
    [null, '2026-12-31', '2027-01-01', '2027-12-31'],
  ])('of %s to %s lasts as long: %s to %s', (start, end, newStart, newEnd) => {
    const renewal = renewalOf(term('t', start, end));
    expect([renewal.starts_on, renewal.ends_on]).toEqual([newStart, newEnd]);
  });

  it('names the term it renews and takes its seats, but not its order', () => {
    const renewal = renewalOf(term('t', '2025-01-01', '2025-12-31'));
    expect(renewal).toMatchObject({ id: null, renews_term_id: 't', seats: 25, order_number: null });
  });

  it('is of the newest term that ends and is not renewed', () => {
    const terms = [
      term('p', '2024-01-01', null),
      term('b', '2025-01-01', '2025-12-31', true),
      term('a', null, '2025-12-31'),
    ];
    expect(renewable(terms)?.id).toBe('a');
  });
});

describe('what goes to the core', () => {
  it('has no blank texts and no untouched terms', () => {
    const input = {
      ...blankLicense(),
      name: ' Snagit ',
      vendor: '  ',
      terms: [blankTerm(), { ...blankTerm(), seats: 3 }],
    };
    expect(cleaned(input)).toMatchObject({ name: 'Snagit', vendor: null });
    expect(cleaned(input).terms).toHaveLength(1);
  });

  it('keeps notice only for a term that renews itself', () => {
    const notice = { ...blankTerm(), ends_on: '2026-12-31', notice_months: 3 };
    const [plain, renewing] = cleaned({
      ...blankLicense(),
      terms: [notice, { ...notice, auto_renews: true }],
    }).terms;
    expect([plain?.notice_months, renewing?.notice_months]).toEqual([null, 3]);
  });
});

it('names the fields that cannot be kept', () => {
  const terms = [blankTerm(), { ...blankTerm(), starts_on: '2026-02-01', ends_on: '2026-01-01' }];
  expect(faults({ ...blankLicense(), terms }, words)).toEqual({ name: 'name', 'terms.1.ends_on': 'end' });
  expect(faults({ ...blankLicense(), name: 'Snagit' }, words)).toEqual({});
});

it('adds months with the day clamped to the last of the month', () => {
  expect(addMonths('2025-01-31', 1)).toBe('2025-02-28');
  expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
  expect(addMonths('2024-11-15', 14)).toBe('2026-01-15');
});

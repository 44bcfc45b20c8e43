import { describe, expect, it } from 'vitest';
import type { InboxEntry } from '../../lib/ipc/bindings';
import { onlyReview } from '../../lib/components/deadlines/words';
import { daysAfter, inAWeek, untilCancelBy } from './snooze';

function entry(cancelBy: string | null): InboxEntry {
  return {
    deadline: {
      id: 'license_ends/l/2026-12-20',
      kind: 'license_ends',
      subject: { kind: 'license', id: 'l', name: 'Prism' },
      tag: null,
      vendor: null,
      due_on: '2026-12-20',
      days_left: 28,
      amount: null,
      amounts: [],
      auto_renews: false,
      until: null,
    },
    next_act: 'renew',
    acknowledged: false,
    snoozed_until: null,
    muted: false,
    cancel_by: cancelBy,
    at_stake: [],
  };
}

describe('snoozing', () => {
  it('counts days over the end of months and years', () => {
    expect(inAWeek('2026-12-28')).toBe('2027-01-04');
    expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29');
  });

  it('goes until the first cancel-by, and only where all have one ahead', () => {
    const today = '2026-11-22';
    expect(untilCancelBy([entry('2026-12-04'), entry('2026-11-30')], today)).toBe('2026-11-30');
    expect(untilCancelBy([entry('2026-12-04'), entry(null)], today)).toBeNull();
    expect(untilCancelBy([entry('2026-11-22')], today)).toBeNull();
  });
});

describe('the next act', () => {
  it('is only a look where the term goes on by itself', () => {
    const { deadline } = entry(null);
    expect(onlyReview('renew', deadline)).toBe(false);
    expect(onlyReview('renew', { ...deadline, auto_renews: true })).toBe(true);
    expect(onlyReview('decide_to_cancel', { ...deadline, days_left: -1 })).toBe(true);
    expect(onlyReview('decide_to_cancel', deadline)).toBe(false);
  });
});

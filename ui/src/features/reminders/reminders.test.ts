import { describe, expect, it } from 'vitest';
import type { InboxEntry } from '../../lib/ipc/bindings';
import { onlyReview } from '../../lib/components/deadlines/words';
import { daysAfter, inAWeek, untilCancelBy } from './snooze';
import { readSteps } from './steps';

function entry(cancelBy: string | null): InboxEntry {
  return {
    deadline: {
      id: 'license_ends/l/2026-12-20',
      kind: 'license_ends',
      subject: { kind: 'license', id: 'l', name: 'Prism' },
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
  };
}

describe('steps as a person writes them', () => {
  it.each([
    ['90, 30, 7, 1', [90, 30, 7, 1]],
    ['14 3 0', [14, 3, 0]],
    ['30;7', [30, 7]],
    ['', []],
  ])('%s is read', (text, steps) => {
    expect(readSteps(text)).toEqual({ steps });
  });

  it.each([
    ['7, 30', 'Write the farthest first: 30, 7.'],
    ['30, 30', '30 stands there twice.'],
    ['30, -1', '-1 lies after the date. A reminder comes before it, or on it (0).'],
    ['99999', '99999 days are more than ten years. Choose at most 3650.'],
    ['soon', '“soon” is no number of days.'],
    ['1.5', '“1.5” is no number of days.'],
  ])('%s is refused', (text, fault) => {
    expect(readSteps(text)).toEqual({ fault });
  });
});

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

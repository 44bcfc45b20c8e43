import { describe, expect, it } from 'vitest';
import type { ReminderPolicy } from '../../../lib/ipc/bindings';
import { draftOf, fieldOf, policyOf } from './policy';

const policy: ReminderPolicy = {
  deliver_at: '09:00',
  quiet_from: null,
  quiet_until: null,
  weekends_to_friday: false,
  holidays: ['2026-12-25', '2027-01-01'],
  notifications: true,
  email: false,
  kinds: [{ kind: 'license_ends', steps: [90, 30], email_to: ['it@example.com'], person_id: null }],
};

describe('a policy as it is typed', () => {
  it('comes back as it was', () => {
    expect(policyOf(draftOf(policy))).toEqual({ policy, faults: {} });
  });

  it('reads days however they are parted, and dates as people write them', () => {
    const draft = draftOf(policy);
    draft.holidays = '25 Dec 2026\n2027-01-01';
    draft.kinds = draft.kinds.map((kind) => ({ ...kind, steps: '30;7 1', email_to: 'a@x.org; b@x.org' }));
    const read = policyOf(draft);
    expect(read.faults).toEqual({});
    expect(read.policy.holidays).toEqual(policy.holidays);
    expect(read.policy.kinds[0]).toMatchObject({ steps: [30, 7, 1], email_to: ['a@x.org', 'b@x.org'] });
  });

  it('says at the field what it cannot read', () => {
    const draft = draftOf(policy);
    draft.holidays = 'Christmas';
    draft.kinds = draft.kinds.map((kind) => ({ ...kind, steps: '30, soon' }));
    expect(Object.keys(policyOf(draft).faults)).toEqual(['holidays', 'kinds.0.steps']);
  });

  it('leaves a negative step to the core, which says why not', () => {
    const draft = draftOf(policy);
    draft.kinds = draft.kinds.map((kind) => ({ ...kind, steps: '-3' }));
    expect(policyOf(draft)).toMatchObject({ faults: {}, policy: { kinds: [{ steps: [-3] }] } });
    expect(fieldOf('holidays.1')).toBe('holidays');
  });
});

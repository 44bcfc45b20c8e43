import { describe, expect, it } from 'vitest';
import { blankTerm } from '../../lib/components/terms/terms';
import { blankLicense, cleaned, faults } from './form';

const words = { nameMissing: 'name', endBeforeStart: 'end' };

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

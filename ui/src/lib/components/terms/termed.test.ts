import { describe, expect, it } from 'vitest';
import type { LicenseInput } from '../../ipc/bindings';
import { words as shared } from '../../words';
import { termMessages } from './messages';
import { blankTerm, blankTermed, cleanedTermed, termedFaults } from './terms';

const blankLicense = () => blankTermed<LicenseInput>('license');
const cleaned = (input: LicenseInput) => cleanedTermed('license', input);

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
  expect(termedFaults({ ...blankLicense(), terms })).toEqual({
    name: shared.nameMissing,
    'terms.1.ends_on': termMessages.endBeforeStart,
  });
  expect(termedFaults({ ...blankLicense(), name: 'Snagit' })).toEqual({});
});

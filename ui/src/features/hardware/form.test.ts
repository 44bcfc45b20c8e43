import { expect, it } from 'vitest';
import { blankDevice, blankWarranty, cleaned, faults, lastingOtherwise, lasts } from './form';

const words = { endBeforeStart: 'end', startMissing: 'start', beforePurchase: 'early' };

it('says a warranty in one of three ways and drops what the others held', () => {
  const months = blankWarranty('2026-01-15');
  expect(lasts(months)).toBe('months');
  const until = lastingOtherwise(months, 'until');
  expect([lasts(until), until.months]).toEqual(['until', null]);
  const lifetime = lastingOtherwise({ ...until, ends_on: '2029-01-15' }, 'lifetime');
  expect([lasts(lifetime), lifetime.ends_on]).toEqual(['lifetime', null]);
});

it('names the fields that cannot be kept', () => {
  const reversed = { ...lastingOtherwise(blankWarranty('2026-01-15'), 'until'), ends_on: '2025-01-01' };
  const input = { ...blankDevice(), warranties: [blankWarranty(null), reversed] };
  expect(faults(input, words)).toEqual({
    name: 'Enter a name.',
    'warranties.0.starts_on': 'start',
    'warranties.1.ends_on': 'end',
  });
});

it('sends no blank texts', () => {
  const input = {
    ...blankDevice(),
    name: ' T14 ',
    asset_tag: '  ',
    warranties: [{ ...blankWarranty('2026-01-15'), provider: ' ' }],
  };
  expect(cleaned(input)).toMatchObject({ name: 'T14', asset_tag: null, warranties: [{ provider: null }] });
});

it('does not let a device go before it was bought', () => {
  const input = { ...blankDevice(), name: 'T14', purchased_on: '2026-01-15', disposed_on: '2025-01-01' };
  expect(faults(input, words)).toEqual({ disposed_on: 'early' });
});

import { expect, it } from 'vitest';
import { blankTerm } from '../../lib/components/terms/terms';
import { blankContract, cleaned, faults } from './form';

it('sends a domain name only for a domain', () => {
  const input = { ...blankContract(), name: ' Web ', domain: ' example.com ', dns_host: '' };
  expect(cleaned({ ...input, kind: 'domain' })).toMatchObject({
    name: 'Web',
    domain: 'example.com',
    dns_host: null,
  });
  expect(cleaned({ ...input, kind: 'support' }).domain).toBeNull();
  expect(cleaned(input).terms).toHaveLength(0);
});

it('names the fields that cannot be kept', () => {
  const terms = [blankTerm(), { ...blankTerm(), starts_on: '2026-02-01', ends_on: '2026-01-01' }];
  const words = { nameMissing: 'name', endBeforeStart: 'end' };
  expect(faults({ ...blankContract(), terms }, words)).toEqual({ name: 'name', 'terms.1.ends_on': 'end' });
});

import { expect, it } from 'vitest';
import { blankTermed } from '../../lib/components/terms/terms';
import type { ContractInput } from '../../lib/ipc/bindings';
import { cleaned } from './form';

it('sends a domain name only for a domain', () => {
  const blank = blankTermed<ContractInput>('contract');
  const input = { ...blank, name: ' Web ', domain: ' example.com ', dns_host: '' };
  expect(cleaned({ ...input, kind: 'domain' })).toMatchObject({
    name: 'Web',
    domain: 'example.com',
    dns_host: null,
  });
  expect(cleaned({ ...input, kind: 'support' }).domain).toBeNull();
  expect(cleaned(input).terms).toHaveLength(0);
});

import { expect, test } from 'vitest';
import { codesIn } from './stocktake.svelte';

test('a scanner may end a code with a return, a tab, or both', () => {
  expect(codesIn('HV-0001\r')).toEqual(['HV-0001']);
  expect(codesIn('\tHV-0001\t\r\n')).toEqual(['HV-0001']);
  expect(codesIn('HV-0001\r\nPF 4GX7\nHV-0003')).toEqual(['HV-0001', 'PF 4GX7', 'HV-0003']);
  expect(codesIn(' \r\n\t ')).toEqual([]);
});

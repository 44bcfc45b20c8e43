import { expect, test } from 'vitest';
import { formatSaid } from './said';

test('values of the History are words', () => {
  expect(formatSaid({ kind: 'text', value: 'In use' })).toBe('In use');
  expect(formatSaid({ kind: 'money', value: { minor: 66852, currency: 'EUR' } })).toContain('668');
  expect(formatSaid({ kind: 'months', value: 1 })).toBe('1 month');
  expect(formatSaid({ kind: 'percent', value: 1900 })).toBe('19 %');
  expect(formatSaid({ kind: 'yes_no', value: true })).toBe('yes');
});

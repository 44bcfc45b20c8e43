import { expect, test } from 'vitest';
import type { DeviceInput, DeviceRow } from '../ipc/bindings';
import { cleanedOf } from './clean';
import { columnsOf } from './columns';
import { factsOf } from './facts';
import { blankOf, choicesOf, labelOf } from './list';
import { shown } from './values';

test('a list has the columns that its fields say', () => {
  const columns = columnsOf<DeviceRow>('device', { covered_until: { due: (row) => row.covered_until } });
  expect(columns[0]).toMatchObject({ name: 'asset_tag', label: 'Asset tag', mono: true });
  const names = columns.map((column) => column.name);
  expect(names).toContain('holder');
  expect(names).not.toContain('holder_id');
  expect(names).not.toContain('wipe_note');
  expect(columns.find((column) => column.name === 'name')).toMatchObject({ lead: true });
  expect(columns.find((column) => column.name === 'price')).toMatchObject({ align: 'end', spare: true });
  expect(columns.find((column) => column.name === 'covered_until')?.text).toBeUndefined();
});

test('values are shown as their kind says', () => {
  expect(shown({ label: 'Life', kind: 'months' }, 36)).toBe('3 years');
  expect(shown({ label: 'Life', kind: 'months' }, 1)).toBe('1 month');
  expect(shown({ label: 'Seats', kind: 'count', blank: 'unlimited' }, null)).toBe('unlimited');
  expect(shown({ label: 'Tax', kind: 'percent' }, 1900)).toBe('19 %');
  expect(
    shown({ label: 'Status', kind: 'choice', choices: [{ value: 'in_use', label: 'In use' }] }, 'in_use'),
  ).toBe('In use');
});

test('a form begins blank, and blank texts are none', () => {
  const blank = blankOf<DeviceInput>('device');
  expect(blank).toMatchObject({ name: '', status: 'in_use', tags: [], warranties: [] });
  const cleaned = cleanedOf('device', { ...blank, name: ' Laptop ', serial: ' ' });
  expect(cleaned).toMatchObject({ name: 'Laptop', serial: null });
});

test('a summary has every field once', () => {
  const blank = blankOf<DeviceInput>('device');
  const facts = factsOf('device', { ...blank, cpu: 'M3' }, ['name']);
  expect(facts.find((fact) => fact.label === labelOf('device', 'cpu'))?.value).toBe('M3');
  expect(facts.some((fact) => fact.label === 'Name')).toBe(false);
  const life = factsOf('device', { ...blank, expected_life_months: 48 }, ['name']);
  expect(life.find((fact) => fact.label === 'Expected life')?.value).toBe('4 years');
  expect(choicesOf('device', 'status').map((choice) => choice.value)).toContain('lost');
});

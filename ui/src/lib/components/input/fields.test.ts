import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setLocale } from '../../format/locale';
import FieldsForm from './fields.test.svelte';

let saved: ReturnType<typeof vi.fn<(input: unknown) => void>>;
let page: ReturnType<typeof mount>;

beforeEach(() => {
  setLocale('en-GB');
  saved = vi.fn();
  page = mount(FieldsForm, { target: document.body, props: { onsave: saved } });
});

afterEach(async () => {
  await unmount(page);
});

function field(name: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[data-testid="field-${name}"]`);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

function type(name: string, text: string): void {
  const input = field(name);
  input.focus();
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

function leave(name: string): void {
  field(name).dispatchEvent(new FocusEvent('blur'));
  flushSync();
}

function save(): void {
  document.querySelector('form')?.requestSubmit();
  flushSync();
}

it('saves what the fields were read as', () => {
  type('name', 'Snagit');
  type('ends_on', '31 Dec 2026');
  type('price', '1.234,50');
  type('seats', '40');
  save();
  expect(saved).toHaveBeenCalledExactlyOnceWith({
    name: 'Snagit',
    ends_on: '2026-12-31',
    seats: 40,
    price: { minor: 123_450, currency: 'EUR' },
    holder_id: null,
  });
});

it.each([
  ['ends_on', '31/02/2026', '31 Jan 2026'],
  ['ends_on', 'someday', '2026-01-31'],
  ['price', 'twelve', '12'],
  ['price', '1,23,4', '1234'],
  ['price', '99k', '99'],
  ['price', '1e3', '1000'],
  ['price', '12,5x', '12,5'],
  ['seats', '12x', '12'],
  ['seats', '1.5', '2'],
  ['seats', '0', '1'],
  ['seats', '501', '500'],
])('a field (%s) that shows “%s” keeps the form from saving until it is mended', (name, wrong, right) => {
  type(name, wrong);
  save();
  expect(saved).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(field(name));
  leave(name);
  expect(field(name).value).toBe(wrong);
  expect(field(name).getAttribute('aria-invalid')).toBe('true');
  type(name, right);
  save();
  expect(saved).toHaveBeenCalledOnce();
});

it('a name that was typed but not chosen keeps the form from saving', () => {
  type('holder_id', 'Ann');
  leave('holder_id');
  save();
  expect(saved).not.toHaveBeenCalled();
  type('holder_id', '');
  save();
  expect(saved).toHaveBeenCalledOnce();
});

it('takes a date from the typed words of the locale', () => {
  type('ends_on', '01/02/2026');
  save();
  expect(saved).toHaveBeenCalledWith(expect.objectContaining({ ends_on: '2026-02-01' }));
});

import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { setToday } from '../../format/clock.svelte';
import { setLocale } from '../../format/locale';
import FieldsForm from './fields.test.svelte';

const people = [
  { id: 'p1', name: 'Anna Weiss', detail: 'Finance' },
  { id: 'p2', name: 'Annika Berg', detail: 'Design' },
  { id: 'p3', name: 'Bob Stone', detail: '' },
];

let saved: ReturnType<typeof vi.fn<(input: unknown) => void>>;
let form: ReturnType<typeof mount>;

beforeEach(() => {
  setLocale('en-GB');
  setToday('2027-03-01');
  saved = vi.fn();
  const find = (text: string) =>
    Promise.resolve(people.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())));
  form = mount(FieldsForm, { target: document.body, props: { onsave: saved, find } });
});

afterEach(async () => {
  await unmount(form);
});

const field = (name: string) => page.getByTestId(`field-${name}`);
const focused = () => document.activeElement?.getAttribute('data-testid');

it('is filled by keyboard alone, field after field, and saved', async () => {
  await userEvent.click(field('name'));
  await userEvent.keyboard('Snagit{Tab}31 Dec 2026');
  expect(focused()).toBe('field-ends_on');
  // From the date past its calendar to the price, its currency and the seats.
  while (focused() !== 'field-price') await userEvent.keyboard('{Tab}');
  await userEvent.keyboard('1.234,50');
  while (focused() !== 'field-seats') await userEvent.keyboard('{Tab}');
  await userEvent.keyboard('40{Control>}{Enter}{/Control}');
  expect(saved).toHaveBeenCalledExactlyOnceWith({
    name: 'Snagit',
    ends_on: '2026-12-31',
    seats: 40,
    price: { minor: 123_450, currency: 'EUR' },
    holder_id: null,
  });
});

it('puts the cursor into the field that keeps it from saving', async () => {
  await userEvent.fill(field('ends_on'), 'someday');
  await userEvent.click(page.getByTestId('form-save'));
  expect(saved).not.toHaveBeenCalled();
  expect(focused()).toBe('field-ends_on');
  await expect.element(field('ends_on')).toHaveAttribute('aria-invalid', 'true');
});

it('takes a date from the calendar by keyboard, and the cursor comes back', async () => {
  await userEvent.fill(field('ends_on'), '15 Mar 2027');
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
  await expect.element(page.getByTestId('day-2027-03-15')).toBeVisible();
  // The cursor is in the calendar: from its heads on to the day.
  for (let step = 0; step < 6 && focused() !== 'day-2027-03-15'; step += 1) await userEvent.keyboard('{Tab}');
  expect(focused()).toBe('day-2027-03-15');
  await userEvent.keyboard('{ArrowDown}{ArrowRight}{Enter}');
  await expect.element(field('ends_on')).toHaveValue('23 Mar 2027');
  await expect.poll(focused).toBe('field-ends_on');
  await expect.element(page.getByTestId('day-2027-03-15')).not.toBeInTheDocument();
});

it('keeps the calendar within the window, and closes it by Escape without leaving the form', async () => {
  await userEvent.click(page.getByTestId('field-ends_on-calendar'));
  const calendar = page.getByRole('dialog');
  await expect.element(calendar).toBeVisible();
  const box = calendar.element().getBoundingClientRect();
  expect(box.left).toBeGreaterThanOrEqual(0);
  expect(box.right).toBeLessThanOrEqual(window.innerWidth);
  expect(box.bottom).toBeLessThanOrEqual(window.innerHeight);
  await userEvent.keyboard('{Escape}');
  await expect.element(calendar).not.toBeInTheDocument();
  await expect.element(field('ends_on')).toBeVisible();
});

it('offers what it finds, chooses by arrows, and takes by Enter', async () => {
  await userEvent.click(field('holder_id'));
  await userEvent.keyboard('ann');
  await expect.element(page.getByRole('option', { name: 'Annika Berg' })).toBeVisible();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  const chosen = page.getByRole('listbox').getByRole('option', { selected: true });
  await expect.element(chosen).toHaveTextContent('Annika Berg');
  expect(field('holder_id').element().getAttribute('aria-activedescendant')).toBe(chosen.element().id);
  await userEvent.keyboard('{Enter}');
  await expect.element(field('holder_id')).toHaveValue('Annika Berg');
  await expect.element(page.getByRole('listbox')).not.toBeInTheDocument();
  expect(saved).not.toHaveBeenCalled();
  await userEvent.click(page.getByTestId('form-save'));
  expect(saved).toHaveBeenCalledWith(expect.objectContaining({ holder_id: 'p2' }));
});

it('takes an offer by a click, which leaves the cursor where it is', async () => {
  await userEvent.click(field('holder_id'));
  await userEvent.keyboard('bob');
  await userEvent.click(page.getByRole('option', { name: 'Bob Stone' }));
  await expect.element(field('holder_id')).toHaveValue('Bob Stone');
  expect(focused()).toBe('field-holder_id');
});

it('shows the list of offers over what comes below', async () => {
  await userEvent.click(field('holder_id'));
  await userEvent.keyboard('ann');
  const option = page.getByRole('option', { name: 'Anna Weiss' });
  await expect.element(option).toBeVisible();
  const box = option.element().getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  expect(option.element().contains(top)).toBe(true);
});

import axe from 'axe-core';
import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import Fields from './combobox.test.svelte';

const names = ['Anna Weiss', 'Annika Berg', 'Bob Stone'];

let onchange: ReturnType<typeof vi.fn<(input: unknown) => void>>;
let fields: ReturnType<typeof mount>;

beforeEach(() => {
  onchange = vi.fn();
  const find = (text: string) =>
    Promise.resolve(names.filter((name) => name.toLowerCase().includes(text.toLowerCase())));
  fields = mount(Fields, { target: document.body, props: { find, onchange } });
});

afterEach(async () => {
  await unmount(fields);
});

const field = (name: string) => page.getByTestId(`field-${name}`);
const option = (name: string) => page.getByRole('option', { name });
const list = () => page.getByRole('listbox');
const chosen = () => page.getByRole('option', { selected: true });

async function type(name: string, text: string): Promise<void> {
  await userEvent.click(field(name));
  await userEvent.keyboard(text);
}

it('says what it is: name, list and choice, closed and open', async () => {
  const found = async () =>
    (await axe.run(document.body)).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
  await type('holder', 'ann');
  await expect.element(option('Anna Weiss')).toBeVisible();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(page.getByRole('listbox', { name: 'Holder' })).toBeVisible();
  expect(field('holder').element().getAttribute('aria-expanded')).toBe('true');
  expect(field('holder').element().getAttribute('aria-controls')).toBe(list().element().id);
  const page_rules = [
    'landmark-one-main',
    'page-has-heading-one',
    'region',
    'document-title',
    'html-has-lang',
  ];
  expect((await found()).filter(([id]) => !page_rules.includes(id as string))).toEqual([]);
  await userEvent.keyboard('{Escape}');
  expect((await found()).filter(([id]) => !page_rules.includes(id as string))).toEqual([]);
});

it('goes round by arrows from the first to the last', async () => {
  await type('holder', 'ann');
  await expect.element(option('Anna Weiss')).toBeVisible();
  await expect.element(chosen()).not.toBeInTheDocument();
  for (const name of ['Anna Weiss', 'Annika Berg', 'Anna Weiss']) {
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(chosen()).toHaveTextContent(name);
  }
  await userEvent.keyboard('{ArrowUp}');
  await expect.element(chosen()).toHaveTextContent('Annika Berg');
});

it('keeps what was moved to while more is typed, and begins anew when it is gone', async () => {
  await type('holder', 'an');
  await expect.element(option('Anna Weiss')).toBeVisible();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await expect.element(chosen()).toHaveTextContent('Annika Berg');
  await userEvent.keyboard('n');
  await expect.element(chosen()).toHaveTextContent('Annika Berg');
  await userEvent.keyboard('a');
  await expect.element(option('Annika Berg')).not.toBeInTheDocument();
  await expect.element(option('Anna Weiss')).toBeVisible();
  await expect.element(chosen()).not.toBeInTheDocument();
});

it('leaves a text as it is typed until somebody moves to an offer', async () => {
  await type('tags', 'ann');
  await expect.element(option('Anna Weiss')).toBeVisible();
  await userEvent.keyboard('{Enter}');
  expect(onchange).toHaveBeenLastCalledWith(expect.objectContaining({ tags: ['ann'] }));
  await userEvent.keyboard('bob');
  await expect.element(option('Bob Stone')).toBeVisible();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(onchange).toHaveBeenLastCalledWith(expect.objectContaining({ tags: ['ann', 'Bob Stone'] }));
  await userEvent.keyboard('{Backspace}');
  expect(onchange).toHaveBeenLastCalledWith(expect.objectContaining({ tags: ['ann'] }));
});

it('takes the same offer twice in a row', async () => {
  for (const text of ['bob', 'stone']) {
    await userEvent.fill(field('vendor'), text);
    await expect.element(option('Bob Stone')).toBeVisible();
    await userEvent.click(option('Bob Stone'));
    await expect.element(field('vendor')).toHaveValue('Bob Stone');
    await expect.element(list()).not.toBeInTheDocument();
  }
});

it('closes its list by Escape first, and then the dialog it stands in', async () => {
  await type('holder', 'ann');
  await expect.element(option('Anna Weiss')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(list()).not.toBeInTheDocument();
  await expect.element(field('holder')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(field('holder')).not.toBeInTheDocument();
});

it('opens by the arrow down, and closes when the cursor goes on', async () => {
  await type('holder', '{ArrowDown}');
  await expect.element(option('Bob Stone')).toBeVisible();
  await userEvent.keyboard('{Tab}');
  await expect.element(list()).not.toBeInTheDocument();
  expect(document.activeElement).toBe(field('vendor').element());
});

it('stands over the dialog, below its field', async () => {
  await type('tags', 'ann');
  await expect.element(option('Anna Weiss')).toBeVisible();
  const offer = option('Anna Weiss').element();
  const box = offer.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  expect(offer.contains(top)).toBe(true);
});

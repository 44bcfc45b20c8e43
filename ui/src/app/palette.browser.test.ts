import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Found } from '../lib/ipc/bindings';
import Palette from './Palette.svelte';
import { router } from './router.svelte';
import { shell } from './shell.svelte';

const things: Found[] = Array.from({ length: 30 }, (_, index) => ({
  kind: index < 20 ? 'license' : 'device',
  id: `id-${index}`,
  title: `Prism ${index}`,
  detail: index === 3 ? 'three seats' : '',
  codes: '',
  matched: { field: '', label: '', text: '' },
}));

/** What Rust would answer, after a moment that a test may lengthen. */
let pause = 0;
let palette: ReturnType<typeof mount>;

beforeEach(() => {
  pause = 0;
  Object.assign(window, {
    __TAURI_INTERNALS__: {
      invoke: async (command: string, { text }: { text: string }) => {
        await new Promise((resolve) => setTimeout(resolve, pause));
        if (command !== 'search') return null;
        // Nothing was changed lately.
        return text === '' ? [] : things.filter((one) => one.title.toLowerCase().includes(text));
      },
    },
  });
  palette = mount(Palette, { target: document.body });
  shell.paletteOpen = true;
});

afterEach(async () => {
  shell.paletteOpen = false;
  await unmount(palette);
});

const input = () => page.getByTestId('palette-input');
const chosen = () => page.getByRole('option', { selected: true });

it('has the cursor when it opens, and finds while one types', async () => {
  await expect.element(input()).toHaveFocus();
  await userEvent.keyboard('prism 1');
  await expect.element(page.getByTestId('found-0')).toHaveTextContent('Prism 1');
  const marks = page.getByTestId('found-0').element().querySelectorAll('mark');
  expect([...marks].map((mark) => mark.textContent)).toEqual(['Prism', '1']);
});

it('keeps the chosen line in sight, and begins anew after the last', async () => {
  await userEvent.keyboard('prism');
  await expect.element(page.getByTestId('found-29')).toBeInTheDocument();
  for (let step = 0; step < 25; step += 1) await userEvent.keyboard('{ArrowDown}');
  await expect.element(chosen()).toHaveTextContent('Prism 25');
  await expect.element(chosen()).toBeInViewport();
  expect(input().element().getAttribute('aria-activedescendant')).toBe(chosen().element().id);
  for (let step = 0; step < 26; step += 1) await userEvent.keyboard('{ArrowUp}');
  await expect.element(chosen()).toBeInViewport();
});

it('opens what was searched for when Enter comes before the answer', async () => {
  pause = 300;
  await userEvent.keyboard('prism 7{Enter}');
  await expect.poll(() => shell.paletteOpen).toBe(false);
  expect(router.selected).toBe('id-7');
});

it('closes by Escape, and is empty when it opens again', async () => {
  await userEvent.keyboard('prism');
  await expect.element(page.getByTestId('found-0')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(input()).not.toBeInTheDocument();
  shell.paletteOpen = true;
  await expect.element(input()).toHaveValue('');
});

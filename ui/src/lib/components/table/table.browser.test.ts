import { mount, unmount } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import TableBox from './table.test.svelte';

let table: ReturnType<typeof mount> | undefined;

afterEach(async () => {
  if (table) await unmount(table);
});

function show(props: { total: number; width?: number } & Record<string, unknown>): void {
  table = mount(TableBox, { target: document.body, props });
}

const grid = () => page.getByTestId('table');
const row = (index: number) => page.getByTestId(`row-${index}`);
const live = () => document.querySelectorAll('[data-testid^="row-"]').length;
const current = () => document.getElementById(grid().element().getAttribute('aria-activedescendant') ?? '');

it('holds ten thousand rows with a hundred alive, and shows the last one', async () => {
  show({ total: 10_000 });
  await expect.element(row(0)).toHaveTextContent('Device 0');
  expect(live()).toBeLessThanOrEqual(96);
  grid().element().scrollTop = 5_000 * 36;
  await expect.element(row(5_005)).toHaveTextContent('Device 5005');
  expect(live()).toBeLessThanOrEqual(96);
  (grid().element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  await expect.element(row(9_999)).toHaveTextContent('Device 9999');
  await expect.element(row(9_999)).toBeInViewport();
  expect(current()?.dataset['testid']).toBe('row-9999');
});

it('moves by keys, keeps the row in sight, and opens it', async () => {
  const onselect = vi.fn();
  show({ total: 200, onselect });
  await expect.element(row(0)).toBeVisible();
  (grid().element() as HTMLElement).focus();
  for (let step = 0; step < 30; step += 1) await userEvent.keyboard('{ArrowDown}');
  expect(current()?.dataset['testid']).toBe('row-30');
  const [box, area] = [current()?.getBoundingClientRect(), grid().element().getBoundingClientRect()];
  expect(box?.top).toBeGreaterThan(area.top);
  expect(box?.bottom).toBeLessThanOrEqual(area.bottom + 1);
  await userEvent.keyboard('{Enter}');
  expect(onselect).toHaveBeenCalledWith(expect.objectContaining({ id: 'id-30' }));
  await userEvent.keyboard('{PageDown}{Home}');
  expect(current()?.dataset['testid']).toBe('row-0');
});

it('chooses with Space, with Shift from row to row, and all, also those that are not loaded', async () => {
  const onchosen = vi.fn();
  const ondelete = vi.fn();
  show({ total: 5_000, onchosen, ondelete });
  await expect.element(row(0)).toBeVisible();
  (grid().element() as HTMLElement).focus();
  await userEvent.keyboard(' {Shift>}{ArrowDown}{ArrowDown}{/Shift}');
  await expect.poll(() => onchosen.mock.lastCall?.[0]).toEqual(['id-0', 'id-1', 'id-2']);
  await userEvent.keyboard('{Delete}');
  expect(ondelete.mock.lastCall?.[0]).toEqual(['id-0', 'id-1', 'id-2']);
  await userEvent.keyboard('{Control>}a{/Control}');
  await expect.poll(() => onchosen.mock.lastCall?.[0]).toHaveLength(5_000);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => onchosen.mock.lastCall?.[0]).toEqual([]);
});

it('sorts by a head, and says so', async () => {
  const onsort = vi.fn();
  show({ total: 3, onsort });
  await userEvent.click(page.getByTestId('sort-number'));
  expect(onsort).toHaveBeenCalledWith('number');
  expect(page.getByRole('columnheader', { name: 'Name' }).element().getAttribute('aria-sort')).toBe(
    'ascending',
  );
});

it('leaves columns out where there is little room, and never its name', async () => {
  show({ total: 3, width: 320 });
  await expect.element(row(0)).toHaveTextContent('Device 0');
  expect(page.getByRole('columnheader', { name: 'More' }).elements()).toHaveLength(0);
  expect(grid().element().scrollWidth).toBeLessThanOrEqual(grid().element().clientWidth);
});

it('opens the menu of a row where the mouse is', async () => {
  show({ total: 3 });
  await userEvent.click(row(1), { button: 'right' });
  await expect.element(page.getByRole('menuitem', { name: 'Open' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('menuitem', { name: 'Open' })).not.toBeInTheDocument();
});

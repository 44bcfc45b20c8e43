import { tick } from 'svelte';

/**
 * Gives the focus to a place when what had it is gone from the page: else the keys would go nowhere, and Tab would begin
 * at the top of the window.
 */
export async function keepFocus(place: () => HTMLElement | null | undefined): Promise<void> {
  await tick();
  const focused = document.activeElement;
  if (focused === null || focused === document.body) place()?.focus();
}

/** The list of a page; in a narrow window, which shows either the list or the pane, the pane's tabs. */
export function listOrPane(): HTMLElement | null {
  const grid = document.querySelector<HTMLElement>('[data-list-page] [role=grid]');
  return grid?.checkVisibility()
    ? grid
    : document.querySelector<HTMLElement>('[data-list-page] [role=tab][tabindex="0"]');
}

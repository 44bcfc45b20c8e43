import { dialogInFront } from '../lib/state/front';
import { isList, router } from './router.svelte';
import { shell } from './shell.svelte';
import { zoomBy } from './zoom.svelte';

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

/** The keys that work everywhere. */
export function onShortcut(event: KeyboardEvent): void {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key.toLowerCase() === 'k') {
    shell.paletteOpen = !shell.paletteOpen;
  } else if (control && event.key.toLowerCase() === 'l') {
    void shell.lock();
  } else if (control && (event.key === '+' || event.key === '=')) {
    void zoomBy(1);
  } else if (control && event.key === '-') {
    void zoomBy(-1);
  } else if (control && event.key === '0') {
    void zoomBy(0);
  } else if (dialogInFront()) {
    return;
  } else if (control && event.key.toLowerCase() === 'n') {
    router.add(isList(router.page) ? router.page : 'licenses');
  } else if (!control && !event.altKey && event.key === '/' && !typing(event.target)) {
    document.querySelector<HTMLInputElement>('[data-filter]')?.focus();
  } else if (!control && event.key === '?' && !typing(event.target)) {
    shell.keysOpen = true;
  } else {
    return;
  }
  event.preventDefault();
}

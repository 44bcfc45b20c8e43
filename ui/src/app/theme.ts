import type { Theme } from '../lib/ipc/bindings';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
let chosen: Theme = 'system';

function apply(): void {
  const theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
  document.documentElement.dataset.theme = theme;
}

dark.addEventListener('change', apply);

/** Shows a theme; "system" follows the desktop as it changes. */
export function setTheme(theme: Theme): void {
  chosen = theme;
  apply();
}

/** Which columns a list shows, remembered per list on this computer. */

const prefix = 'holdfast.columns.';

export function keptColumns(list: string): string[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(prefix + list) ?? 'null');
    return Array.isArray(kept) && kept.every((name) => typeof name === 'string') ? kept : null;
  } catch {
    return null;
  }
}

/** null forgets the choice. */
export function keepColumns(list: string, names: string[] | null): void {
  try {
    if (names === null) localStorage.removeItem(prefix + list);
    else localStorage.setItem(prefix + list, JSON.stringify(names));
  } catch {
    // Without storage a choice lives as long as the page.
  }
}

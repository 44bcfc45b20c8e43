/**
 * The locale everything is formatted in, resolved once with a fallback: under LANG=C the web view reports
 * the language "C", which Intl refuses.
 */
function usable(tag: string | null | undefined): string | null {
  if (!tag) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

let chosen = usable(globalThis.navigator?.language) ?? 'en-GB';

export function locale(): string {
  return chosen;
}

/** Takes the user's choice; null follows the system. */
export function setLocale(tag: string | null): void {
  chosen = usable(tag) ?? usable(globalThis.navigator?.language) ?? 'en-GB';
}

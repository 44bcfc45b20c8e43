/** The text with every space of Unicode as a plain one, every apostrophe as ' and every dash as -. */
export function plainSigns(text: string): string {
  return text
    .trim()
    .replace(/\s/g, ' ')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[−–—]/g, '-');
}

/**
 * Reads "12" or "1,250" into a number; null when it is no whole number. The whole text is understood: "12x", "1.5" and
 * "1e3" are none.
 */
export function readWhole(text: string): number | null {
  const plain = plainSigns(text);
  const grouped = /^[1-9]\d{0,2}([.,' ])\d{3}(?:\1\d{3})*$/.test(plain);
  if (!grouped && !/^\d+$/.test(plain)) return null;
  const number = Number(plain.replace(/\D/g, ''));
  return Number.isSafeInteger(number) ? number : null;
}

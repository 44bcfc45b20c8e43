/** A numeric date whose first two parts could each be a month, as it stands in the file. */
const twoWays = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})\b/;

export interface DoubtfulDate {
  /** As it stands in the file. */
  text: string;
  /** ISO dates of the two readings. */
  dayFirst: string;
  monthFirst: string;
}

/** The first sample that can be read in two ways; null when there is none. */
export function doubtfulDate(samples: string[]): DoubtfulDate | null {
  for (const text of samples) {
    const match = twoWays.exec(text);
    if (match === null) continue;
    const [, first = '', second = '', year = ''] = match;
    if (Number(first) > 12 || Number(second) > 12 || first === second) continue;
    const fullYear = year.length === 2 ? `20${year}` : year;
    const two = (part: string) => part.padStart(2, '0');
    return {
      text: text.trim(),
      dayFirst: `${fullYear}-${two(second)}-${two(first)}`,
      monthFirst: `${fullYear}-${two(first)}-${two(second)}`,
    };
  }
  return null;
}

/** The days before a date on which it is told, as people write them: "90, 30, 7, 1". The core says what of them holds. */

import { deadlineWords } from './words';

export function readSteps(text: string): { steps: number[] } | { fault: string } {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const odd = parts.find((part) => !/^[-−+]?\d{1,9}$/.test(part));
  if (odd !== undefined) return { fault: deadlineWords.notDays(odd) };
  return { steps: parts.map((part) => Number(part.replace('−', '-'))) };
}

export function writeSteps(steps: number[]): string {
  return steps.join(', ');
}

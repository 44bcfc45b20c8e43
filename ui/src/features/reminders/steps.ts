import { messages } from './messages';

/** The farthest step the core takes: ten years, in days. */
const mostDays = 3650;
const words = messages.steps;

/** Days before a date as a person writes them: "90, 30, 7, 1"; what is wrong with them in words. */
export function readSteps(text: string): { steps: number[] } | { fault: string } {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const steps: number[] = [];
  for (const part of parts) {
    if (!/^[+-]?\d+$/.test(part)) return { fault: words.noNumber(part) };
    const step = Number(part);
    if (step < 0) return { fault: words.negative(part) };
    if (step > mostDays) return { fault: words.huge(part, mostDays) };
    if (steps.includes(step)) return { fault: words.doubled(part) };
    const last = steps.at(-1);
    if (last !== undefined && last < step) {
      return { fault: words.unsorted(writeSteps([...parts.map(Number)].sort((a, b) => b - a))) };
    }
    steps.push(step);
  }
  return { steps };
}

export function writeSteps(steps: number[]): string {
  return steps.join(', ');
}

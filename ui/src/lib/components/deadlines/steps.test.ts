import { describe, expect, it } from 'vitest';
import { readSteps, writeSteps } from './steps';

describe('days before a date', () => {
  it.each([
    ['90, 30, 7, 1', [90, 30, 7, 1]],
    ['30;7 1', [30, 7, 1]],
    ['  0 ', [0]],
    ['', []],
    // Order, doubles and sense are the core's.
    ['7, 30, 7', [7, 30, 7]],
    ['−3', [-3]],
  ])('%s', (text, steps) => {
    expect(readSteps(text)).toEqual({ steps });
  });

  it.each(['soon', '1.5', '99999999999'])('%s is refused', (text) => {
    expect(readSteps(text)).toEqual({ fault: `“${text}” is not a number of days.` });
  });

  it('are written with commas', () => {
    expect(writeSteps([90, 30])).toBe('90, 30');
  });
});

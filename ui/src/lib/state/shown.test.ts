import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clipboardChanged, copiedValue } from './clipboard.svelte';
import { Shown } from './shown.svelte';

const answer = (value: string) => Promise.resolve({ status: 'ok' as const, data: { value, seconds: 20 } });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a value that is shown', () => {
  it('goes when its time is up', async () => {
    const shown = new Shown();
    expect(await shown.show(() => answer('x'))).toBe(true);
    expect(shown.text).toBe('x');
    vi.advanceTimersByTime(19_500);
    expect([shown.text, shown.left]).toEqual(['x', 1]);
    vi.advanceTimersByTime(1_000);
    expect([shown.text, shown.left]).toEqual([null, 0]);
  });

  it('does not come up any more when it was hidden before it came', async () => {
    const shown = new Shown();
    const coming = shown.show(() => answer('x'));
    shown.hide();
    expect(await coming).toBe(false);
    expect(shown.text).toBeNull();
  });

  it('keeps the refusal for the page to say', async () => {
    const shown = new Shown();
    const error = { code: 'locked' as const, message: 'Locked.', field: null };
    expect(await shown.show(() => Promise.resolve({ status: 'error' as const, error }))).toBe(false);
    expect(shown.error?.message).toBe('Locked.');
  });
});

describe('a value on the clipboard', () => {
  it('is counted down until it is cleared', () => {
    clipboardChanged({ state: 'copied', seconds: 30 });
    vi.advanceTimersByTime(10_000);
    expect([copiedValue.left, copiedValue.of]).toEqual([20, 30]);
    clipboardChanged({ state: 'cleared', seconds: 0 });
    expect(copiedValue.left).toBeNull();
  });
});

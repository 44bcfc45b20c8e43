import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { setToday, todayIso } from './clock.svelte';

describe('the clock of the page', () => {
  it('is what Rust says, and moves what is derived from it', () => {
    setToday('2028-12-31');
    const seen: string[] = [];
    const stop = $effect.root(() => {
      const today = $derived(todayIso());
      $effect(() => {
        seen.push(today);
      });
    });
    flushSync();
    setToday('2029-01-01');
    flushSync();
    stop();
    expect(seen).toEqual(['2028-12-31', '2029-01-01']);
  });
});

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LockChanged, LockEvent, LockStatus } from '../ipc/bindings';

const core = vi.hoisted(() => ({
  signs: 0,
  heard: (() => undefined) as (change: unknown) => void,
}));

vi.mock('../ipc/bindings', () => ({
  commands: { lockActivity: () => (core.signs += 1) },
}));
vi.mock('../ipc/ipc', () => ({
  unwrap: (answer: unknown) => Promise.resolve(answer),
  onLockChanged: (heard: (change: unknown) => void) => {
    core.heard = heard;
    return () => undefined;
  },
}));

const { lock } = await import('./lock.svelte');

function say(why: LockEvent, locked: boolean): void {
  const status: LockStatus = { locked, has_passphrase: true, confirm: false, lock_minutes: 10 };
  core.heard({ status, why } satisfies LockChanged);
}

describe('the lock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    lock.follow();
  });

  it('counts every lock, and no unlock', () => {
    const before = lock.locks;
    for (const why of ['asked', 'idle', 'system'] as const) say(why, true);
    expect(lock.locked).toBe(true);
    say('unlocked', false);
    say('settings', false);
    expect(lock.locks).toBe(before + 3);
    expect(lock.locked).toBe(false);
  });

  it('passes one sign of the person on in a while, and none while it is locked', () => {
    say('unlocked', false);
    lock.sign();
    lock.sign();
    expect(core.signs).toBe(1);
    vi.setSystemTime(Date.now() + 16_000);
    lock.sign();
    expect(core.signs).toBe(2);
    say('idle', true);
    vi.setSystemTime(Date.now() + 16_000);
    lock.sign();
    expect(core.signs).toBe(2);
  });
});

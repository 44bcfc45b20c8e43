import { describe, expect, it, vi } from 'vitest';

const refused = { code: 'field', message: 'That is no currency.', field: null };

vi.mock('../../lib/ipc/bindings', () => {
  const answer = (data: unknown) => () => Promise.resolve({ status: 'ok', data });
  return {
    commands: {
      getSettings: answer({ currency: 'EUR', theme: 'system', locale: null }),
      appInfo: answer({}),
      getSecretSettings: answer({}),
      keyringStatus: answer({}),
      overview: answer({ sample: true }),
      setSettings: () => Promise.resolve({ status: 'error', error: refused }),
    },
  };
});

const { SettingsState } = await import('./settings.svelte');

describe('settings', () => {
  it('say why a change was not kept, though they are read again after every write', async () => {
    const settings = new SettingsState();
    await settings.read();
    expect(await settings.change({ currency: 'XXY' })).toBe(false);
    await settings.read();
    expect([settings.refusal?.message, settings.error, settings.sample]).toEqual([
      refused.message,
      null,
      true,
    ]);
  });
});

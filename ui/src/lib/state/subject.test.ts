import { beforeEach, describe, expect, it, vi } from 'vitest';

const refused = {
  code: 'undo_refused',
  message: '“Edge switch” was changed after “Sample data”.',
  field: null,
};
const core = vi.hoisted(() => ({ opens: false }));

vi.mock('../ipc/bindings', () => ({
  commands: {
    listAttachments: () => Promise.resolve({ status: 'ok', data: [] }),
    historyOf: () => Promise.resolve({ status: 'ok', data: [] }),
    undoBatch: () => Promise.resolve({ status: 'error', error: refused }),
    openAttachment: () =>
      Promise.resolve(core.opens ? { status: 'ok', data: null } : { status: 'error', error: refused }),
    saveAttachment: () => Promise.resolve({ status: 'ok', data: '/home/anna/plan.vsd' }),
  },
}));

const { SubjectPanels } = await import('./subject.svelte');

describe('files and history of a thing', () => {
  beforeEach(() => {
    core.opens = false;
  });

  it('says why an undo was refused, however often it is read again', async () => {
    const panels = new SubjectPanels('device', 'd1');
    await panels.readHistory();
    expect(await panels.undo('b1')).toBe(false);
    // What was written elsewhere meanwhile is read, as after every change.
    await panels.readHistory();
    await panels.readFiles();
    expect(panels.refusal?.message).toBe(refused.message);
    expect(panels.error).toBeNull();
  });

  it('offers to save the file that nothing opens, until the next act', async () => {
    const panels = new SubjectPanels('device', 'd1');
    await panels.open('f1');
    await panels.readFiles();
    expect([panels.unopened, panels.refusal?.code]).toEqual(['f1', 'undo_refused']);
    expect(await panels.saveAs('f1')).toBe('/home/anna/plan.vsd');
    expect([panels.unopened, panels.refusal]).toEqual([null, null]);
    core.opens = true;
    await panels.open('f1');
    expect([panels.unopened, panels.refusal]).toEqual([null, null]);
  });
});

// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { Things, type ThingCommands } from './things.svelte';

interface Thing {
  id: string;
  version: number;
  deleted: boolean;
  fields: { name: string };
}

const thing = (id: string): Thing => ({ id, version: 1, deleted: false, fields: { name: id } });

it('shows what was saved, however late another thing is read', async () => {
  let answer: (read: Thing) => void = () => undefined;
  const late = new Promise<Thing>((resolve) => (answer = resolve));
  const commands: ThingCommands<{ id: string; name: string }, Thing, { name: string }> = {
    list: () => Promise.resolve({ status: 'ok', data: { total: 0, rows: [] } }),
    get: async () => ({ status: 'ok', data: await late }),
    create: () => Promise.resolve({ status: 'ok', data: thing('new') }),
    update: () => Promise.resolve({ status: 'ok', data: thing('old') }),
  };
  const things = new Things('device', commands);
  const reading = things.select('old');
  things.add();
  await things.save({ name: 'new' }, null);
  answer(thing('old'));
  await reading;
  expect(things.selectedId).toBe('new');
  expect(things.thing?.id).toBe('new');
});

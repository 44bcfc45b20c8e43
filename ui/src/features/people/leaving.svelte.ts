import { commands, type Leaving, type LeavingStep } from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { attemptWithUndo } from '../../lib/state/acts.svelte';
import { asIpcError } from '../../lib/state/things.svelte';
import { leavingWords as words } from './leavingMessages';
import { words as shared } from '../../lib/words';

export const printLeaving = commands.printLeaving;

/** What a person who leaves still has, and the acts that make it nothing. */
export class LeavingState {
  leaving = $state.raw<Leaving | null>(null);
  error = $state.raw<IpcError | null>(null);
  busy = $state(false);
  /** Where returned devices go; null leaves them where they are. */
  place = $state<string | null>(null);
  /** Who owns the logins of this person from now on. */
  heir = $state<string | null>(null);
  #reading = 0;

  constructor(readonly id: string) {}

  async read(): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    try {
      const leaving = await unwrap(commands.getLeaving(this.id));
      if (reading === this.#reading) [this.leaving, this.error] = [leaving, null];
    } catch (error) {
      if (reading === this.#reading) this.error = asIpcError(error);
    }
  }

  returned(
    ids: string[],
    more: { on?: string | null; condition?: string | null; note?: string | null } = {},
  ) {
    return ids.map((device_id): LeavingStep => ({
      what: 'return',
      device_id,
      on: more.on ?? null,
      location: this.place,
      condition: more.condition ?? null,
      note: more.note ?? null,
    }));
  }

  rotated(ids: string[]): LeavingStep[] {
    return ids.map((credential_id) => ({
      what: 'rotate',
      credential_id,
      new_owner_id: this.heir,
      note: null,
    }));
  }

  async settle(steps: LeavingStep[], done: string): Promise<boolean> {
    return await this.#act(async () => (await unwrap(commands.settleLeaving(this.id, steps))).batch, done);
  }

  async addTask(label: string): Promise<boolean> {
    return await this.#act(
      async () => (await unwrap(commands.addChecklistItem(this.id, 'leaving', label))).batch,
      words.taskAdded,
    );
  }

  async setLastDay(day: string | null): Promise<boolean> {
    return await this.#act(
      async () => (await unwrap(commands.setLastDay(this.id, day))).batch,
      words.lastDaySet,
    );
  }

  async #act(act: () => Promise<string>, done: string): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const ok = await attemptWithUndo(act, { done, undone: shared.undone }, () => void this.read());
    this.busy = false;
    await this.read();
    return ok;
  }
}

import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import {
  commands,
  type Kit,
  type StartDevice,
  type StartPlan,
  type StartPlanItem,
  type Starting,
} from '../../lib/ipc/bindings';
import { asked, unwrap, type IpcError } from '../../lib/ipc/ipc';
import { attempt, attemptWithUndo } from '../../lib/state/acts.svelte';
import { asIpcError } from '../../lib/state/things.svelte';
import { startingWords as words } from './startingMessages';
import { words as shared } from '../../lib/words';

export const listKits = asked(commands.listKits);
export const listModels = asked(commands.listModels);
export const removeKit = asked(commands.removeKit);
export const saveKit = asked(commands.saveKit);

/** How far a person's start is, and what a kit would give. */
export class StartingState {
  starting = $state.raw<Starting | null>(null);
  kits = $state.raw<Kit[] | null>(null);
  error = $state.raw<IpcError | null>(null);
  busy = $state(false);

  kitId = $state('');
  plan = $state.raw<StartPlan | null>(null);
  on = $state<string | null>(null);
  /** The devices chosen for an item, by its place in the kit; an empty text is none yet. */
  readonly devices = new SvelteMap<number, string[]>();
  readonly seats = new SvelteSet<number>();
  readonly leftOut = new SvelteSet<number>();

  #reading = 0;
  #choosing = 0;

  constructor(readonly id: string) {}

  async read(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const [starting, kits] = await Promise.all([
        unwrap(commands.getStarting(this.id)),
        unwrap(commands.listKits()),
      ]);
      if (reading !== this.#reading) return;
      [this.starting, this.kits, this.error] = [starting, kits, null];
    } catch (error) {
      if (reading === this.#reading) this.error = asIpcError(error);
    }
  }

  /** Shows what a kit would take, with what is at hand chosen; none for no kit. */
  async choose(kitId: string): Promise<void> {
    const choosing = ++this.#choosing;
    this.kitId = kitId;
    this.plan = null;
    this.devices.clear();
    this.seats.clear();
    this.leftOut.clear();
    if (kitId === '') return;
    await attempt(async () => {
      const plan = await unwrap(commands.planStart(this.id, kitId));
      // Another kit was chosen meanwhile: this is not what is given.
      if (choosing !== this.#choosing) return;
      const taken = new Set<string>();
      for (const item of plan.items) {
        if (item.has) this.leftOut.add(item.item);
        if (item.kind === 'license' && !item.has && enough(item)) this.seats.add(item.item);
        if (item.kind === 'model') {
          const free = item.in_stock.filter((device) => !taken.has(device.id));
          const chosen = Array.from({ length: item.quantity }, (_, place) => free[place]?.id ?? '');
          for (const id of item.has ? [] : chosen) taken.add(id);
          this.devices.set(item.item, chosen);
        }
      }
      this.plan = plan;
    });
  }

  pick(item: number, place: number, id: string): void {
    const chosen = [...(this.devices.get(item) ?? [])];
    chosen[place] = id;
    this.devices.set(item, chosen);
  }

  /** What is handed out and assigned at once. */
  get given(): { devices: StartDevice[]; licenses: number[] } {
    const items = (this.plan?.items ?? []).filter((item) => !this.leftOut.has(item.item));
    return {
      devices: items.flatMap((item) =>
        item.kind === 'model'
          ? (this.devices.get(item.item) ?? [])
              .filter((id) => id !== '')
              .map((device_id) => ({ item: item.item, device_id, accessories: null, condition: null }))
          : [],
      ),
      licenses: items.filter((item) => this.seats.has(item.item)).map((item) => item.item),
    };
  }

  async give(): Promise<void> {
    const plan = this.plan;
    if (plan === null) return;
    const { devices, licenses } = this.given;
    const input = {
      person_id: this.id,
      kit_id: this.kitId,
      on: this.on,
      devices,
      licenses,
      left_out: [...this.leftOut],
    };
    const gave = await this.#act(
      async () => (await unwrap(commands.giveKit(input))).batch,
      words.given(plan.kit, plan.person.name),
    );
    if (gave) await this.choose('');
  }

  async giveDevice(itemId: string, deviceId: string): Promise<boolean> {
    const device = { item: 0, device_id: deviceId, accessories: null, condition: null };
    return await this.#act(
      async () => (await unwrap(commands.giveDevice(itemId, device))).batch,
      words.handedOut,
    );
  }

  async tick(itemId: string, done: boolean, label: string): Promise<void> {
    await this.#act(
      async () => (await unwrap(commands.tickChecklistItem(itemId, done, null))).batch,
      done ? words.ticked(label) : words.reopened(label),
    );
  }

  async add(label: string): Promise<boolean> {
    return await this.#act(
      async () => (await unwrap(commands.addChecklistItem(this.id, 'starting', label))).batch,
      words.added,
    );
  }

  async remove(itemId: string): Promise<void> {
    await this.#act(async () => (await unwrap(commands.removeChecklistItem(itemId))).batch, words.removed);
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

/** Whether an item of a license has seats for all it gives. */
export function enough(item: StartPlanItem): boolean {
  return item.free === null || item.free >= item.quantity;
}

import { SvelteSet } from 'svelte/reactivity';
import {
  commands,
  type Finding,
  type LocationRow,
  type Scan,
  type StockTake,
  type StockTakeItem,
  type StockTakeRow,
} from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { attempt, attemptWithUndo } from '../../lib/state/acts.svelte';
import { draftKey, dropDraft, keepDraft, readDraft } from '../../lib/state/draft';
import { asIpcError } from '../../lib/state/things.svelte';
import { messages as words } from './messages';
import { words as shared } from '../../lib/words';

export const printStockTake = commands.printStockTake;

/** What is to be put right at the end; kept across a restart like what is typed into a form. */
interface Settling {
  moveHere: string[];
  markLost: string[];
}

/** The codes in what a scanner typed or somebody pasted: one a line, or between tabs. */
export function codesIn(text: string): string[] {
  return text
    .split(/[\r\n\t]+/)
    .map((code) => code.trim())
    .filter((code) => code !== '');
}

/** All stock-takes, and the one that is open. */
export class StockTakeState {
  takes = $state.raw<StockTakeRow[] | null>(null);
  locations = $state.raw<LocationRow[]>([]);
  take = $state.raw<StockTake | null>(null);
  error = $state.raw<IpcError | null>(null);
  busy = $state(false);

  openId = $state<string | null>(null);
  last = $state.raw<Scan | null>(null);
  /** What is wrong with the last code. */
  problem = $state<string | null>(null);
  readonly moveHere = new SvelteSet<string>();
  readonly markLost = new SvelteSet<string>();

  #queue: string[] = [];
  #scanning = false;
  #reading = 0;

  async read(): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    try {
      const [takes, locations, take] = await Promise.all([
        unwrap(commands.listStockTakes()),
        unwrap(
          commands.listLocations({
            filter: '',
            sort: '',
            descending: false,
            offset: 0,
            limit: null,
            belongs_to: null,
            only: null,
          }),
        ),
        this.openId === null ? null : unwrap(commands.getStockTake(this.openId)),
      ]);
      if (reading !== this.#reading) return;
      this.takes = takes;
      this.locations = locations.rows;
      this.take = take;
      this.error = null;
    } catch (error) {
      if (reading === this.#reading) this.error = asIpcError(error);
    }
  }

  async open(id: string | null): Promise<void> {
    this.openId = id;
    // Codes of the one before are not for this one.
    this.#queue = [];
    this.take = null;
    this.last = null;
    this.problem = null;
    this.#recall();
    await this.read();
  }

  async start(location: string, nested: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await attempt(async () => {
      const take = await unwrap(commands.startStockTake(location, nested));
      await this.open(take.id);
    });
    this.busy = false;
  }

  /** Takes codes one after the other, however fast they come. */
  async scan(codes: string[]): Promise<void> {
    this.#queue.push(...codes);
    if (this.#scanning) return;
    this.#scanning = true;
    let code = this.#queue.shift();
    while (code !== undefined && this.openId !== null) {
      const id: string = this.openId;
      try {
        const scan = await unwrap(commands.scanCode(id, code));
        if (this.openId === id) {
          this.last = scan;
          this.problem = null;
          this.#put(scan);
        }
      } catch (error) {
        if (this.openId === id) {
          this.last = null;
          this.problem = words.refused(code, asIpcError(error).message);
        }
      }
      code = this.#queue.shift();
    }
    this.#scanning = false;
  }

  /** Shows a scan at once; the whole is read again as well. */
  #put({ item, tally }: Scan): void {
    if (this.take === null) return;
    const others = this.take.items.filter((one) => one.id !== item.id);
    this.take = { ...this.take, tally, items: [item, ...others] };
  }

  async unscan(item: StockTakeItem): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await attemptWithUndo(
      async () => (await unwrap(commands.unscanCode(item.id))).batch,
      { done: words.unscanned, undone: shared.undone },
      () => void this.read(),
    );
    this.last = null;
    this.busy = false;
    await this.read();
  }

  async finish(notes: string | null): Promise<boolean> {
    const take = this.take;
    if (take === null || this.busy) return false;
    this.busy = true;
    const input = {
      move_here: this.#still(take, this.moveHere, ['wrong_place', 'unexpected']),
      mark_lost: this.#still(take, this.markLost, ['missing']),
      notes,
    };
    const ok = await attemptWithUndo(
      async () => (await unwrap(commands.finishStockTake(take.id, input))).batch,
      { done: words.finished, undone: shared.undone },
      () => void this.read(),
    );
    this.busy = false;
    if (ok) {
      dropDraft(draftKey('stock-take', take.id));
      this.last = null;
    }
    await this.read();
    return ok;
  }

  /** Whether a device will be put right at the end. */
  settles(item: StockTakeItem): boolean {
    const id = item.device?.id ?? '';
    return item.finding === 'missing' ? this.markLost.has(id) : this.moveHere.has(id);
  }

  settle(item: StockTakeItem, yes: boolean): void {
    if (item.device === null) return;
    const set = item.finding === 'missing' ? this.markLost : this.moveHere;
    if (yes) set.add(item.device.id);
    else set.delete(item.device.id);
    if (this.openId === null) return;
    const kept: Settling = { moveHere: [...this.moveHere], markLost: [...this.markLost] };
    keepDraft(draftKey('stock-take', this.openId), { input: kept, version: null });
  }

  /** What is put right, as far as it is what it was when that was said. */
  #still(take: StockTake, ids: SvelteSet<string>, findings: Finding[]): string[] {
    return take.items
      .filter((item) => findings.includes(item.finding) && item.device !== null && ids.has(item.device.id))
      .flatMap((item) => (item.device === null ? [] : [item.device.id]));
  }

  #recall(): void {
    this.moveHere.clear();
    this.markLost.clear();
    const kept = this.openId === null ? null : readDraft<Settling>(draftKey('stock-take', this.openId));
    for (const id of kept?.input.moveHere ?? []) this.moveHere.add(id);
    for (const id of kept?.input.markLost ?? []) this.markLost.add(id);
  }
}

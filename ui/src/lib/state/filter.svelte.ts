import {
  commands,
  type Completion,
  type FilterError,
  type FilterField,
  type FilterPart,
  type Kind,
} from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';

/** Texts of a filter as one. */
export function joined(texts: string[]): string {
  return texts.filter((text) => text.trim() !== '').join(' ');
}

/** The word of a list's condition after `is:`. */
export function stateWord(only: string): string {
  return only === 'over_used' ? 'over' : only.replaceAll('_', '-');
}

/** Whether a condition of a list can be written as a filter; one of a single deadline cannot. */
export function isState(only: string): boolean {
  return /^[a-z_]+$/.test(only);
}

/** How long one may stop typing before what is not understood is said, in milliseconds. */
const PAUSE = 700;

/** The filter of a list while it is written: what was understood as chips, and the text that is typed. */
export class FilterText {
  chips = $state.raw<FilterPart[]>([]);
  draft = $state('');
  error = $state.raw<FilterError | null>(null);
  /** Whether the error is shown: not while one is still typing. */
  told = $state(false);
  offers = $state.raw<Completion[]>([]);
  /** The offer that the arrows are on; -1 for none. */
  active = $state(-1);

  #offered = { from: 0, to: 0 };
  #asked = 0;
  #offering = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** What this filter made of the list last. */
  #applied = '';

  constructor(
    readonly kind: Kind,
    /** Narrows the list. */
    readonly apply: (filter: string) => void,
  ) {}

  get empty(): boolean {
    return this.chips.length === 0 && this.draft === '';
  }

  /** What can be asked for in this list. */
  async fields(): Promise<FilterField[]> {
    return await unwrap(commands.filterFields(this.kind));
  }

  /** Shows a filter that came from elsewhere: a saved view, a link, another act. */
  async show(filter: string): Promise<void> {
    if (filter === this.#applied) return;
    this.#applied = filter;
    this.#settle();
    const mine = ++this.#asked;
    const reading = filter.trim() === '' ? null : await unwrap(commands.readFilter(this.kind, filter));
    if (mine !== this.#asked) return;
    this.chips = reading?.parts.filter((part) => part.asks) ?? [];
    const rest = reading?.parts.filter((part) => !part.asks).map((part) => part.text) ?? [];
    this.draft = reading?.error ? filter : joined(rest);
    if (reading?.error) [this.chips, this.error, this.told] = [[], reading.error, true];
  }

  /** Takes what was typed. A blank behind a term makes it a chip. */
  async type(text: string, at: number): Promise<void> {
    this.draft = text;
    const mine = ++this.#offering;
    await this.#read(/\s$/.test(text) && at === text.length);
    // What was typed since asks for itself, at its own place.
    if (mine === this.#offering) await this.offer(at);
  }

  /** Makes chips of the terms that are whole. */
  async commit(): Promise<void> {
    await this.#read(true);
    this.told = this.error !== null;
    this.close();
  }

  /** Reads the text; the list follows as long as all of it is understood. */
  async #read(commit: boolean): Promise<void> {
    this.#settle();
    const mine = ++this.#asked;
    const text = this.draft;
    const reading = await unwrap(commands.readFilter(this.kind, text));
    if (mine !== this.#asked) return;
    this.error = reading.error;
    if (reading.error !== null) {
      this.#pause = setTimeout(() => (this.told = true), PAUSE);
      return;
    }
    if (commit && reading.parts.some((part) => part.asks)) {
      this.chips = [...this.chips, ...reading.parts.filter((part) => part.asks)];
      this.draft = joined(reading.parts.filter((part) => !part.asks).map((part) => part.text));
      if (this.draft !== '') this.draft += ' ';
    }
    this.#narrow();
  }

  #settle(): void {
    clearTimeout(this.#pause);
    this.error = null;
    this.told = false;
  }

  #narrow(): void {
    this.#applied = joined([...this.chips.map((chip) => chip.text), this.draft.trim()]);
    this.apply(this.#applied);
  }

  /** Asks for ways to go on. */
  async offer(at: number): Promise<void> {
    const text = this.draft;
    if (text.slice(0, at).trim() === '' || /\s$/.test(text.slice(0, at))) {
      this.close();
      return;
    }
    await this.#offer(text, at);
  }

  /** Offers all fields, also where nothing is typed yet. */
  async offerAll(at: number): Promise<void> {
    await this.#offer(this.draft, at);
  }

  async #offer(text: string, at: number): Promise<void> {
    const signs = [...text.slice(0, at)].length;
    const mine = ++this.#offering;
    const found = await unwrap(commands.completeFilter(this.kind, text, signs));
    if (mine !== this.#offering || text !== this.draft) return;
    this.#offered = { from: found.from, to: found.to };
    this.offers = found.list;
    this.active = -1;
  }

  close(): void {
    this.#offering += 1;
    this.offers = [];
    this.active = -1;
  }

  /** Moves to the next or the last offer. */
  move(by: number): void {
    const count = this.offers.length;
    if (count > 0) this.active = this.active < 0 && by < 0 ? count - 1 : (this.active + by + count) % count;
  }

  /** Takes an offer; where the caret stands then, in units of the text. */
  async take(offer: Completion): Promise<number> {
    const signs = [...this.draft];
    const before = signs.slice(0, this.#offered.from).join('') + offer.text;
    const after = signs.slice(this.#offered.to).join('');
    this.close();
    this.draft = before + after;
    await this.#read(offer.whole);
    if (!offer.whole) {
      await this.offer(before.length);
      return before.length;
    }
    return this.draft.length;
  }

  /** Takes the last chip back as text; where the caret stands then. */
  reopen(chip = this.chips.at(-1)): number | null {
    if (!chip) return null;
    this.chips = this.chips.filter((one) => one !== chip);
    this.draft = joined([chip.text, this.draft.trim()]);
    this.#narrow();
    return chip.text.length;
  }

  remove(chip: FilterPart): void {
    this.chips = this.chips.filter((one) => one !== chip);
    this.#narrow();
  }

  /** Adds a term that was clicked together. */
  async add(text: string): Promise<void> {
    this.draft = joined([this.draft.trim(), text]);
    await this.commit();
  }

  clear(): void {
    this.#asked += 1;
    this.#settle();
    this.close();
    this.chips = [];
    this.draft = '';
    this.#narrow();
  }
}

import { asIpcError } from '../../state/things.svelte';
import type { TablePage } from './table';

/** How many rows are read at once. */
const PAGE = 50;
/** How long the first page may take before the list says that it reads, in ms. */
const PATIENCE = 150;

type Load<Row> = (offset: number, limit: number) => Promise<TablePage<Row>>;

/** The rows of a long list, read page by page as they come into sight. */
export class PagedRows<Row> {
  /** How many there are; null until the first page is there. */
  total = $state<number | null>(null);
  /** The first page takes long. */
  slow = $state(false);
  #pages = $state.raw(new Map<number, Row[]>());
  /** Why pages could not be read, by their number. */
  #failed = $state.raw(new Map<number, string>());
  #generation = 0;
  /** The rows in sight: the first, and how many. */
  #sight: [number, number] = [0, 0];
  readonly #asked = new Set<number>();

  problem = $derived([...this.#failed.values()][0] ?? null);

  constructor(
    private readonly load: Load<Row>,
    private readonly onread: (total: number) => void,
  ) {}

  at(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** All that were read so far. */
  known(): Row[] {
    return [...this.#pages.values()].flat();
  }

  /** Reads anew from the page of a row on; what was read before shows until it is there. */
  readAnew(index: number): void {
    this.#generation += 1;
    this.#asked.clear();
    const timer = setTimeout(() => (this.slow = this.total === null), PATIENCE);
    void this.#read(Math.floor(index / PAGE), true).finally(() => {
      clearTimeout(timer);
      this.slow = false;
    });
  }

  /** Reads what is missing of these rows, which are in sight until others are. */
  want(index: number, count: number): void {
    this.#sight = [index, count];
    if (this.total === null || count <= 0) return;
    for (let page = Math.floor(index / PAGE); page <= Math.floor((index + count - 1) / PAGE); page += 1) {
      if (!this.#asked.has(page)) void this.#read(page, false);
    }
  }

  /** Reads again what could not be read. */
  retry(index: number): void {
    if (this.total === null) {
      this.#failed = new Map();
      this.readAnew(index);
    } else {
      for (const page of this.#failed.keys()) void this.#read(page, false);
    }
  }

  /** Reads a page; `fresh` puts it in place of all that was read before. */
  async #read(page: number, fresh: boolean): Promise<void> {
    const mine = this.#generation;
    this.#asked.add(page);
    try {
      const found = await this.load(page * PAGE, PAGE);
      if (mine !== this.#generation) return;
      this.total = found.total;
      this.#pages = fresh ? new Map([[page, found.rows]]) : new Map([...this.#pages, [page, found.rows]]);
      this.#failed = fresh ? new Map() : new Map([...this.#failed].filter(([number]) => number !== page));
      this.onread(found.total);
      // Another page may be in sight too.
      if (fresh) this.want(...this.#sight);
    } catch (error) {
      if (mine !== this.#generation) return;
      this.#failed = new Map([...this.#failed, [page, asIpcError(error).message]]);
    }
  }
}

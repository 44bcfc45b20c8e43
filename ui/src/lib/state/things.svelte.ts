import { untrack } from 'svelte';
import type { BatchRef, Kind, ListQuery } from '../ipc/bindings';
import { IpcError } from '../ipc/ipc';

/** One page of a list, as every list command answers it. */
export interface ListPage<Row> {
  total: number;
  rows: Row[];
}

/** What every thing that has a page of its own carries. */
export interface Versioned<Input> {
  id: string;
  version: number;
  fields: Input;
}

/** The calls of one kind. */
export interface ThingCalls<Row, Thing, Input> {
  list: (query: ListQuery) => Promise<ListPage<Row>>;
  get: (id: string) => Promise<Thing>;
  create: (input: Input) => Promise<Thing>;
  update: (id: string, version: number, input: Input) => Promise<Thing>;
  remove: (kind: Kind, ids: string[]) => Promise<BatchRef>;
}

type Pane = 'closed' | 'view' | 'add' | 'edit';

/** A list and the thing beside it: what is filtered, sorted, selected, and read from the core. */
export class Things<Row, Thing extends Versioned<Input>, Input> {
  filter = $state('');
  sort = $state('');
  descending = $state(false);
  /** A named condition of the list. */
  only = $state<string | null>(null);
  belongsTo = $state<string | null>(null);

  total = $state<number | null>(null);
  listError = $state<IpcError | null>(null);
  /** Goes up whenever what the list shows may be out of date. */
  revision = $state(0);

  pane = $state<Pane>('closed');
  selectedId = $state<string | null>(null);
  thing = $state.raw<Thing | null>(null);
  thingError = $state<IpcError | null>(null);

  #reading = 0;

  constructor(
    readonly kind: Kind,
    readonly calls: ThingCalls<Row, Thing, Input>,
  ) {}

  get filtered(): boolean {
    return this.filter.trim() !== '' || this.only !== null || this.belongsTo !== null;
  }

  /** Reads rows `offset` to `offset + limit` of what the list shows. */
  loadPage = async (offset: number, limit: number): Promise<ListPage<Row>> => {
    try {
      const page = await this.calls.list({
        filter: this.filter,
        sort: this.sort,
        descending: this.descending,
        offset,
        limit,
        belongs_to: this.belongsTo,
        only: this.only,
      });
      this.total = page.total;
      this.listError = null;
      return page;
    } catch (error) {
      this.listError = asIpcError(error);
      return { total: 0, rows: [] };
    }
  };

  refresh(): void {
    this.revision = untrack(() => this.revision) + 1;
  }

  clearFilters(): void {
    this.filter = '';
    this.only = null;
    this.belongsTo = null;
  }

  sortBy(column: string, descending: boolean): void {
    this.sort = column;
    this.descending = descending;
  }

  async select(id: string): Promise<void> {
    this.selectedId = id;
    this.pane = 'view';
    await this.reread();
  }

  /** Reads the selected thing again. A later read wins over an earlier one. */
  async reread(): Promise<void> {
    const id = this.selectedId;
    if (id === null) return;
    this.#reading += 1;
    const reading = this.#reading;
    if (this.thing?.id !== id) this.thing = null;
    this.thingError = null;
    try {
      const thing = await this.calls.get(id);
      if (reading === this.#reading) this.thing = thing;
    } catch (error) {
      if (reading === this.#reading) {
        this.thing = null;
        this.thingError = asIpcError(error);
      }
    }
  }

  close(): void {
    this.pane = 'closed';
    this.selectedId = null;
    this.thing = null;
    this.thingError = null;
  }

  add(): void {
    this.pane = 'add';
  }

  edit(): void {
    if (this.thing !== null) this.pane = 'edit';
  }

  /** Leaves the form for what was there before. */
  leaveForm(): void {
    if (this.selectedId === null) this.close();
    else this.pane = 'view';
  }

  /** Throws the core's refusal for the form to show. */
  async save(input: Input, version: number | null): Promise<Thing> {
    const editing = this.pane === 'edit' && this.selectedId !== null;
    const thing =
      editing && this.selectedId !== null && version !== null
        ? await this.calls.update(this.selectedId, version, input)
        : await this.calls.create(input);
    this.selectedId = thing.id;
    this.thing = thing;
    this.pane = 'view';
    this.refresh();
    return thing;
  }

  /** Moves things to the Trash and answers the batch that brings them back. */
  async remove(ids: string[]): Promise<string> {
    const removed = await this.calls.remove(this.kind, ids);
    if (this.selectedId !== null && ids.includes(this.selectedId)) this.close();
    this.refresh();
    return removed.batch;
  }
}

export function asIpcError(error: unknown): IpcError {
  if (error instanceof IpcError) return error;
  return new IpcError('internal', error instanceof Error ? error.message : String(error), null);
}

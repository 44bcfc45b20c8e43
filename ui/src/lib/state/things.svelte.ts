import { untrack } from 'svelte';
import {
  commands,
  type BulkDone,
  type BulkEdit,
  type BulkField,
  type BulkReport,
  type ExportColumn,
  type ExportFormat,
  type Kind,
  type ListQuery,
  type PaperTo,
  type SavedView,
  type Written,
} from '../ipc/bindings';
import { IpcError, unwrap, type Answer } from '../ipc/ipc';
import { readOnly } from './readonly.svelte';
import { keepColumns, keptColumns } from './columns';

/** One page of a list, as every list command answers it. */
export interface ListPage<Row> {
  total: number;
  rows: Row[];
}

/** What every line of a list carries. */
export interface ThingRow {
  id: string;
  name: string;
}

/** What every thing that has a page of its own carries. */
export interface Versioned<Input> {
  id: string;
  version: number;
  deleted: boolean;
  fields: Input;
}

/** The commands of one kind. */
export interface ThingCommands<Row, Thing, Input> {
  list: (query: ListQuery) => Promise<Answer<ListPage<Row>>>;
  get: (id: string) => Promise<Answer<Thing>>;
  create: (input: Input) => Promise<Answer<Thing>>;
  update: (id: string, version: number, input: Input) => Promise<Answer<Thing>>;
}

/** How each list was looked at last, as long as the window is open. */
const left = new Map<Kind, { filter: string; sort: string; descending: boolean }>();

type Pane = 'closed' | 'view' | 'add' | 'edit';

/** A list and the thing beside it: what is filtered, sorted, selected, and read from the core. */
export class Things<Row extends ThingRow, Thing extends Versioned<Input>, Input> {
  filter = $state('');
  sort = $state('');
  descending = $state(false);
  /** A named condition of the list. */
  only = $state<string | null>(null);
  belongsTo = $state<string | null>(null);
  /** Names of the columns shown, in their order; null for the list's own choice. */
  columns = $state.raw<string[] | null>(null);

  total = $state<number | null>(null);
  /** Goes up whenever what the list shows may be out of date. */
  revision = $state(0);
  /** Ids of the rows that are ticked. */
  chosen = $state.raw(new Set<string>());

  pane = $state<Pane>('closed');
  selectedId = $state<string | null>(null);
  thing = $state.raw<Thing | null>(null);
  thingError = $state<IpcError | null>(null);

  #reading = 0;

  constructor(
    readonly kind: Kind,
    readonly commands: ThingCommands<Row, Thing, Input>,
  ) {
    this.columns = keptColumns(kind);
  }

  /** Keeps how the list is looked at now. */
  leave(): void {
    left.set(this.kind, { filter: this.filter, sort: this.sort, descending: this.descending });
  }

  /** Looks at the list as it was looked at last. */
  comeBack(): void {
    const was = left.get(this.kind);
    if (was) [this.filter, this.sort, this.descending] = [was.filter, was.sort, was.descending];
  }

  get filtered(): boolean {
    return this.filter.trim() !== '' || this.only !== null || this.belongsTo !== null;
  }

  /** What the list shows; null rows for all of them. */
  query(offset = 0, limit: number | null = null): ListQuery {
    return {
      filter: this.filter,
      sort: this.sort,
      descending: this.descending,
      offset,
      limit,
      belongs_to: this.belongsTo,
      only: this.only,
    };
  }

  /** Reads rows `offset` to `offset + limit` of what the list shows. */
  loadPage = async (offset: number, limit: number): Promise<ListPage<Row>> => {
    const asked = this.query(offset, limit);
    const page = await unwrap(this.commands.list(asked));
    // A slower answer to what the list was narrowed to before says nothing about what it shows now.
    const now = this.query(offset, limit);
    const same = (['filter', 'only', 'belongs_to'] as const).every((part) => asked[part] === now[part]);
    if (same) this.total = page.total;
    return page;
  };

  refresh(): void {
    this.revision = untrack(() => this.revision) + 1;
  }

  clearFilters(): void {
    this.filter = '';
    this.only = null;
    this.belongsTo = null;
  }

  /** Sorts by a column; a second time the other way round. */
  sortBy(column: string): void {
    this.descending = this.sort === column && !this.descending;
    this.sort = column;
    this.refresh();
  }

  /** Shows these columns from now on; null goes back to the list's own choice. */
  showColumns(names: string[] | null): void {
    this.columns = names;
    keepColumns(this.kind, names);
  }

  /** The ids of rows `offset` to `offset + limit`, or of everything the list shows. */
  async ids(offset = 0, limit: number | null = null): Promise<string[]> {
    return await unwrap(commands.listIds(this.kind, this.query(offset, limit)));
  }

  /** What became of the file; null when that was cancelled. */
  async exportAs(
    name: string,
    columns: ExportColumn[],
    format: ExportFormat,
    to: PaperTo,
  ): Promise<Written | null> {
    return await unwrap(commands.exportList(this.kind, this.query(), columns, name, format, to));
  }

  /** Looks at the list as a saved view says. */
  applyView(view: SavedView): void {
    this.filter = view.filter;
    this.only = view.only;
    this.sort = view.sort;
    this.descending = view.descending;
    this.columns = view.columns.length > 0 ? view.columns : null;
    this.refresh();
  }

  /** The list as it is looked at now, to be kept under a name. */
  asView(name: string): SavedView {
    return {
      id: '',
      kind: this.kind,
      name,
      filter: this.filter,
      only: this.only,
      sort: this.sort,
      descending: this.descending,
      columns: this.columns ?? [],
    };
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
      const thing = await unwrap(this.commands.get(id));
      if (reading === this.#reading && this.selectedId === id) this.thing = thing;
    } catch (error) {
      if (reading === this.#reading && this.selectedId === id) {
        this.thing = null;
        this.thingError = asIpcError(error);
      }
    }
  }

  /** The version of the selected thing that is stored now; null without one. */
  async latest(): Promise<number | null> {
    const id = this.selectedId;
    return id === null ? null : (await unwrap(this.commands.get(id))).version;
  }

  close(): void {
    this.pane = 'closed';
    this.selectedId = null;
    this.thing = null;
    this.thingError = null;
  }

  add(): void {
    if (readOnly() !== null) return;
    this.pane = 'add';
  }

  edit(): void {
    if (this.thing !== null && readOnly() === null) this.pane = 'edit';
  }

  /** Leaves the form for what was there before. */
  leaveForm(): void {
    if (this.selectedId === null) this.close();
    else this.pane = 'view';
  }

  /** Throws the core's refusal for the form to show. */
  async save(input: Input, version: number | null): Promise<Thing> {
    const editing = this.pane === 'edit' && this.selectedId !== null;
    const thing = await unwrap(
      editing && this.selectedId !== null && version !== null
        ? this.commands.update(this.selectedId, version, input)
        : this.commands.create(input),
    );
    this.show(thing);
    return thing;
  }

  /** Shows a thing as an act left it. */
  show(thing: Thing): void {
    // What is still being read is older, and may be of another thing.
    this.#reading += 1;
    this.selectedId = thing.id;
    this.thing = thing;
    this.pane = 'view';
    this.refresh();
  }

  /** Moves things to the Trash and answers the batch that brings them back. */
  async remove(ids: string[]): Promise<string> {
    const removed = await unwrap(commands.deleteThings(this.kind, ids));
    if (this.selectedId !== null && ids.includes(this.selectedId)) this.close();
    this.chosen = new Set([...this.chosen].filter((id) => !ids.includes(id)));
    this.refresh();
    return removed.batch;
  }

  /** The fields that can be changed of many at once. */
  bulkFields(): Promise<BulkField[]> {
    return unwrap(commands.bulkFields(this.kind));
  }

  /** What an edit of things would change. */
  bulkPreview(ids: string[], edit: BulkEdit): Promise<BulkReport> {
    return unwrap(commands.bulkPreview(this.kind, ids, edit));
  }

  /** Changes things; answers what was changed, and the batch that undo takes. */
  async bulkEdit(ids: string[], edit: BulkEdit): Promise<BulkDone> {
    const done = await unwrap(commands.bulkEdit(this.kind, ids, edit));
    this.refresh();
    return done;
  }

  /** Changes the tags of things and answers the batch that takes it back. */
  async changeTags(ids: string[], add: string[], remove: string[]): Promise<string> {
    const changed = await unwrap(commands.tagThings(this.kind, ids, add, remove));
    this.refresh();
    return changed.batch;
  }
}

export function asIpcError(error: unknown): IpcError {
  if (error instanceof IpcError) return error;
  return new IpcError('internal', error instanceof Error ? error.message : String(error), null);
}

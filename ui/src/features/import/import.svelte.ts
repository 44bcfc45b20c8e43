import {
  commands,
  type DateOrder,
  type DecimalMark,
  type ImportKind,
  type ImportOptions,
  type ImportPart,
  type ImportReport,
  type Page,
  type PickedFile,
  type Preview,
  type PreviewRow,
  type RowFilter,
  type Undone,
} from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';
import { vaultImport } from './vault.svelte';

export { onImportProgress } from '../../lib/ipc/ipc';

export type Step = 'file' | 'columns' | 'preview' | 'done';

function freshOptions(kind: ImportKind): ImportOptions {
  return {
    kind,
    mapping: [],
    date_order: null,
    decimal: null,
    currency: null,
    price_per_seat: false,
    meanings: [],
    delimiter: null,
    encoding: null,
    sheet: null,
    sure: false,
    new_fields: [],
    skip_problems: false,
    match_by: [],
    matches: [],
  };
}

/** A table of the import: a file, or a sheet of one. */
export interface Part {
  file: number;
  /** The name of its sheet, else of its file. */
  label: string;
  options: ImportOptions;
  /** Not to be imported. */
  left: boolean;
}

/** An import from the choice of a file to its undo. Every answer reads the file anew, so the preview is always true. */
export class TableImport {
  step = $state<Step>('file');
  file = $state.raw<PickedFile | null>(null);
  parts = $state.raw<Part[]>([]);
  /** The place of the part that is looked at. */
  active = $state(0);
  previews = $state.raw<(Preview | null)[]>([]);
  /** Goes up with every preview: the rows must be read again. */
  revision = $state(0);
  only = $state<RowFilter | null>(null);
  /** Questions about a word that were answered by leaving its rows out. */
  leftWords = $state.raw<string[]>([]);

  #matchLabels = $state.raw<Record<number, string>>({});

  report = $state.raw<ImportReport | null>(null);
  rejectsPath = $state<string | null>(null);
  undone = $state.raw<Undone | null>(null);

  busy = $state(false);
  progress = $state.raw<{ done: number; total: number } | null>(null);
  error = $state.raw<IpcError | null>(null);
  /** Whether the import runs: what it writes can be stopped. */
  writing = $state(false);
  /** Where a stop that was asked for stands. */
  stop = $state<'none' | 'asked' | 'done'>('none');

  /** How the part that is looked at is imported. */
  get options(): ImportOptions {
    return this.parts[this.active]?.options ?? freshOptions('licenses');
  }

  get preview(): Preview | null {
    return this.previews[this.active] ?? null;
  }

  /** The previews of all parts that are imported. */
  get #included(): Preview[] {
    return this.previews.filter(
      (preview, place): preview is Preview => preview !== null && this.parts[place]?.left === false,
    );
  }

  get rowsInAll(): number {
    return this.#included.reduce((sum, preview) => sum + preview.rows, 0);
  }

  get problemRows(): number {
    return this.#included.reduce((sum, preview) => sum + preview.problem_rows, 0);
  }

  /** Rows that an import would write or find unchanged. */
  get importable(): number {
    return this.rowsInAll - this.problemRows;
  }

  /** Whether a part has a question about the whole of it. */
  asksOf(place: number): boolean {
    const preview = this.previews[place] ?? null;
    if (preview === null || this.parts[place]?.left !== false) return false;
    const { format } = preview;
    return (
      format.other_kind !== null ||
      format.date_order_needed ||
      format.decimal_needed !== null ||
      format.currency_needed !== null ||
      format.encoding_needed.length > 0
    );
  }

  /** Whether something about a file as a whole is still to be answered. */
  get asks(): boolean {
    return this.parts.some((_, place) => this.asksOf(place));
  }

  get mayImport(): boolean {
    const seen = this.parts.every((part, place) => part.left || (this.previews[place] ?? null) !== null);
    return seen && this.importable > 0 && !this.asks && !this.busy;
  }

  async pick(): Promise<void> {
    await this.#doing(async () => {
      const file = await unwrap(commands.importPick());
      if (file === null) return;
      this.startOver();
      this.file = file;
      // A table with passwords may still be one of licenses: that is asked.
      if (file.vault !== null && file.vault.format !== 'csv') {
        await vaultImport.begin(file);
        return;
      }
      // Of several tables those that say what they are come in; the others can be taken in too.
      this.parts = file.tables.map(({ file: place, file_name, look }) => ({
        file: place,
        label: look.sheet === null || file.tables.length === 1 ? file_name : look.sheet,
        options: { ...freshOptions(look.kind), sheet: file.tables.length === 1 ? null : look.sheet },
        left: file.tables.length > 1 && !look.sure,
      }));
      this.previews = this.parts.map(() => null);
      this.active = Math.max(
        0,
        this.parts.findIndex((part) => !part.left),
      );
      if (file.vault !== null) return;
      if (file.tables.length > 1) await this.#choose(this.options.kind);
      else if (file.kind !== null) await this.#choose(file.kind);
    });
  }

  /** Says that the rows of the file are credentials. */
  async chooseVault(): Promise<void> {
    const { file } = this;
    if (file !== null) await this.#doing(() => vaultImport.begin(file));
  }

  /** Says what the rows of the file are. */
  async chooseKind(kind: ImportKind): Promise<void> {
    await this.#doing(() => this.#choose(kind));
  }

  /** Says that the rows are of the chosen kind, though they look like another one. */
  async keepKind(): Promise<void> {
    await this.#reread({ sure: true });
  }

  /** Looks at another part. */
  async look(place: number): Promise<void> {
    await this.#doing(async () => {
      const part = this.parts[place];
      if (part === undefined) return;
      await this.#read(part.options, place, true);
      this.active = place;
      this.only = null;
    });
  }

  /** Takes a part in, or leaves it out. */
  async leave(place: number, left: boolean): Promise<void> {
    this.parts = this.parts.map((part, other) => (other === place ? { ...part, left } : part));
    // What the others find may hang on it.
    this.#forgetOthers(place);
    await this.look(place);
    if (this.step === 'preview') await this.#doing(() => this.#lookAtAll());
  }

  /** A field of one's own for a column, called as the column is. */
  async addField(column: string): Promise<void> {
    const new_fields = this.options.new_fields.filter((field) => field.column !== column);
    const mapping = this.options.mapping.filter((entry) => entry.column !== column);
    await this.#reread({ new_fields: [...new_fields, { column, type: null }], mapping });
  }

  async setField(column: string, field: string | null): Promise<void> {
    const new_fields = this.options.new_fields.filter((entry) => entry.column !== column);
    const mapping = this.options.mapping.filter((entry) => entry.column !== column);
    const holder = field === null ? undefined : this.preview?.columns.find((other) => other.field === field);
    const changed = [...mapping, { column, field }];
    if (holder !== undefined && holder.column !== column) {
      const others = changed.filter((entry) => entry.column !== holder.column);
      await this.#reread({ new_fields, mapping: [...others, { column: holder.column, field: null }] });
    } else {
      await this.#reread({ new_fields, mapping: changed });
    }
  }

  async setDateOrder(order: DateOrder | null): Promise<void> {
    await this.#reread({ date_order: order });
  }

  async setDecimal(decimal: DecimalMark | null): Promise<void> {
    await this.#reread({ decimal });
  }

  async setDelimiter(delimiter: string | null): Promise<void> {
    await this.#reread({ delimiter, mapping: [], new_fields: [], matches: [] });
  }

  async setEncoding(encoding: string | null): Promise<void> {
    await this.#reread({ encoding, mapping: [], new_fields: [], matches: [] });
  }

  async setSheet(sheet: string): Promise<void> {
    await this.#reread({ sheet, mapping: [], new_fields: [], matches: [] });
  }

  async setCurrency(currency: string | null): Promise<void> {
    await this.#reread({ currency });
  }

  async setPricePerSeat(perSeat: boolean): Promise<void> {
    await this.#reread({ price_per_seat: perSeat });
  }

  /** One answer for every cell of a yes/no column that holds this word. */
  async answer(word: string, yes: boolean): Promise<void> {
    const meanings = this.options.meanings.filter((meaning) => meaning.word !== word);
    await this.#reread({ meanings: [...meanings, { word, yes }] });
  }

  async takeBackAnswer(word: string): Promise<void> {
    await this.#reread({ meanings: this.options.meanings.filter((meaning) => meaning.word !== word) });
  }

  /** Says which license or device a doubtful row is; null for a new one. */
  async chooseMatch(row: number, record: string | null, label: string): Promise<void> {
    const others = this.options.matches.filter((match) => match.row !== row);
    await this.#reread({ matches: [...others, { row, record }] });
    this.#matchLabels = { ...this.#matchLabels, [row]: label };
  }

  async takeBackMatch(row: number): Promise<void> {
    await this.#reread({ matches: this.options.matches.filter((match) => match.row !== row) });
  }

  /** Doubtful rows that were answered, with what they are. */
  get matched(): { row: number; label: string }[] {
    return this.options.matches.map(({ row }) => ({ row, label: this.#matchLabels[row] ?? '' }));
  }

  leaveWordOut(key: string): void {
    this.leftWords = [...this.leftWords, key];
  }

  askWordAgain(key: string): void {
    this.leftWords = this.leftWords.filter((left) => left !== key);
  }

  /** Leaves out the columns whose values would go to the keyring. */
  async withoutKeys(): Promise<void> {
    const secret = (this.preview?.columns ?? [])
      .filter((column) => column.secret)
      .map((column) => column.column);
    const others = this.options.mapping.filter((entry) => !secret.includes(entry.column));
    await this.#reread({ mapping: [...others, ...secret.map((column) => ({ column, field: null }))] });
  }

  /** All parts are looked through before any is imported; the rows shown are those of the one looked at. */
  async toPreview(): Promise<void> {
    if (this.preview === null) return;
    await this.#doing(async () => {
      await this.#lookAtAll();
      this.only = null;
      this.step = 'preview';
    });
  }

  back(): void {
    this.error = null;
    this.stop = 'none';
    this.step = this.step === 'preview' ? 'columns' : 'file';
  }

  rows = (offset: number, limit: number): Promise<Page<PreviewRow>> => {
    if (this.file === null) return Promise.resolve({ total: 0, rows: [] });
    return unwrap(commands.importRows(this.file.token, this.only, offset, limit));
  };

  show(only: RowFilter | null): void {
    this.only = this.only === only ? null : only;
    this.revision += 1;
  }

  async commit(): Promise<void> {
    const { file } = this;
    if (file === null || !this.mayImport) return;
    this.progress = null;
    await this.#doing(async () => {
      const skip_problems = this.problemRows > 0;
      const parts = this.#sent().map((part) => ({ ...part, options: { ...part.options, skip_problems } }));
      this.writing = true;
      try {
        this.report = await unwrap(commands.importCommit(file.token, parts));
        this.step = 'done';
      } catch (error) {
        if (asIpcError(error).code !== 'cancelled') throw error;
        this.stop = 'done';
      } finally {
        this.writing = false;
      }
    });
    this.progress = null;
  }

  /** Stops the import that runs, between two rows: nothing of it is written. */
  async cancel(): Promise<void> {
    const { file } = this;
    if (file === null || !this.writing) return;
    this.stop = 'asked';
    try {
      await unwrap(commands.importCancel(file.token));
    } catch (error) {
      this.error = asIpcError(error);
    }
  }

  /** Saves the rows that were left out of a part, by its place among those that were imported. */
  async saveRejects(imported: number): Promise<void> {
    const { file } = this;
    if (file === null) return;
    await this.#doing(async () => {
      const places = this.parts.map((part, place) => (part.left ? -1 : place)).filter((place) => place >= 0);
      const place = places[imported] ?? this.active;
      if (place !== this.active) {
        await this.#read(this.parts[place]?.options ?? this.options, place, true);
        this.active = place;
      }
      this.rejectsPath = (await unwrap(commands.importSaveRejects(file.token))) ?? this.rejectsPath;
    });
  }

  async undo(): Promise<void> {
    const batch = this.report?.batch ?? null;
    if (batch === null) return;
    await this.#doing(async () => {
      this.undone = await unwrap(commands.undoBatch(batch));
    });
  }

  /** Does the import again that was undone. */
  async redo(): Promise<void> {
    const batch = this.report?.batch ?? null;
    if (batch === null) return;
    await this.#doing(async () => {
      await unwrap(commands.redoBatch(batch));
      this.undone = null;
    });
  }

  startOver(): void {
    vaultImport.close();
    this.step = 'file';
    this.file = null;
    this.parts = [];
    this.previews = [];
    this.active = 0;
    this.report = null;
    this.rejectsPath = null;
    this.undone = null;
    this.only = null;
    this.leftWords = [];
    this.error = null;
    this.stop = 'none';
  }

  async #choose(kind: ImportKind): Promise<void> {
    const sheet = this.options.sheet;
    await this.#read({ ...freshOptions(kind), sheet });
    this.step = 'columns';
  }

  /** The parts that are imported, as the commands take them. */
  #sent(also: number | null = null): ImportPart[] {
    return this.parts
      .filter((part, place) => !part.left || place === also)
      .map(({ file, options }) => ({ file, options }));
  }

  #forgetOthers(than: number): void {
    this.previews = this.previews.map((preview, place) => (place === than ? preview : null));
  }

  /** Looks through the parts that were not looked at since something changed; the rows stay those of the one shown. */
  async #lookAtAll(): Promise<void> {
    let others = false;
    for (const [place, part] of this.parts.entries()) {
      if (place === this.active || part.left || (this.previews[place] ?? null) !== null) continue;
      others = true;
      await this.#read(part.options, place, true);
    }
    if (others) await this.#read(this.options, this.active, true);
  }

  async #reread(changes: Partial<ImportOptions>): Promise<void> {
    await this.#doing(async () => {
      await this.#read({ ...this.options, ...changes });
      if (this.step === 'preview') await this.#lookAtAll();
    });
  }

  /** The options count only once the file could be read with them. */
  async #read(options: ImportOptions, place = this.active, keep = false): Promise<void> {
    const part = this.parts[place];
    if (this.file === null || part === undefined) return;
    const before = this.parts;
    this.parts = before.map((other, at) => (at === place ? { ...part, options } : other));
    const sent = this.#sent(place);
    const among = this.parts.slice(0, place).filter((other) => !other.left).length;
    try {
      const preview = await unwrap(commands.importPreview(this.file.token, sent, among));
      // What the others find may hang on this one.
      if (!keep) this.#forgetOthers(place);
      this.previews = this.previews.map((other, at) => (at === place ? preview : other));
      this.revision += 1;
    } catch (error) {
      this.parts = before;
      throw error;
    }
  }

  async #doing(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    this.stop = 'none';
    try {
      await act();
    } catch (error) {
      this.error = asIpcError(error);
    } finally {
      this.busy = false;
    }
  }
}

/** One import at a time; leaving the page and coming back goes on where it was. */
export const tableImport = new TableImport();

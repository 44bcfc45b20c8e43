import {
  commands,
  type DateOrder,
  type DecimalMark,
  type ImportKind,
  type ImportOptions,
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
    skip_problems: false,
    match_by: [],
    matches: [],
  };
}

/** An import from the choice of a file to its undo. Every answer reads the file anew, so the preview is always true. */
export class Transfer {
  step = $state<Step>('file');
  file = $state.raw<PickedFile | null>(null);
  options = $state.raw<ImportOptions>(freshOptions('licenses'));
  preview = $state.raw<Preview | null>(null);
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

  /** Rows that an import would write or find unchanged. */
  get importable(): number {
    return this.preview === null ? 0 : this.preview.rows - this.preview.problem_rows;
  }

  /** Whether something about the file as a whole is still to be answered. */
  get asks(): boolean {
    if (this.preview === null) return false;
    const { format } = this.preview;
    return (
      format.other_kind !== null ||
      format.date_order_needed ||
      format.decimal_needed !== null ||
      format.currency_needed !== null ||
      format.encoding_needed.length > 0
    );
  }

  get mayImport(): boolean {
    return this.preview !== null && this.importable > 0 && !this.asks && !this.busy;
  }

  async pick(): Promise<void> {
    await this.#doing(async () => {
      const file = await unwrap(commands.importPick());
      if (file === null) return;
      this.startOver();
      this.file = file;
      // A table with passwords may still be one of licenses: that is asked.
      if (file.vault !== null && file.vault.format !== 'csv') await vaultImport.begin(file);
      else if (file.kind !== null && file.vault === null) await this.#choose(file.kind);
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

  async setField(column: string, field: string | null): Promise<void> {
    const mapping = this.options.mapping.filter((entry) => entry.column !== column);
    const holder = field === null ? undefined : this.preview?.columns.find((other) => other.field === field);
    const changed = [...mapping, { column, field }];
    if (holder !== undefined && holder.column !== column) {
      const others = changed.filter((entry) => entry.column !== holder.column);
      await this.#reread({ mapping: [...others, { column: holder.column, field: null }] });
    } else {
      await this.#reread({ mapping: changed });
    }
  }

  async setDateOrder(order: DateOrder | null): Promise<void> {
    await this.#reread({ date_order: order });
  }

  async setDecimal(decimal: DecimalMark | null): Promise<void> {
    await this.#reread({ decimal });
  }

  async setDelimiter(delimiter: string | null): Promise<void> {
    await this.#reread({ delimiter, mapping: [], matches: [] });
  }

  async setEncoding(encoding: string | null): Promise<void> {
    await this.#reread({ encoding, mapping: [], matches: [] });
  }

  async setSheet(sheet: string): Promise<void> {
    await this.#reread({ sheet, mapping: [], matches: [] });
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

  toPreview(): void {
    if (this.preview === null) return;
    this.error = null;
    this.only = null;
    this.step = 'preview';
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
    const { file, preview } = this;
    if (file === null || preview === null) return;
    this.progress = null;
    await this.#doing(async () => {
      const options = { ...this.options, skip_problems: preview.problem_rows > 0 };
      this.writing = true;
      try {
        this.report = await unwrap(commands.importCommit(file.token, options));
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

  async saveRejects(): Promise<void> {
    const { file } = this;
    if (file === null) return;
    await this.#doing(async () => {
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

  startOver(): void {
    vaultImport.close();
    this.step = 'file';
    this.file = null;
    this.preview = null;
    this.report = null;
    this.rejectsPath = null;
    this.undone = null;
    this.only = null;
    this.leftWords = [];
    this.error = null;
    this.stop = 'none';
  }

  async #choose(kind: ImportKind): Promise<void> {
    await this.#read(freshOptions(kind));
    this.step = 'columns';
  }

  async #reread(changes: Partial<ImportOptions>): Promise<void> {
    await this.#doing(() => this.#read({ ...this.options, ...changes }));
  }

  /** The options count only once the file could be read with them. */
  async #read(options: ImportOptions): Promise<void> {
    if (this.file === null) return;
    this.preview = await unwrap(commands.importPreview(this.file.token, options));
    this.options = options;
    this.revision += 1;
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
export const transfer = new Transfer();

import {
  commands,
  type ExportFormat,
  type PaperTo,
  type Reported,
  type ReportSheet,
  type ReportTable,
  type Written,
} from '../ipc/bindings';
import { unwrap, type IpcError } from '../ipc/ipc';
import { asIpcError } from './things.svelte';

/** Data that is read anew whenever what it covers changes; the last one asked for wins. */
export class Reader<Data> {
  data = $state.raw<Data | null>(null);
  error = $state.raw<IpcError | null>(null);
  #asked = 0;

  constructor(private readonly ask: () => Promise<Data>) {}

  async read(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const data = await this.ask();
      if (asked !== this.#asked) return;
      this.data = data;
      this.error = null;
    } catch (error) {
      if (asked === this.#asked) this.error = asIpcError(error);
    }
  }
}

/** A report: what it found, and the same as a table. */
export class ReportReader<Data> {
  #reader: Reader<Reported<Data>>;

  constructor(ask: () => Promise<Reported<Data>>) {
    this.#reader = new Reader(ask);
  }

  get data(): Data | null {
    return this.#reader.data?.data ?? null;
  }

  get table(): ReportTable | null {
    return this.#reader.data?.table ?? null;
  }

  get error(): IpcError | null {
    return this.#reader.error;
  }

  async read(): Promise<void> {
    await this.#reader.read();
  }
}

/** Writes or opens a report; null when that was cancelled. */
export async function writeReport(
  sheet: ReportSheet,
  format: ExportFormat,
  to: PaperTo,
): Promise<Written | null> {
  return await unwrap(commands.exportReport(sheet, format, to));
}

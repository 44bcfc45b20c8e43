import { commands, type ExportFormat, type PaperTo, type ReportSheet, type Written } from '../ipc/bindings';
import { unwrap, type IpcError } from '../ipc/ipc';
import { asIpcError } from './things.svelte';

/** A report's data: read anew whenever what it covers changes; the last one asked for wins. */
export class ReportReader<Data> {
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

/** Writes or opens a report; null when that was cancelled. */
export async function writeReport(
  sheet: ReportSheet,
  format: ExportFormat,
  to: PaperTo,
): Promise<Written | null> {
  return await unwrap(commands.exportReport(sheet, format, to));
}

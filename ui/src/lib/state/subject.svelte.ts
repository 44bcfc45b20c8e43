import { commands, type Attachment, type HistoryEntry, type Kind } from '../ipc/bindings';
import { unwrap, type IpcError } from '../ipc/ipc';
import { asIpcError } from './things.svelte';

/** The files and the history of one thing, read when their tab is first opened. */
export class SubjectPanels {
  files = $state.raw<Attachment[] | null>(null);
  history = $state.raw<HistoryEntry[] | null>(null);
  busy = $state(false);
  /** Why they could not be read. */
  error = $state<IpcError | null>(null);
  /** Why the last act was refused. It stays until the next act, whatever is read meanwhile. */
  refusal = $state<IpcError | null>(null);
  /** The file that no program opened. */
  unopened = $state<string | null>(null);

  constructor(
    readonly kind: Kind,
    readonly id: string,
  ) {}

  async readFiles(): Promise<void> {
    await this.#read(async () => {
      this.files = await unwrap(commands.listAttachments(this.id));
    });
  }

  async readHistory(): Promise<void> {
    await this.#read(async () => {
      this.history = await unwrap(commands.historyOf(this.id));
    });
  }

  async attach(): Promise<void> {
    this.busy = true;
    await this.#doing(async () => {
      const files = await unwrap(commands.attachFiles(this.kind, this.id));
      if (files !== null) await this.readFiles();
    });
    this.busy = false;
  }

  async open(id: string): Promise<void> {
    await this.#doing(async () => {
      await unwrap(commands.openAttachment(id));
    });
    if (this.refusal !== null) this.unopened = id;
  }

  /** Where a copy of the file was written; null when it was cancelled or refused. */
  async saveAs(id: string): Promise<string | null> {
    let path: string | null = null;
    await this.#doing(async () => {
      path = await unwrap(commands.saveAttachment(id));
    });
    return path;
  }

  /** The batch that brings the file back; null when it could not be removed. */
  async remove(id: string): Promise<string | null> {
    let batch: string | null = null;
    await this.#doing(async () => {
      batch = (await unwrap(commands.removeAttachment(id))).batch;
      await this.readFiles();
    });
    return batch;
  }

  /** Undoes a batch; whether it was undone. */
  async undo(batch: string): Promise<boolean> {
    let undone = false;
    await this.#doing(async () => {
      await unwrap(commands.undoBatch(batch));
      undone = true;
    });
    if (this.files !== null) await this.readFiles();
    if (this.history !== null) await this.readHistory();
    return undone;
  }

  async #read(read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this.error = null;
    } catch (error) {
      this.error = asIpcError(error);
    }
  }

  async #doing(act: () => Promise<void>): Promise<void> {
    this.refusal = this.unopened = null;
    try {
      await act();
    } catch (error) {
      this.refusal = asIpcError(error);
    }
  }
}

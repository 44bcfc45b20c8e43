import {
  commands,
  type EntryFilter,
  type Page,
  type PickedFile,
  type Undone,
  type VaultLook,
  type VaultOptions,
  type VaultPreview,
  type VaultReport,
  type VaultRow,
} from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';
import { lock } from '../../lib/state/lock.svelte';

const USUAL: VaultOptions = {
  open_notes: false,
  files: true,
  skip_problems: false,
  doubtful_as_new: false,
};

export type VaultStep = 'open' | 'preview' | 'done';

/** A vault that was chosen. */
export interface ChosenVault extends VaultLook {
  token: string;
  name: string;
}

/** The import of another program's vault, from its password to its undo. What is in it stays with the core. */
export class VaultImport {
  file = $state.raw<ChosenVault | null>(null);
  step = $state<VaultStep>('open');
  options = $state.raw<VaultOptions>({ ...USUAL });
  keyFile = $state<string | null>(null);
  preview = $state.raw<VaultPreview | null>(null);
  /** Goes up with every preview: the rows must be read again. */
  revision = $state(0);
  only = $state<EntryFilter | null>(null);
  report = $state.raw<VaultReport | null>(null);
  undone = $state.raw<Undone | null>(null);
  /** The name of the plain-text file that was deleted after its import. */
  deleted = $state<string | null>(null);
  /** Whether to keep the plain-text file was answered. */
  keeping = $state(false);

  busy = $state(false);
  writing = $state(false);
  stop = $state<'none' | 'asked' | 'done'>('none');
  progress = $state.raw<{ done: number; total: number } | null>(null);
  error = $state.raw<IpcError | null>(null);
  #locks = 0;

  get steps(): ('file' | VaultStep)[] {
    return this.file?.needs_password ? ['file', 'open', 'preview', 'done'] : ['file', 'preview', 'done'];
  }

  /** Entries that an import would write or find unchanged. */
  get importable(): number {
    const { preview } = this;
    return preview === null ? 0 : preview.new + preview.updated + preview.unchanged;
  }

  /** A vault was chosen: opened at once when it needs no password. */
  async begin(file: PickedFile): Promise<void> {
    if (file.vault === null) return;
    this.#forget();
    this.#locks = lock.locks;
    this.file = { ...file.vault, token: file.token, name: file.file_name };
    if (!file.vault.needs_password) await this.open(null);
  }

  /** Opens the vault and shows what is in it; whether it opened. */
  async open(password: string | null): Promise<boolean> {
    return await this.#doing(async () => {
      await this.#read(this.options, password);
      this.step = 'preview';
    });
  }

  async chooseKeyFile(): Promise<void> {
    const { file } = this;
    if (file === null) return;
    await this.#doing(async () => {
      this.keyFile = await unwrap(commands.vaultFileKey(file.token));
    });
  }

  async choose(part: Partial<VaultOptions>): Promise<void> {
    await this.#doing(() => this.#read({ ...this.options, ...part }, null));
  }

  rows = (offset: number, limit: number): Promise<Page<VaultRow>> => {
    if (this.file === null) return Promise.resolve({ total: 0, rows: [] });
    return unwrap(commands.vaultFileRows(this.file.token, this.only, offset, limit));
  };

  show(only: EntryFilter): void {
    this.only = this.only === only ? null : only;
    this.revision += 1;
  }

  told(progress: { done: number; total: number }): void {
    if (this.writing) this.progress = progress;
  }

  async commit(): Promise<void> {
    const { file, preview } = this;
    if (file === null || preview === null) return;
    await this.#doing(async () => {
      this.writing = true;
      try {
        const options = { ...this.options, skip_problems: preview.problem_rows > 0 };
        this.report = await unwrap(commands.vaultFileImport(file.token, options));
        this.step = 'done';
      } catch (error) {
        if (asIpcError(error).code !== 'cancelled') throw error;
        this.stop = 'done';
      } finally {
        this.writing = false;
        this.progress = null;
      }
    });
  }

  /** Stops the import that runs: nothing of it is written. */
  async cancel(): Promise<void> {
    const { file } = this;
    if (file === null || !this.writing) return;
    this.stop = 'asked';
    try {
      await unwrap(commands.vaultFileCancel(file.token));
    } catch (error) {
      this.error = asIpcError(error);
    }
  }

  /** Stops the opening that runs: what is to be opened stays chosen. */
  async stopOpening(): Promise<void> {
    const { file } = this;
    if (file === null || !this.busy) return;
    try {
      await unwrap(commands.vaultFileCancel(file.token));
    } catch (error) {
      this.error = asIpcError(error);
    }
  }

  async unlockKeyring(): Promise<void> {
    await this.#doing(async () => {
      await unwrap(commands.unlockKeyring());
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

  /** Deletes the plain-text file that was imported. */
  async deleteFile(): Promise<void> {
    const { file } = this;
    if (file === null) return;
    await this.#doing(async () => {
      this.deleted = await unwrap(commands.vaultFileDelete(file.token));
    });
  }

  /** A lock made the core forget what is in the vault: it is to be opened anew. */
  async after(locks: number): Promise<void> {
    if (locks === this.#locks) return;
    this.#locks = locks;
    if (this.file === null || this.step !== 'preview' || this.writing) return;
    this.preview = null;
    this.step = 'open';
    if (!this.file.needs_password) await this.open(null);
  }

  /** Forgets the vault that was chosen. */
  close(): void {
    if (this.file !== null) void commands.vaultFileClose(this.file.token);
    this.#forget();
  }

  #forget(): void {
    this.file = this.preview = this.report = this.undone = null;
    this.keyFile = this.deleted = this.only = this.error = this.progress = null;
    this.options = { ...USUAL };
    this.keeping = false;
    this.step = 'open';
    this.stop = 'none';
  }

  async #read(options: VaultOptions, password: string | null): Promise<void> {
    if (this.file === null) return;
    this.preview = await unwrap(commands.vaultFilePreview(this.file.token, password, options));
    this.options = options;
    this.revision += 1;
  }

  async #doing(act: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    this.stop = 'none';
    try {
      await act();
      return true;
    } catch (error) {
      this.error = asIpcError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** One vault at a time; leaving the page and coming back goes on where it was. */
export const vaultImport = new VaultImport();

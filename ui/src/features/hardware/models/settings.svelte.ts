import {
  commands,
  type BatchRef,
  type CategoryInput,
  type DeviceCategory,
  type DeviceModel,
  type HardwareSettings,
  type ModelInput,
  type WarrantyPage,
} from '../../../lib/ipc/bindings';
import { IpcError, unwrap } from '../../../lib/ipc/ipc';
import { attempt, attemptWithUndo } from '../../../lib/state/acts.svelte';
import { asIpcError } from '../../../lib/state/things.svelte';
import { toasts } from '../../../lib/state/toasts.svelte';
import { nextTag } from './models.svelte';
import { settingsWords as words } from '../words';

/** What new devices start with, as it is kept. */
export class HardwareSettingsState {
  settings = $state.raw<HardwareSettings | null>(null);
  categories = $state.raw<DeviceCategory[]>([]);
  models = $state.raw<DeviceModel[]>([]);
  /** Why nothing can be shown. */
  problem = $state<string | null>(null);
  /** The pattern as it is typed. */
  pattern = $state<string | null>(null);
  always = $state(false);
  patternError = $state<string | undefined>(undefined);
  /** The next asset tag. */
  next = $state<string | null>(null);

  get patternChanged(): boolean {
    const kept = this.settings;
    return (
      kept !== null &&
      ((this.pattern ?? '') !== (kept.asset_tag_pattern ?? '') || this.always !== kept.asset_tag_always)
    );
  }

  async read(): Promise<void> {
    try {
      const typed = this.patternChanged;
      const [settings, categories, models, next] = await Promise.all([
        unwrap(commands.getHardwareSettings()),
        unwrap(commands.listCategories()),
        unwrap(commands.listModels()),
        nextTag(),
      ]);
      this.settings = settings;
      this.categories = categories;
      this.models = models;
      this.next = next;
      this.problem = null;
      if (!typed) this.#takePattern(settings);
    } catch (error) {
      this.problem = asIpcError(error).message;
    }
  }

  #takePattern(settings: HardwareSettings): void {
    this.pattern = settings.asset_tag_pattern;
    this.always = settings.asset_tag_always;
    this.patternError = undefined;
  }

  async keepPattern(): Promise<void> {
    const kept = this.settings;
    if (kept === null) return;
    const pattern = (this.pattern ?? '').trim();
    try {
      const after = {
        ...kept,
        asset_tag_pattern: pattern === '' ? null : pattern,
        asset_tag_always: this.always,
      };
      await unwrap(commands.setHardwareSettings(after));
      this.settings = after;
      this.#takePattern(after);
      this.next = await nextTag();
      toasts.show({ text: words.saved, seconds: 2 });
    } catch (error) {
      this.patternError = asIpcError(error).message;
    }
  }

  /** Throws what the core refused, by field. */
  async saveCategory(category: DeviceCategory | null, input: CategoryInput): Promise<void> {
    await unwrap(commands.saveCategory(category?.id ?? null, category?.version ?? 0, input));
    await this.#kept(input.name);
  }

  async saveModel(model: DeviceModel | null, input: ModelInput): Promise<void> {
    await unwrap(commands.saveModel(model?.id ?? null, model?.version ?? 0, input));
    await this.#kept(input.name);
  }

  async removeCategory(category: DeviceCategory): Promise<void> {
    await this.#remove(category.fields.name, () => unwrap(commands.removeCategory(category.id)));
  }

  async removeModel(model: DeviceModel): Promise<void> {
    await this.#remove(model.fields.name, () => unwrap(commands.removeModel(model.id)));
  }

  /** How many devices got the life of their category. */
  async fillLives(): Promise<number> {
    const filled = await unwrap(commands.fillExpectedLife());
    await this.read();
    return filled;
  }

  /** Keeps a page in its place, or as a new one; throws what the core refused. */
  async savePage(index: number | null, page: WarrantyPage): Promise<void> {
    const pages = [...(this.settings?.warranty_pages ?? [])];
    const place = index ?? pages.length;
    pages[place] = page;
    try {
      await this.#keepPages(pages);
    } catch (error) {
      const known = asIpcError(error);
      const field = known.field?.replace(`warranty_pages.${place}.`, '') ?? null;
      throw new IpcError(known.code, known.message, field);
    }
    await this.#kept(page.manufacturer);
  }

  async removePage(index: number): Promise<void> {
    const before = this.settings?.warranty_pages ?? [];
    await attempt(async () => {
      await this.#keepPages(before.filter((_, at) => at !== index));
      toasts.show({
        text: words.removed(before[index]?.manufacturer ?? ''),
        undo: () =>
          void attempt(async () => {
            await this.#keepPages(before);
            toasts.show({ text: words.undone });
          }),
      });
    });
  }

  async #keepPages(pages: WarrantyPage[]): Promise<void> {
    const kept = this.settings;
    if (kept === null) return;
    const after = { ...kept, warranty_pages: pages };
    await unwrap(commands.setHardwareSettings(after));
    this.settings = after;
  }

  async #kept(name: string): Promise<void> {
    await this.read();
    toasts.show({ text: words.kept(name) });
  }

  async #remove(name: string, act: () => Promise<BatchRef>): Promise<void> {
    const said = { done: words.removed(name), undone: words.undone };
    const gone = await attemptWithUndo(
      async () => (await act()).batch,
      said,
      () => void this.read(),
    );
    if (gone) await this.read();
  }
}

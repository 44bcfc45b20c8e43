import type { IpcError } from '../ipc/ipc';
import { dropDraft, keepDraft, readDraft } from './draft';
import { asIpcError } from './things.svelte';

/** What is typed into a form, what the core refused of it, and its draft. */
export class FormState<Input extends object> {
  input = $state() as Input;
  /** What the core says about single fields, by their name in the input type. */
  errors = $state<Record<string, string>>({});
  /** What the core says about the whole. */
  problem = $state<string | undefined>(undefined);
  conflict = $state(false);
  busy = $state(false);
  fromDraft = $state(false);
  /** The version the form was opened on; null for a new thing. */
  version: number | null;

  readonly #key: string;
  #initial: Input;
  #finished = false;

  constructor(key: string, initial: Input, version: number | null) {
    this.#key = key;
    this.#initial = initial;
    const draft = readDraft<Input>(key);
    // Fields that a draft of an older release lacks come from the thing itself.
    this.input = structuredClone(draft === null ? initial : { ...initial, ...draft.input });
    this.version = draft === null ? version : draft.version;
    this.fromDraft = draft !== null;
  }

  get changed(): boolean {
    return JSON.stringify(this.input) !== JSON.stringify(this.#initial);
  }

  /** Call it from an effect: keeps a draft while something is changed. */
  keep(): void {
    if (this.#finished) return;
    if (this.changed)
      keepDraft(this.#key, { input: $state.snapshot(this.input) as Input, version: this.version });
    else dropDraft(this.#key);
  }

  /** Back to what is saved; the form stays open. */
  discard(version: number | null): void {
    dropDraft(this.#key);
    this.input = structuredClone(this.#initial);
    this.version = version;
    this.fromDraft = false;
    this.errors = {};
    this.problem = undefined;
    this.conflict = false;
  }

  /** The form is left for good: its draft goes. */
  leave(): void {
    this.#finished = true;
    dropDraft(this.#key);
  }

  /** Runs the save; whether it went through. What was typed stays when it did not. */
  async save(run: (input: Input, version: number | null) => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.errors = {};
    this.problem = undefined;
    try {
      await run($state.snapshot(this.input) as Input, this.version);
      this.leave();
      return true;
    } catch (error) {
      this.#refused(asIpcError(error));
      return false;
    } finally {
      this.busy = false;
    }
  }

  #refused(error: IpcError): void {
    this.conflict = error.code === 'conflict';
    if (this.conflict) return;
    if (error.field === null) this.problem = error.message;
    else this.errors = { [error.field]: error.message };
  }
}

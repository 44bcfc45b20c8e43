import type { IpcError } from '../ipc/ipc';
import { dropDraft, keepDraft, readDraft } from './draft';
import { asIpcError } from './things.svelte';

/** What a field component takes: spread it, `<TextField {...form.field('name', words.name)} />`. */
export interface FieldProps<Value> {
  label: string;
  /** Becomes the test id `field-<name>`. */
  name: string;
  value: Value;
  error: string | undefined;
  /** What is odd about it, and allowed. */
  warning: string | undefined;
}

type ItemOf<List> = List extends (infer Item)[] ? Item : never;

/** What is typed into a form, what the core refused of it, and its draft. */
export class FormState<Input extends object> {
  input = $state() as Input;
  /** What the core says about single fields, by their name in the input type. */
  errors = $state<Record<string, string>>({});
  /** What is odd about single fields, and allowed; by their name in the input type. */
  warnings = $state<Record<string, string>>({});
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

  /** One field, bound to the input and with its error. */
  field<Name extends keyof Input & string>(name: Name, label: string): FieldProps<Input[Name]> {
    return fieldOf(() => this.input, name, label, name, this);
  }

  /** What was refused of a field is another value by now. */
  forgive(path: string): void {
    if (path in this.errors)
      this.errors = Object.fromEntries(Object.entries(this.errors).filter(([other]) => other !== path));
  }

  /** The parts in a list of the input (contacts, terms …), each with fields of its own. */
  parts<Name extends keyof Input & string>(name: Name): FormPart<ItemOf<Input[Name]>>[] {
    const list = this.input[name] as unknown[];
    return list.map((_, index) => new FormPart<ItemOf<Input[Name]>>(this, name, index));
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

/** One part of a thing in a form: a contact, a term, a warranty. */
export class FormPart<Part> {
  constructor(
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the form of any thing that has such parts
    readonly form: FormState<any>,
    readonly list: string,
    readonly index: number,
  ) {}

  get input(): Part {
    return this.#all()[this.index] as Part;
  }

  set input(part: Part) {
    this.#all()[this.index] = part;
  }

  /** The name of one of its fields in the whole input: "terms.0.ends_on". */
  name(field: keyof Part & string): string {
    return `${this.list}.${this.index}.${field}`;
  }

  error(field: keyof Part & string): string | undefined {
    return this.form.errors[this.name(field)];
  }

  field<Name extends keyof Part & string>(name: Name, label: string): FieldProps<Part[Name]> {
    return fieldOf(() => this.input, name, label, this.name(name), this.form);
  }

  remove(): void {
    this.#all().splice(this.index, 1);
  }

  #all(): Part[] {
    return this.form.input[this.list] as Part[];
  }
}

function fieldOf<Of, Name extends keyof Of & string>(
  input: () => Of,
  name: Name,
  label: string,
  path: string,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the form of any thing
  form: FormState<any>,
): FieldProps<Of[Name]> {
  return {
    label,
    name: path,
    get value() {
      return input()[name];
    },
    set value(value) {
      input()[name] = value;
      form.forgive(path);
    },
    get error() {
      return form.errors[path];
    },
    get warning() {
      return form.warnings[path];
    },
  };
}

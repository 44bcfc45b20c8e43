import { fieldsOf, type Field, type Listed } from '../../fields/list';
import type { BulkEdit, BulkField, BulkReport, CustomValue, Kind } from '../../ipc/bindings';
import { asField, customFieldsOf } from '../../state/customFields.svelte';
import type { FieldProps } from '../../state/form.svelte';
import { asIpcError } from '../../state/things.svelte';
import { panelMessages } from './messages';

/** How long nothing is typed before it is looked at, in ms. */
const PAUSE = 350;
/** The entry for a change of prices by a percentage. */
export const PRICE_BY = 'price_by';

/** A field that is changed, and what it becomes. */
interface Line {
  key: number;
  name: string;
  value: unknown;
}

/** What is edited of the chosen things, and what that would change. */
export class BulkEditing {
  fields = $state.raw<BulkField[]>([]);
  lines = $state<Line[]>([{ key: 0, name: '', value: null }]);
  skip = $state(false);
  report = $state.raw<BulkReport | null>(null);
  problem = $state<string | null>(null);
  reading = $state(false);
  busy = $state(false);
  #next = 1;
  #asked = 0;

  constructor(
    readonly kind: Kind,
    private readonly preview: (edit: BulkEdit) => Promise<BulkReport>,
  ) {}

  /** Whether its things have prices. */
  get priced(): boolean {
    return this.fields.some((field) => field.name === 'price');
  }

  add(): void {
    this.lines.push({ key: this.#next, name: '', value: null });
    this.#next += 1;
  }

  remove(place: number): void {
    this.lines = this.lines.filter((_, other) => other !== place);
    if (this.lines.length === 0) this.add();
  }

  choose(place: number, name: string): void {
    const line = this.lines[place];
    if (line === undefined) return;
    line.name = name;
    // A yes or no begins with one of its answers, as it cannot be blank.
    line.value = this.listed(name)?.kind === 'yes_no' ? true : null;
  }

  /** The field as its editor takes it. */
  listed(name: string): Field | null {
    const field = this.fields.find((one) => one.name === name);
    if (field === undefined) return null;
    if (field.of === 'custom') {
      const custom = customFieldsOf(this.kind).find((one) => one.name === field.field);
      return custom === undefined ? null : asField(custom);
    }
    const list: Listed = field.of === 'term' ? 'term' : this.kind;
    return fieldsOf(list)[field.field] ?? null;
  }

  link(name: string): Kind | null {
    return this.fields.find((one) => one.name === name)?.link ?? null;
  }

  /** A line as an editor binds it. */
  bound(place: number): FieldProps<unknown> {
    const line = this.lines[place];
    return {
      label: panelMessages.bulkEdit.value,
      name: `bulk-${String(place)}`,
      get value() {
        return line?.value ?? null;
      },
      set value(value) {
        if (line !== undefined) line.value = value;
      },
      error: undefined,
      warning: undefined,
    };
  }

  /** Hundredths of a percent of a text; null where it is none. */
  static percent(text: unknown): number | null {
    const match = /^\s*([+-]?)(\d{1,4})(?:[.,](\d{1,2}))?\s*%?\s*$/.exec(
      typeof text === 'string' ? text : '',
    );
    if (match === null) return null;
    const hundredths = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0') || 0);
    return match[1] === '-' ? -hundredths : hundredths;
  }

  /** What is asked for; null as long as it is nothing. */
  get edit(): BulkEdit | null {
    const set: Record<string, CustomValue | null> = {};
    let price_by: number | null = null;
    for (const { name, value } of this.lines) {
      if (name === '') continue;
      if (name === PRICE_BY) {
        price_by = BulkEditing.percent(value);
        if (price_by === null) return null;
      } else if (this.listed(name)?.kind === 'percent' && value !== null && value !== '') {
        const percent = BulkEditing.percent(value);
        if (percent === null) return null;
        set[name] = percent;
      } else {
        set[name] = value === '' ? null : (value as CustomValue | null);
      }
    }
    if (Object.keys(set).length === 0 && price_by === null) return null;
    return { set, price_by, add_tags: [], remove_tags: [], skip_refused: this.skip };
  }

  /** Looks at what the edit would change, once nothing was typed for a moment. */
  look(edit: BulkEdit | null): () => void {
    this.#asked += 1;
    const mine = this.#asked;
    this.problem = null;
    if (edit === null) {
      this.report = null;
      this.reading = false;
      return () => undefined;
    }
    this.reading = true;
    const timer = setTimeout(() => {
      this.preview(edit)
        .then((report) => {
          if (mine === this.#asked) this.report = report;
        })
        .catch((error: unknown) => {
          if (mine === this.#asked) [this.report, this.problem] = [null, asIpcError(error).message];
        })
        .finally(() => {
          if (mine === this.#asked) this.reading = false;
        });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
    };
  }

  /** How many will change as things stand; 0 where nothing would be written. */
  get writes(): number {
    const { report } = this;
    if (report === null || this.reading) return 0;
    return report.refused === 0 || this.skip ? report.changed : 0;
  }
}

import { commands, type CustomField, type CustomValue, type Kind } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';
import type { Field, FieldKind } from '../fields/list';

let all = $state.raw<CustomField[]>([]);

/** The fields that people defined for a kind, in their order. */
export function customFieldsOf(kind: Kind): CustomField[] {
  return all.filter((field) => field.kind === kind);
}

/** Those of all kinds. */
export function allCustomFields(): CustomField[] {
  return all;
}

/** Reads them anew; the last ones known stay where that fails. */
export async function readCustomFields(): Promise<void> {
  try {
    all = await unwrap(commands.customFields());
  } catch {
    // Every page says by itself when nothing can be read.
  }
}

/** The name of a field's column in lists, sorts and files. */
export function columnOf(field: CustomField): string {
  return `custom.${field.name}`;
}

const kinds: Record<CustomField['type'], FieldKind> = {
  text: 'text',
  notes: 'notes',
  number: 'count',
  day: 'day',
  money: 'money',
  yes_no: 'yes_no',
  choice: 'choice',
  url: 'url',
  email: 'email',
  phone: 'phone',
};

/** The field like one that a kind has by itself. */
export function asField(custom: CustomField): Field {
  return {
    label: custom.label,
    kind: kinds[custom.type],
    choices: custom.choices.map((word) => ({ value: word, label: word })),
    list: custom.shown ? 'shown' : 'offered',
    required: custom.required,
  };
}

/** The values of a thing's custom fields, by name. */
export type CustomValues = Partial<Record<string, CustomValue | null>>;

/** What a form shows of a field: what was typed or stored, else what a new thing begins with. */
export function valueOf(field: CustomField, values: CustomValues, isNew: boolean): CustomValue | null {
  const value = values[field.name];
  return value === undefined ? (isNew ? (field.default ?? null) : null) : value;
}

/** The values of the fields that are defined now. */
export function ofDefined(kind: Kind, values: CustomValues): CustomValues {
  const names = customFieldsOf(kind).map((field) => field.name);
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

/** Required fields that a form leaves blank: a message for each field's name. */
export function missing(
  kind: Kind,
  values: CustomValues,
  isNew: boolean,
  say: (label: string) => string,
): Record<string, string> {
  const blank = (value: CustomValue | null) =>
    value === null || (typeof value === 'string' && value.trim() === '');
  return Object.fromEntries(
    customFieldsOf(kind)
      .filter((field) => field.required && blank(valueOf(field, values, isNew)))
      .map((field) => [columnOf(field), say(field.label)]),
  );
}

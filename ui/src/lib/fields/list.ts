import type { Kind } from '../ipc/bindings';
import { blanks, fields } from '../ipc/fields';

/** The kinds of things and parts that have a list of fields. */
export type Listed = keyof typeof fields;

/** A field as the list in the core says it. */
export interface Field {
  label: string;
  kind: FieldKind;
  choices?: readonly { value: string; label: string }[];
  /** Whether it is a column of its list, and from the start. */
  list?: 'shown' | 'offered';
  /** The width of its column. */
  width?: string;
  /** What a blank one is called. */
  blank?: string;
  required?: boolean;
  /** A value of each thing alone: not changed for many at once. */
  single?: boolean;
}

export type FieldKind =
  | 'text'
  | 'code'
  | 'email'
  | 'phone'
  | 'url'
  | 'host'
  | 'notes'
  | 'day'
  | 'money'
  | 'count'
  | 'months'
  | 'percent'
  | 'yes_no'
  | 'choice'
  | 'named'
  | 'by_id'
  | 'tags';

/** The fields of a kind by name, in the order of the list. */
export function fieldsOf(kind: Listed): Record<string, Field> {
  return fields[kind];
}

export function fieldOf(kind: Listed, name: string): Field {
  const found = fieldsOf(kind)[name];
  if (found === undefined) throw new Error(`${kind} has no field ${name}`);
  return found;
}

/** What a field is called. */
export function labelOf(kind: Listed, name: string): string {
  return fieldOf(kind, name).label;
}

/** The choices of a field, for a Select; the type says which words they are. */
export function choicesOf<Word extends string>(kind: Listed, name: string): { value: Word; label: string }[] {
  return (fieldOf(kind, name).choices ?? []).map(({ value, label }) => ({ value: value as Word, label }));
}

/** What a stored word is called. */
export function choiceLabel(field: Field, word: string): string {
  return field.choices?.find((choice) => choice.value === word)?.label ?? word.replaceAll('_', ' ');
}

/** What the form of a new thing begins with. */
export function blankOf<Input>(kind: Kind): Input {
  return structuredClone(blanks[kind]) as unknown as Input;
}

/** The name under which rows and files show a field: a link by id shows the name of what it leads to. */
export function shownName(name: string, field: Field): string {
  return field.kind === 'by_id' ? name.replace(/_id$/, '') : name;
}

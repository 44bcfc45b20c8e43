import type { Snippet } from 'svelte';
import { fieldsOf, type Listed } from './list';
import { isCode, shown } from './values';

/** A line of a summary. */
export interface Fact {
  label: string;
  value?: string | null;
  snippet?: Snippet;
  /** A day that something is due on, in place of a value. */
  due?: string | null;
  /** The value leads on. */
  onopen?: () => void;
  mono?: boolean;
}

/** The fields of a thing as the lines of its summary, in the order of the list. `without` names those shown elsewhere. */
export function factsOf(kind: Listed, input: object, without: readonly string[] = []): Fact[] {
  return Object.entries(fieldsOf(kind))
    .filter(([name]) => name in input && !without.includes(name))
    .filter(([, field]) => !['notes', 'tags', 'by_id'].includes(field.kind))
    .map(([name, field]) => ({
      // A length is told with its unit: "4 years".
      label: field.kind === 'months' ? field.label.replace(/ \(months\)$/, '') : field.label,
      value: shown(field, (input as Record<string, unknown>)[name]),
      mono: isCode(field) || undefined,
    }));
}

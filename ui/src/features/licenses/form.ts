import { blankTerm, cleanedTerms, termFaults } from '../../lib/components/terms/terms';
import type { License, LicenseInput } from '../../lib/ipc/bindings';

export function blankLicense(): LicenseInput {
  return {
    name: '',
    publisher: null,
    vendor: null,
    edition: null,
    category: null,
    kind: 'subscription',
    metric: 'user',
    reassignable: true,
    min_free_seats: null,
    maintained: null,
    registered_name: null,
    registered_email: null,
    notes: null,
    terms: [blankTerm()],
    tags: [],
  };
}

/** What a form edits of a license: its fields with the terms, newest first. */
export function inputOf(license: License): LicenseInput {
  return structuredClone({
    ...license.fields,
    terms: license.terms.map((term) => ({ ...term.fields, id: term.id })),
  });
}

/** What goes to the core: blank texts are no texts, terms without a word in them are no terms. */
export function cleaned(input: LicenseInput): LicenseInput {
  return {
    ...input,
    name: input.name.trim(),
    publisher: text(input.publisher),
    vendor: text(input.vendor),
    edition: text(input.edition),
    category: text(input.category),
    registered_name: text(input.registered_name),
    registered_email: text(input.registered_email),
    notes: text(input.notes),
    terms: cleanedTerms(input.terms),
  };
}

/** Errors that need no core, by field: "name", "terms.0.ends_on". */
export function faults(
  input: LicenseInput,
  words: { nameMissing: string; endBeforeStart: string },
): Record<string, string> {
  const found: Record<string, string> = {};
  if (input.name.trim() === '') found.name = words.nameMissing;
  Object.assign(found, termFaults(input.terms, words.endBeforeStart));
  return found;
}

function text(value: string | null): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

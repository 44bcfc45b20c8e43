import { blankTerm, cleanedTerms, termFaults } from '../../lib/components/terms/terms';
import { cleanedOf } from '../../lib/fields/clean';
import { blankOf } from '../../lib/fields/list';
import type { License, LicenseInput } from '../../lib/ipc/bindings';

export function blankLicense(): LicenseInput {
  return { ...blankOf<LicenseInput>('license'), terms: [blankTerm()] };
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
  return { ...cleanedOf('license', input), terms: cleanedTerms(input.terms) };
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

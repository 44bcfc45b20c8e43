import { blankTerm, cleanedTerms, termFaults } from '../../lib/components/terms/terms';
import { cleanedOf } from '../../lib/fields/clean';
import { blankOf } from '../../lib/fields/list';
import type { Contract, ContractInput } from '../../lib/ipc/bindings';

export function blankContract(): ContractInput {
  return { ...blankOf<ContractInput>('contract'), terms: [blankTerm()] };
}

/** What a form edits of a contract: its fields with the terms, newest first. */
export function inputOf(contract: Contract): ContractInput {
  return structuredClone({
    ...contract.fields,
    terms: contract.terms.map((term) => ({ ...term.fields, id: term.id })),
  });
}

/** What goes to the core: blank texts are no texts, and only a domain has a name and a DNS host. */
export function cleaned(input: ContractInput): ContractInput {
  const domain = input.kind === 'domain';
  return {
    ...cleanedOf('contract', domain ? input : { ...input, domain: null, dns_host: null }),
    terms: cleanedTerms(input.terms),
  };
}

/** Errors that need no core, by field: "name", "terms.0.ends_on". */
export function faults(
  input: ContractInput,
  words: { nameMissing: string; endBeforeStart: string },
): Record<string, string> {
  const found = termFaults(input.terms, words.endBeforeStart);
  if (input.name.trim() === '') found.name = words.nameMissing;
  return found;
}

import { blankTerm, cleanedTerms, termFaults } from '../../lib/components/terms/terms';
import type { Contract, ContractInput } from '../../lib/ipc/bindings';

export function blankContract(): ContractInput {
  return {
    name: '',
    kind: 'support',
    vendor: null,
    category: null,
    reference: null,
    sla: null,
    escalation: null,
    domain: null,
    dns_host: null,
    notes: null,
    device_ids: [],
    terms: [blankTerm()],
    tags: [],
  };
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
    ...input,
    name: input.name.trim(),
    vendor: text(input.vendor),
    category: text(input.category),
    reference: text(input.reference),
    sla: text(input.sla),
    escalation: text(input.escalation),
    domain: domain ? text(input.domain) : null,
    dns_host: domain ? text(input.dns_host) : null,
    notes: text(input.notes),
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

function text(value: string | null): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

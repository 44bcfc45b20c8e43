import { cleanedTermed } from '../../lib/components/terms/terms';
import type { ContractInput } from '../../lib/ipc/bindings';

/** What goes to the core: only a domain has a name and a DNS host. */
export function cleaned(input: ContractInput): ContractInput {
  const domain = input.kind === 'domain';
  return cleanedTermed('contract', domain ? input : { ...input, domain: null, dns_host: null });
}

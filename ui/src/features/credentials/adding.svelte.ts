/** A credential that is added from the page of the thing it belongs to. */
import { commands, type CredentialInput, type Kind } from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { emptyCredential } from './credentials.svelte';

/** The names of the things a form links to, by the field of the link. */
export interface LinkNames {
  license: string | null;
  contract: string | null;
  device: string | null;
  person: string | null;
}

export interface Linked {
  /** Of the thing it is added from: its draft is kept apart from others. */
  id: string;
  input: CredentialInput;
  names: LinkNames;
}

let waiting: Linked | null = null;

/** Remembers what the next new credential is to belong to. */
export async function addTo(kind: Kind, id: string): Promise<void> {
  const input = emptyCredential();
  const names: LinkNames = { license: null, contract: null, device: null, person: null };
  if (kind === 'vendor') {
    input.vendor = (await unwrap(commands.getVendor(id))).fields.name;
  } else if (kind === 'license') {
    const license = await unwrap(commands.getLicense(id));
    input.license_id = id;
    input.vendor = license.fields.vendor;
    names.license = license.fields.name;
  } else if (kind === 'contract') {
    const contract = await unwrap(commands.getContract(id));
    input.contract_id = id;
    input.vendor = contract.fields.vendor;
    names.contract = contract.fields.name;
  } else if (kind === 'device') {
    input.device_id = id;
    names.device = (await unwrap(commands.getDevice(id))).fields.name;
  } else if (kind === 'person') {
    input.person_id = id;
    names.person = (await unwrap(commands.getPerson(id))).fields.name;
  }
  waiting = { id, input, names };
}

/** What the form that opens now is to start from, once. */
export function takeAdding(): Linked | null {
  const linked = waiting;
  waiting = null;
  return linked;
}

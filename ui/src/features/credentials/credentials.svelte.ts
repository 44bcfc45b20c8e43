import {
  commands,
  type Choice,
  type Credential,
  type CredentialInput,
  type CredentialRow,
} from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';

export class CredentialsState extends Things<CredentialRow, Credential, CredentialInput> {
  constructor() {
    super('credential', {
      list: (query) => unwrap(commands.listCredentials(query)),
      get: (id) => unwrap(commands.getCredential(id)),
      create: (input) => unwrap(commands.createCredential(input)),
      update: (id, version, input) => unwrap(commands.updateCredential(id, version, input)),
      remove: (kind, ids) => unwrap(commands.deleteThings(kind, ids)),
    });
  }

  /** Stores a value in the keyring. Throws the core's refusal; nothing was lost then. */
  async storeValue(id: string, value: string): Promise<void> {
    const credential = await unwrap(commands.setCredentialSecret(id, value));
    this.#take(credential);
  }

  async deleteValue(id: string): Promise<void> {
    const credential = await unwrap(commands.deleteCredentialSecret(id));
    this.#take(credential);
  }

  /** Seconds until the value leaves the clipboard again. */
  async copyValue(id: string): Promise<number> {
    const copied = await unwrap(commands.copyCredentialSecret(id));
    return copied.seconds;
  }

  async copyUsername(id: string): Promise<void> {
    await unwrap(commands.copyUsername(id));
  }

  async openAddress(id: string): Promise<void> {
    await unwrap(commands.openUrl('credential', id));
  }

  #take(credential: Credential): void {
    if (this.selectedId === credential.id) this.thing = credential;
    this.refresh();
  }
}

export async function clearClipboard(): Promise<void> {
  await unwrap(commands.clearClipboard());
}

/** Raises the keyring's own prompt. */
export async function unlockKeyring(): Promise<void> {
  await unwrap(commands.unlockKeyring());
}

export async function suggestVendors(text: string): Promise<string[]> {
  return await unwrap(commands.choices('vendor', text));
}

export async function findLicenses(text: string): Promise<Choice[]> {
  return await unwrap(commands.findLicenses(text));
}

export async function findDevices(text: string): Promise<Choice[]> {
  return await unwrap(commands.findDevices(text));
}

export async function findPeople(text: string): Promise<Choice[]> {
  return await unwrap(commands.findPeople(text));
}

export function emptyCredential(): CredentialInput {
  return {
    name: '',
    kind: 'login',
    username: null,
    url: null,
    notes: null,
    vendor: null,
    license_id: null,
    device_id: null,
    person_id: null,
    rotate_days: null,
    expires_on: null,
    changed_on: null,
    tags: [],
  };
}

export async function suggestTags(text: string): Promise<string[]> {
  return await unwrap(commands.choices('tag', text));
}

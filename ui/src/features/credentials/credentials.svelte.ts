import { blankOf } from '../../lib/fields/list';
import {
  commands,
  type Credential,
  type CredentialInput,
  type CredentialRow,
  type SecretField,
} from '../../lib/ipc/bindings';
import { asked, IpcError, unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';
import type { NewSecret, ValueInput } from './value.svelte';

export const listCredentials = asked(commands.listCredentials);

/** The Credentials screen: its list, and the credential beside it. */
export class CredentialsState extends Things<CredentialRow, Credential, CredentialInput> {
  constructor() {
    super('credential', {
      list: commands.listCredentials,
      get: commands.getCredential,
      create: (input) => commands.createCredential(input, []),
      update: commands.updateCredential,
    });
  }

  /** Creates a credential with its values, or nothing. Throws the core's refusal for the form to show. */
  async create(input: CredentialInput, secrets: NewSecret[]): Promise<Credential> {
    const values = secrets.map(({ field, input: value }) => ({ field, value: value.asNew() }));
    const made = await unwrap(commands.createCredential(input, values));
    for (const secret of secrets) secret.input.forget();
    this.show(made);
    return made;
  }

  /** Stores a value in place of the one its field had. */
  async setValue(id: string, field: string, value: ValueInput): Promise<void> {
    const stored = await unwrap(commands.setCredentialSecret(id, field, value.asNew()));
    value.forget();
    this.take(stored);
  }

  /** Stores a new main value and the period after which it is to be rotated again. */
  async rotate(credential: Credential, value: ValueInput, days: number | null): Promise<void> {
    await this.setValue(credential.id, 'password', value);
    await this.#rotateEvery(credential.id, days);
  }

  /** Puts the value back that was replaced, and the period it had. */
  async unrotate(credential: Credential, valueId: string): Promise<void> {
    await this.restoreValue(credential.id, valueId);
    await this.#rotateEvery(credential.id, credential.fields.rotate_days);
  }

  async #rotateEvery(id: string, days: number | null): Promise<void> {
    const stored = await unwrap(commands.getCredential(id));
    if (stored.fields.rotate_days === days) return;
    const input = { ...stored.fields, rotate_days: days };
    this.take(await unwrap(commands.updateCredential(id, stored.version, input)));
  }

  /** Takes a value out; the id under which it can be put back, when previous values are kept. */
  async deleteValue(id: string, field: string): Promise<string | null> {
    const left = await unwrap(commands.deleteCredentialSecret(id, field));
    this.take(left);
    return left.secrets.find((value) => value.field === field)?.previous[0]?.id ?? null;
  }

  async renameValue(id: string, field: string, name: string): Promise<void> {
    this.take(await unwrap(commands.renameCredentialSecret(id, field, name)));
  }

  async restoreValue(id: string, valueId: string): Promise<void> {
    this.take(await unwrap(commands.restoreCredentialSecret(id, valueId)));
  }

  /** Deletes a previous value for good. */
  async forgetValue(id: string, valueId: string): Promise<void> {
    this.take(await unwrap(commands.forgetCredentialSecret(id, valueId)));
  }

  /** Raises the keyring's own prompt. */
  async unlock(): Promise<void> {
    await unwrap(commands.unlockKeyring());
  }

  async openAddress(id: string): Promise<void> {
    await unwrap(commands.openUrl('credential', id));
  }

  /** Takes over what an act made of a credential. */
  take(credential: Credential): void {
    if (this.selectedId === credential.id) this.thing = credential;
    this.refresh();
  }
}

/** The current value of a field; null when it has none. */
export function valueOf(credential: Credential, field: string): SecretField | null {
  return credential.secrets.find((value) => value.field === field && value.id !== '') ?? null;
}

/** What has to be said of a refusal that names a field the form does not show by itself. */
export function saidOf(error: unknown): string {
  return error instanceof IpcError || error instanceof Error ? error.message : String(error);
}

export function emptyCredential(): CredentialInput {
  return blankOf<CredentialInput>('credential');
}

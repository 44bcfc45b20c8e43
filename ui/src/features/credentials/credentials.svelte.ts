import { commands, type Credential, type CredentialInput, type CredentialRow } from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError, Things } from '../../lib/state/things.svelte';

export class CredentialsState extends Things<CredentialRow, Credential, CredentialInput> {
  /** The value that is being typed for the selected credential; it lives in memory alone. */
  typed = $state('');
  /** Whether the field for it is open. */
  typing = $state(false);
  storing = $state(false);
  /** Why the value was not stored, copied or deleted. What was typed is kept. */
  valueError = $state<IpcError | null>(null);

  constructor() {
    super('credential', {
      list: commands.listCredentials,
      get: commands.getCredential,
      create: (input) => commands.createCredential(input, []),
      update: commands.updateCredential,
    });
  }

  override async select(id: string): Promise<void> {
    if (id !== this.selectedId) this.forgetTyped();
    await super.select(id);
  }

  override close(): void {
    this.forgetTyped();
    super.close();
  }

  forgetTyped(): void {
    this.typed = '';
    this.typing = false;
    this.valueError = null;
  }

  /** Stores the typed value in the keyring; whether it is there. */
  async storeTyped(id: string): Promise<boolean> {
    this.storing = true;
    const stored = await this.#withValue(async () => {
      this.#take(
        await unwrap(commands.setCredentialSecret(id, 'password', { from: 'typed', value: this.typed })),
      );
    });
    this.storing = false;
    if (stored) this.forgetTyped();
    return stored;
  }

  /** For a credential that was just added: when the keyring refuses, what was typed stays in its field. */
  async storeFirst(id: string, value: string): Promise<boolean> {
    this.typed = value;
    this.typing = true;
    return await this.storeTyped(id);
  }

  async deleteValue(id: string): Promise<boolean> {
    return await this.#withValue(async () => {
      this.#take(await unwrap(commands.deleteCredentialSecret(id, 'password')));
    });
  }

  async copyValue(id: string): Promise<void> {
    const copied = await this.#withValue(async () => {
      await unwrap(commands.copyCredentialSecret(id, 'password'));
    });
    // The keyring may have said that the value is not there.
    if (!copied) await this.reread();
  }

  /** Copies the value of a row of the list, that need not be open. */
  async copyValueOf(id: string): Promise<void> {
    await unwrap(commands.copyCredentialSecret(id, 'password'));
  }

  async copyUsername(id: string): Promise<void> {
    await unwrap(commands.copyUsername(id));
  }

  /** Raises the keyring's own prompt. */
  async unlock(): Promise<boolean> {
    this.storing = true;
    const unlocked = await this.#withValue(async () => {
      await unwrap(commands.unlockKeyring());
    });
    this.storing = false;
    return unlocked;
  }

  async openAddress(id: string): Promise<void> {
    await unwrap(commands.openUrl('credential', id));
  }

  async #withValue(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      this.valueError = null;
      return true;
    } catch (error) {
      this.valueError = asIpcError(error);
      return false;
    }
  }

  #take(credential: Credential): void {
    if (this.selectedId === credential.id) this.thing = credential;
    this.refresh();
  }
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
    contract_id: null,
    device_id: null,
    person_id: null,
    rotate_days: null,
    expires_on: null,
    changed_on: null,
    tags: [],
  };
}

import {
  commands,
  type AppInfo,
  type KeyringStatus,
  type Settings,
  type SecretSettings,
} from '../../lib/ipc/bindings';
import { asked, unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';

export const addressStatus = asked(commands.addressStatus);
export const deleteOldCopies = asked(commands.deleteOldCopies);
export const exchangeRates = asked(commands.exchangeRates);
export { onKeyringChanged } from '../../lib/ipc/ipc';
export const removeExchangeRate = asked(commands.removeExchangeRate);
export const secretStrength = asked(commands.secretStrength);
export const setExchangeRate = asked(commands.setExchangeRate);

/** The settings as they are kept, and what stands around them. A change is kept at once. */
export class SettingsState {
  settings = $state.raw<Settings | null>(null);
  info = $state.raw<AppInfo | null>(null);
  keyring = $state.raw<KeyringStatus | null>(null);
  secrets = $state.raw<SecretSettings | null>(null);
  sample = $state(false);
  /** Why nothing can be shown. */
  error = $state<IpcError | null>(null);
  /** Why the last change was not kept. */
  refusal = $state<IpcError | null>(null);
  backingUp = $state(false);
  unlocking = $state(false);

  async read(): Promise<void> {
    try {
      [this.settings, this.info, this.secrets] = await Promise.all([
        unwrap(commands.getSettings()),
        unwrap(commands.appInfo()),
        unwrap(commands.getSecretSettings()),
      ]);
      this.error = null;
    } catch (error) {
      this.error = asIpcError(error);
      return;
    }
    await this.readAround();
  }

  /** What may change while the page is open. */
  async readAround(): Promise<void> {
    // Reading is no change: why the last one was not kept stays to be read.
    try {
      const [keyring, overview] = await Promise.all([
        unwrap(commands.keyringStatus()),
        unwrap(commands.overview()),
      ]);
      this.keyring = keyring;
      this.sample = overview.sample;
    } catch (error) {
      this.refusal = asIpcError(error);
    }
  }

  /** Keeps the change; whether it was kept. */
  async change(part: Partial<Settings>): Promise<boolean> {
    const before = this.settings;
    if (before === null) return false;
    const after = { ...before, ...part };
    const kept = await this.#doing(async () => {
      await unwrap(commands.setSettings(after));
    });
    this.settings = kept ? after : { ...before };
    return kept;
  }

  /** Keeps what is chosen about values and the lock; whether it was kept. */
  async changeSecrets(part: Partial<SecretSettings>): Promise<boolean> {
    const before = this.secrets;
    if (before === null) return false;
    const after = { ...before, ...part };
    const kept = await this.#doing(async () => {
      await unwrap(commands.setSecretSettings(after));
    });
    this.secrets = kept ? after : { ...before };
    return kept;
  }

  async openFolder(): Promise<void> {
    await this.#doing(async () => {
      await unwrap(commands.openDataFolder());
    });
  }

  /** Where the backup went; null when it was cancelled or failed. */
  async backUp(): Promise<string | null> {
    let path: string | null = null;
    this.backingUp = true;
    await this.#doing(async () => {
      path = await unwrap(commands.backUpNow());
      this.info = await unwrap(commands.appInfo());
    });
    this.backingUp = false;
    return path;
  }

  /** Where everything was written to; null when it was cancelled or failed. */
  async exportEverything(): Promise<string | null> {
    let path: string | null = null;
    await this.#doing(async () => {
      path = (await unwrap(commands.exportEverything()))?.path ?? null;
    });
    return path;
  }

  async unlock(): Promise<void> {
    this.unlocking = true;
    await this.#doing(async () => {
      this.keyring = await unwrap(commands.unlockKeyring());
    });
    this.unlocking = false;
  }

  async #doing(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      this.refusal = null;
      return true;
    } catch (error) {
      this.refusal = asIpcError(error);
      return false;
    }
  }
}

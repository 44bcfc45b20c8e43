import {
  commands,
  type CredentialInput,
  type HeldValue,
  type NewValue,
  type Strength,
} from '../../lib/ipc/bindings';
import { asked, unwrap } from '../../lib/ipc/ipc';

export const copyHeldValue = asked(commands.copyHeldValue);
export const forgetHeldValue = commands.forgetHeldValue;
export const generateSecret = asked(commands.generateSecret);
export const oneTimeCode = asked(commands.oneTimeCode);
export const readCodeFromClipboard = asked(commands.readCodeFromClipboard);
export const readCodeFromFile = asked(commands.readCodeFromFile);
export const readSecretFromFile = asked(commands.readSecretFromFile);
export const revealCredentialSecret = commands.revealCredentialSecret;
export const revealHeldValue = commands.revealHeldValue;
export const revealPreviousSecret = commands.revealPreviousSecret;
export const revealWifiCode = commands.revealWifiCode;

/** A value on its way into the keyring: typed here, or made and read in on the other side and known by a token. */
export class ValueInput {
  /** What is typed; it lives in memory alone. */
  typed = $state('');
  held = $state.raw<HeldValue | null>(null);
  strength = $state.raw<Strength | null>(null);
  #asked = 0;

  get empty(): boolean {
    return this.held === null && this.typed === '';
  }

  asNew(): NewValue {
    return this.held === null
      ? { from: 'typed', value: this.typed }
      : { from: 'held', token: this.held.token };
  }

  /** Takes a value that was made or read in, in place of what was there. */
  take(held: HeldValue): void {
    this.forget();
    this.held = held;
    this.strength = held.strength;
  }

  /** Rates what is typed. `words` are known to whoever guesses. */
  async rate(words: string[]): Promise<void> {
    const mine = ++this.#asked;
    if (this.held !== null) return;
    if (this.typed === '') {
      this.strength = null;
      return;
    }
    try {
      const strength = await unwrap(commands.secretStrength(this.typed, words));
      if (mine === this.#asked && this.held === null) this.strength = strength;
    } catch {
      // The rating is a help: without it the value can be stored all the same.
    }
  }

  forget(): void {
    this.#asked += 1;
    const held = this.held;
    if (held !== null) void commands.forgetHeldValue(held.token);
    this.typed = '';
    this.held = null;
    this.strength = null;
  }
}

/** A value of a credential that is about to be created. */
export interface NewSecret {
  field: string;
  input: ValueInput;
}

/** The words of a credential that help to guess its value. */
export function wordsOf(fields: CredentialInput): string[] {
  return [fields.name, fields.username, fields.url, fields.vendor].filter(
    (word): word is string => word !== null && word.trim() !== '',
  );
}

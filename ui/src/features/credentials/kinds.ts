import type { CredentialKind } from '../../lib/ipc/bindings';

/** What a kind of credential has, and what its fields are called. */
export interface KindShape {
  /** The main value. */
  value: string;
  /** Of the user name; null where there is none. */
  username: string | null;
  url: boolean;
  codes: boolean;
  /** The main value is long: a key in several lines, a text. */
  long: boolean;
  /** A person chooses it, so that it can be made here and its strength says something. */
  chosen: boolean;
  /** Names for further values that are worth offering. */
  further: string[];
}

export const shapes: Record<CredentialKind, KindShape> = {
  login: {
    value: 'Password',
    username: 'User name',
    url: true,
    codes: true,
    long: false,
    chosen: true,
    further: ['PIN', 'Recovery codes', 'Security answer'],
  },
  api_key: {
    value: 'API key',
    username: 'Key ID or account',
    url: true,
    codes: false,
    long: false,
    chosen: true,
    further: ['Client secret', 'Webhook secret'],
  },
  wifi: {
    value: 'Wi-Fi password',
    username: 'Network name (SSID)',
    url: false,
    codes: false,
    long: false,
    chosen: true,
    further: ['Administration password'],
  },
  ssh_key: {
    value: 'Private key',
    username: 'User name',
    url: true,
    codes: false,
    long: true,
    chosen: false,
    further: ['Passphrase', 'Public key'],
  },
  certificate_key: {
    value: 'Private key',
    username: null,
    url: false,
    codes: false,
    long: true,
    chosen: false,
    further: ['Passphrase'],
  },
  secure_note: {
    value: 'Secret text',
    username: null,
    url: false,
    codes: false,
    long: true,
    chosen: false,
    further: [],
  },
  other: {
    value: 'Secret',
    username: 'User name',
    url: true,
    codes: true,
    long: false,
    chosen: true,
    further: ['PIN', 'Code'],
  },
};

/** What a value is called on the screen: the main one by its kind, the others by their own names. */
export function labelOf(kind: CredentialKind, field: string, codes: string): string {
  if (field === 'password') return shapes[kind].value;
  return field === 'totp' ? codes : field;
}

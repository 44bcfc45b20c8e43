/** A form left with changes keeps a draft until it is saved or discarded, across a restart. Secret values never go in. */

const prefix = 'holdfast.draft.';

interface Draft<Input> {
  input: Input;
  /** The version the form was opened on; null for a new thing. */
  version: number | null;
}

export function draftKey(kind: string, id: string | null): string {
  return `${prefix}${kind}.${id ?? 'new'}`;
}

export function readDraft<Input>(key: string): Draft<Input> | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as Draft<Input>);
  } catch {
    return null;
  }
}

export function keepDraft<Input>(key: string, draft: Draft<Input>): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Without storage a draft lives as long as the form.
  }
}

export function dropDraft(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

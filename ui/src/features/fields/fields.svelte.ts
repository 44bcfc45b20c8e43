import {
  commands,
  type Conversion,
  type CustomField,
  type CustomFieldInput,
  type Kind,
} from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { attempt, attemptWithUndo, offerUndo } from '../../lib/state/acts.svelte';
import { readCustomFields } from '../../lib/state/customFields.svelte';
import { words } from './messages';

/** What a field is defined as; a new one begins as a text. */
export function inputOf(field: CustomField | null): CustomFieldInput {
  if (field === null)
    return { label: '', type: 'text', choices: [], required: false, default: null, shown: false };
  const { label, type, choices, required, shown } = field;
  return structuredClone({ label, type, choices, required, default: field.default, shown });
}

/** Whether the stored values may become others by the change. */
export function changesValues(field: CustomField | null, input: CustomFieldInput): boolean {
  if (field === null || field.used === 0) return false;
  const words = (choices: string[]) => choices.map((choice) => choice.trim()).join('\n');
  return (
    field.type !== input.type || (input.type === 'choice' && words(field.choices) !== words(input.choices))
  );
}

/** What the values become. */
export function preview(field: CustomField, input: CustomFieldInput): Promise<Conversion[]> {
  return unwrap(commands.previewCustomField(field.id, input));
}

/** Defines a field, or changes one. Throws what the core refused, for the form to show. */
export async function save(kind: Kind, field: CustomField | null, input: CustomFieldInput): Promise<void> {
  const { batch } = await unwrap(
    field === null
      ? commands.createCustomField(kind, input)
      : commands.updateCustomField(field.id, field.version, input),
  );
  await readCustomFields();
  offerUndo(
    batch,
    { done: words.saved(input.label.trim()), undone: words.undone },
    () => void readCustomFields(),
  );
}

/** Moves a field one place up or down among those of its kind. */
export async function move(fields: CustomField[], index: number, by: -1 | 1): Promise<void> {
  const ids = fields.map((field) => field.id);
  const [moved] = ids.splice(index, 1);
  const kind = fields[index]?.kind;
  if (moved === undefined || kind === undefined) return;
  ids.splice(index + by, 0, moved);
  await attempt(async () => {
    await unwrap(commands.orderCustomFields(kind, ids));
    await readCustomFields();
  });
}

export async function remove(field: CustomField): Promise<void> {
  await attemptWithUndo(
    async () => {
      const { batch } = await unwrap(commands.removeCustomField(field.id));
      await readCustomFields();
      return batch;
    },
    { done: words.removed(field.label), undone: words.undone },
    () => void readCustomFields(),
  );
}

import { fieldsOf, type Listed } from './list';

const texts = ['text', 'code', 'email', 'phone', 'url', 'host', 'notes', 'named', 'by_id'];

/** What goes to the core: texts without outer blanks, and a blank one is none. */
export function cleanedOf<Input extends object>(kind: Listed, input: Input): Input {
  const cleaned = { ...input } as Record<string, unknown>;
  for (const [name, field] of Object.entries(fieldsOf(kind))) {
    const value = cleaned[name];
    if (typeof value !== 'string' || !texts.includes(field.kind)) continue;
    const trimmed = value.trim();
    cleaned[name] = trimmed === '' && !field.required ? null : trimmed;
  }
  return cleaned as Input;
}

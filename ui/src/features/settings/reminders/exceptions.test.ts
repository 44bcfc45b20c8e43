import { describe, expect, it } from 'vitest';
import type { ReminderRule } from '../../../lib/ipc/bindings';
import { draftOf, ruleOf, ruleWords, sameScope, type ExceptionDraft } from './exceptions';

const draft: ExceptionDraft = {
  ...draftOf(null),
  subject_kind: 'device',
  category: ' Server ',
  kind: 'warranty_ends',
  steps: '30; 120',
};

function kept(typed: ExceptionDraft, person: string | null = null): ReminderRule {
  return { id: '1', version: 1, name: 'Server', person, fields: ruleOf(typed) };
}

describe('an exception as it is typed', () => {
  it('is a rule of its category', () => {
    expect(ruleOf(draft)).toEqual({
      subject_kind: 'device',
      category: 'Server',
      subject_id: null,
      kind: 'warranty_ends',
      steps: [30, 120],
      muted: false,
      email_to: null,
      person_id: null,
    });
    expect(draftOf(kept(draft))).toEqual({ ...draft, category: 'Server', steps: '30, 120' });
  });

  it('names a category and says something', () => {
    const thrown = (typed: Partial<ExceptionDraft>) => {
      try {
        ruleOf({ ...draft, ...typed });
      } catch (error) {
        return (error as { field: string }).field;
      }
      return null;
    };
    expect(thrown({ category: null })).toBe('category');
    expect(thrown({ steps: 'soon' })).toBe('steps');
    expect(thrown({ steps: null })).toBe('steps');
    expect(thrown({ steps: null, muted: true })).toBeNull();
  });

  it('is the same however its category is written', () => {
    const rule = ruleOf(draft);
    expect(sameScope(rule, { ...rule, category: 'SERVER', steps: null })).toBe(true);
    expect(sameScope(rule, { ...rule, kind: null })).toBe(false);
  });

  it('is read back in words', () => {
    expect(ruleWords(kept(draft))).toBe('Warranty ends: 30, 120 days before');
    expect(ruleWords(kept({ ...draft, kind: '', muted: true, steps: null }))).toBe('All dates: no messages');
    expect(ruleWords(kept({ ...draft, steps: '0', email_to: 'it@example.com' }, 'Anna'))).toBe(
      'Warranty ends: on the day, email to it@example.com, Anna',
    );
  });
});

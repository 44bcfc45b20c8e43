import { parseIso, readDate } from '../../../lib/format/dates';
import type { PolicyKind, ReminderPolicy } from '../../../lib/ipc/bindings';
import { readSteps, writeSteps } from '../../../lib/components/deadlines/steps';
import { messages } from './messages';

/** A kind as it is typed. */
export interface KindDraft {
  kind: PolicyKind;
  steps: string;
  email_to: string;
  person_id: string | null;
}

/** A policy as it is typed. */
export interface PolicyDraft {
  deliver_at: string | null;
  quiet_from: string | null;
  quiet_until: string | null;
  weekends_to_friday: boolean;
  holidays: string | null;
  notifications: boolean;
  email: boolean;
  kinds: KindDraft[];
}

/** Errors by the field they belong to, such as `kinds.2.steps`. */
export type Faults = Record<string, string>;

export function listed(text: string | null): string[] {
  return (text ?? '').split(/[\s,;]+/).filter((part) => part !== '');
}

export function draftOf(policy: ReminderPolicy): PolicyDraft {
  return {
    ...policy,
    holidays: policy.holidays.join('\n') || null,
    kinds: policy.kinds.map((kind) => ({
      kind: kind.kind,
      steps: writeSteps(kind.steps),
      email_to: (kind.email_to ?? []).join(', '),
      person_id: kind.person_id ?? null,
    })),
  };
}

/** The policy that was typed, and what of it cannot be read. */
export function policyOf(draft: PolicyDraft): { policy: ReminderPolicy; faults: Faults } {
  const faults: Faults = {};
  const holidays = (draft.holidays ?? '')
    .split(/[\n,;]+/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const date = parseIso(text) && text.length === 10 ? text : readDate(text);
      if (date === null) faults.holidays = messages.notADate(text);
      return date ?? text;
    });
  const kinds = draft.kinds.map((kind, index) => {
    const read = readSteps(kind.steps);
    if ('fault' in read) faults[`kinds.${index}.steps`] = read.fault;
    return {
      kind: kind.kind,
      steps: 'steps' in read ? read.steps : [],
      email_to: listed(kind.email_to),
      person_id: kind.person_id,
    };
  });
  return {
    policy: {
      ...draft,
      deliver_at: draft.deliver_at ?? '',
      quiet_from: draft.quiet_from,
      quiet_until: draft.quiet_until,
      holidays,
      kinds,
    },
    faults,
  };
}

/** The field of this form that a refusal of the core belongs to. */
export function fieldOf(field: string): string {
  return field.startsWith('holidays.') ? 'holidays' : field;
}

import { readSteps, writeSteps } from '../../../lib/components/deadlines/steps';
import type { PolicyKind, ReminderRule, ReminderRuleInput } from '../../../lib/ipc/bindings';
import { IpcError } from '../../../lib/ipc/ipc';
import { messages } from './messages';
import { listed } from './policy';

/** Things that have a category. */
export type CategoryOf = 'license' | 'contract' | 'device';

/** The dates that each of them can have. */
export const datesOf: Record<CategoryOf, PolicyKind[]> = {
  license: ['license_ends', 'license_cancel_by', 'maintenance_ends', 'renewal_confirm'],
  contract: [
    'contract_ends',
    'contract_cancel_by',
    'maintenance_ends',
    'certificate_ends',
    'renewal_confirm',
  ],
  device: ['warranty_ends', 'device_replace', 'loan_return'],
};

/** What holds for a category, as it is typed. */
export interface ExceptionDraft {
  subject_kind: CategoryOf;
  category: string | null;
  /** Empty: all dates. */
  kind: PolicyKind | '';
  steps: string | null;
  muted: boolean;
  email_to: string | null;
  person_id: string | null;
}

export function draftOf(rule: ReminderRule | null): ExceptionDraft {
  const fields = rule?.fields;
  return {
    subject_kind: (fields?.subject_kind ?? 'license') as CategoryOf,
    category: fields?.category ?? null,
    kind: fields?.kind ?? '',
    steps: fields?.steps ? writeSteps(fields.steps) : null,
    muted: fields?.muted ?? false,
    email_to: fields?.email_to?.join(', ') ?? null,
    person_id: fields?.person_id ?? null,
  };
}

/** The rule that was typed. Throws what is wrong with it, at its field. */
export function ruleOf(draft: ExceptionDraft): ReminderRuleInput {
  if (draft.category === null) throw new IpcError('field', messages.categoryMissing, 'category');
  const read = draft.steps === null ? null : readSteps(draft.steps);
  if (read && 'fault' in read) throw new IpcError('field', read.fault, 'steps');
  const to = listed(draft.email_to);
  const rule = {
    subject_kind: draft.subject_kind,
    category: draft.category.trim(),
    subject_id: null,
    kind: draft.kind === '' ? null : draft.kind,
    steps: read && read.steps.length > 0 ? read.steps : null,
    muted: draft.muted,
    email_to: to.length > 0 ? to : null,
    person_id: draft.person_id,
  };
  if (!rule.muted && rule.steps === null && rule.email_to === null && rule.person_id === null) {
    throw new IpcError('field', messages.saysNothing, 'steps');
  }
  return rule;
}

/** Whether both hold for the same dates of the same things. */
export function sameScope(a: ReminderRuleInput, b: ReminderRuleInput): boolean {
  const scope = (rule: ReminderRuleInput) =>
    [rule.subject_kind, rule.subject_id, rule.category?.trim().toLowerCase(), rule.kind].join('/');
  return scope(a) === scope(b);
}

/** "Warranty ends: 60, 30 days before, email to anna@example.com". */
export function ruleWords({ fields, person }: ReminderRule): string {
  const dates = fields.kind === null ? messages.allDates : messages.kinds[fields.kind];
  const to = [...(fields.email_to ?? []), ...(person === null ? [] : [person])];
  const says = [
    ...(fields.muted ? [messages.noMessages] : []),
    ...(fields.steps === null
      ? []
      : [fields.steps.length === 0 ? messages.noReminder : messages.daysBefore(writeSteps(fields.steps))]),
    ...(to.length > 0 ? [messages.mailTo(to.join(', '))] : []),
  ];
  return `${dates}: ${says.join(', ')}`;
}

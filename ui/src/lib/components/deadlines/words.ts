import type { Deadline, DeadlineKind, NextAct } from '../../ipc/bindings';

/** A deadline with its one next act, as the core gives it. */
type Answerable = Pick<Deadline, 'kind' | 'days_left' | 'auto_renews'>;

const acts: Record<NextAct, string> = {
  renew: 'Renew',
  decide_to_cancel: 'Give notice',
  confirm_renewal: 'Confirm',
  extend_warranty: 'Extend',
  replace_device: 'Replace',
  take_back: 'Take back',
  rotate_credential: 'Rotate',
  replace_credential: 'Replace',
};
const review = 'Review';

/** Words of deadlines, wherever they are listed. */
export const deadlineWords = {
  kinds: {
    license_ends: 'License ends',
    license_cancel_by: 'License: cancel by',
    maintenance_ends: 'Maintenance ends',
    contract_ends: 'Contract ends',
    contract_cancel_by: 'Contract: cancel by',
    renewal_confirm: 'Renewal to confirm',
    warranty_ends: 'Warranty ends',
    device_replace: 'Device to replace',
    loan_return: 'Loan to return',
    credential_rotate: 'Credential to rotate',
    credential_expires: 'Credential expires',
  } satisfies Record<DeadlineKind, string>,
  /** The one next act, on its button. What renews itself is only to be looked at. */
  act: (next: NextAct, deadline: Answerable): string => (onlyReview(next, deadline) ? review : acts[next]),
  actOn: (act: string, name: string) => `${act} ${name}`,
  notDays: (text: string) => `“${text}” is not a number of days.`,
  /** What a device is labelled with, and whom it was bought from: what a list says beside the name. */
  about: ({ tag, vendor }: Pick<Deadline, 'tag' | 'vendor'>): string[] =>
    [tag, vendor].filter((part) => part !== null),
  what: (deadline: Deadline, due: string, until: string | null): string => {
    const past = deadline.days_left < 0;
    switch (deadline.kind) {
      case 'license_ends':
      case 'contract_ends':
        if (deadline.auto_renews) return 'ends, renews automatically';
        return past ? 'has ended' : 'ends, does not renew';
      case 'license_cancel_by':
      case 'contract_cancel_by':
        if (past)
          return until ? `cancel-by date missed, renews after ${until}` : 'cancel-by date missed, renews';
        return `cancel by ${due}, or it renews`;
      case 'maintenance_ends':
        return past ? 'maintenance has ended' : 'maintenance ends';
      case 'renewal_confirm':
        return until ? `renewed to ${until}` : 'renewed automatically';
      case 'warranty_ends':
        // A hole in coverage begins on the day, and lasts until the other.
        if (until !== null) return `not covered from ${due} to ${until}`;
        return past ? 'warranty has ended' : 'warranty ends';
      case 'device_replace':
        return past ? 'past its expected life' : 'end of its expected life';
      case 'loan_return':
        return past ? 'loan is overdue' : 'loan to return';
      case 'credential_rotate':
        return past ? 'rotation overdue' : 'change the password';
      case 'credential_expires':
        return past ? 'has expired' : 'expires';
    }
  },
};

/** Whether nothing is to be entered: the term goes on by itself, or the last day to cancel is past. */
export function onlyReview(next: NextAct, deadline: Answerable): boolean {
  return (
    (next === 'renew' && deadline.auto_renews) || (next === 'decide_to_cancel' && deadline.days_left < 0)
  );
}

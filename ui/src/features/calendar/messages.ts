import { counted, formatNumber } from '../../lib/format/money';
import type { CalendarEntry, DeadlineKind, Kind, NextAct } from '../../lib/ipc/bindings';
import type { View } from './days';

const things: Record<Kind, string> = {
  license: 'license',
  contract: 'contract',
  device: 'device',
  credential: 'credential',
  vendor: 'vendor',
  person: 'person',
  location: 'location',
};

/** Words of the calendar. */
export const messages = {
  filter: 'Filter by name or vendor',
  views: { month: 'Month', quarter: 'Quarter', year: 'Year', agenda: 'Agenda' } satisfies Record<
    View,
    string
  >,
  view: 'Calendar view',
  before: 'Previous',
  after: 'Next',
  today: 'Today',
  export: 'Export',
  exportIcs: 'Calendar file (.ics)',
  exportPdf: 'PDF',
  written: (path: string) => `Saved to ${path}`,
  legend: 'Kinds',
  allKinds: 'Show all',
  kinds: {
    license_cancel_by: 'License: cancel by',
    license_ends: 'License ends',
    maintenance_ends: 'Maintenance ends',
    contract_cancel_by: 'Contract: cancel by',
    contract_ends: 'Contract ends',
    renewal_confirm: 'Renewal to confirm',
    warranty_ends: 'Warranty ends',
    device_replace: 'Device to replace',
    loan_return: 'Loan to return',
    credential_rotate: 'Credential to rotate',
    credential_expires: 'Credential expires',
  } satisfies Record<DeadlineKind, string>,
  count: (count: number) => counted(count, 'deadline', 'deadlines'),
  more: (count: number) => `+${formatNumber(count)} more`,
  dayLabel: (day: string, count: number, today: boolean) =>
    `${day}${today ? ', today' : ''}${count === 0 ? '' : `, ${messages.count(count)}`}`,
  monthLabel: (month: string) => `Open ${month}`,
  nothing: (period: string) => `Nothing is due in ${period}.`,
  nothingMatches: (period: string) => `Nothing matches in ${period}.`,
  clearFilter: 'Show everything',
  failed: 'The calendar could not be read',
  loading: 'Loading the calendar',
  nothingOn: 'Nothing is due on this day.',
  backToDay: 'Back to the day',
  showMore: (count: number) => `Show ${formatNumber(count)} more`,
  entry: {
    due: 'Due',
    kind: 'Kind',
    vendor: 'Vendor',
    amount: 'Amount',
    renews: 'Renews automatically',
    renewsYes: 'yes',
    until: 'Ends on',
    reminders: 'Reminders',
    open: (kind: Kind) => `Open ${things[kind]}`,
    acts: {
      renew: 'Renew',
      decide_to_cancel: 'Give notice',
      confirm_renewal: 'Confirm',
      extend_warranty: 'Extend warranty',
      replace_device: 'Replace',
      take_back: 'Take back',
      rotate_credential: 'Rotate',
      replace_credential: 'Replace',
    } satisfies Record<NextAct, string>,
    done: 'Mark as done',
    acknowledge: 'Acknowledge',
    snoozeWeek: 'Snooze for a week',
    reopen: 'Reopen',
    doneSaid: (name: string) => `${name}: done`,
    acknowledged: (name: string) => `${name}: acknowledged`,
    snoozed: (name: string) => `${name}: snoozed for a week`,
    reopened: (name: string) => `${name}: reopened`,
  },
  state: (entry: CalendarEntry, until: string): string | null => {
    if (entry.snoozed_until !== null) return `Snoozed until ${until}`;
    if (entry.acknowledged) return 'Acknowledged';
    return entry.muted ? 'Muted' : null;
  },
};

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
  view: 'What the calendar shows',
  before: 'Before',
  after: 'After',
  today: 'Today',
  export: 'Export',
  exportIcs: 'Calendar file (.ics)',
  exportPdf: 'PDF',
  print: 'Print',
  written: (path: string) => `Written to ${path}`,
  opened: 'Opened to be printed',
  legend: 'Kinds',
  allKinds: 'Show all',
  kinds: {
    license_cancel_by: 'Cancel license by',
    license_ends: 'License ends',
    maintenance_ends: 'Maintenance ends',
    contract_cancel_by: 'Cancel contract by',
    contract_ends: 'Contract ends',
    renewal_confirm: 'Renewal to confirm',
    warranty_ends: 'Warranty ends',
    device_replace: 'Replace device',
    loan_return: 'Loan comes back',
    credential_rotate: 'Rotate value',
    credential_expires: 'Credential expires',
  } satisfies Record<DeadlineKind, string>,
  count: (count: number) => counted(count, 'deadline', 'deadlines'),
  more: (count: number) => `+${formatNumber(count)} more`,
  dayLabel: (day: string, count: number, today: boolean) =>
    `${day}${today ? ', today' : ''}${count === 0 ? '' : `, ${messages.count(count)}`}`,
  monthLabel: (month: string) => `Open ${month}`,
  nothing: (period: string) => `Nothing is due in ${period}.`,
  nothingMatches: (period: string) => `Nothing that you filter by is due in ${period}.`,
  clearFilter: 'Show everything',
  failed: 'The calendar could not be read',
  retry: 'Try again',
  loading: 'Reading the calendar',
  nothingOn: 'Nothing is due on this day.',
  backToDay: 'All of this day',
  showMore: (count: number) => `Show ${formatNumber(count)} more`,
  entry: {
    due: 'Due',
    kind: 'Kind',
    vendor: 'Vendor',
    amount: 'Amount',
    renews: 'Renews itself',
    renewsYes: 'yes',
    until: 'Ends on',
    reminders: 'Reminders',
    open: (kind: Kind) => `Open ${things[kind]}`,
    acts: {
      renew: 'Renew',
      decide_to_cancel: 'Decide',
      confirm_renewal: 'Confirm',
      extend_warranty: 'Extend coverage',
      replace_device: 'Replace',
      take_back: 'Take back',
      rotate_credential: 'Rotate',
      replace_credential: 'Replace value',
    } satisfies Record<NextAct, string>,
    done: 'Mark as done',
    acknowledge: 'Acknowledge',
    snoozeWeek: 'Snooze for a week',
    reopen: 'Ask again',
    doneSaid: (name: string) => `${name} is done for this date`,
    acknowledged: (name: string) => `${name} is acknowledged`,
    snoozed: (name: string) => `${name} is snoozed for a week`,
    reopened: (name: string) => `${name} is asked again`,
    undone: 'Taken back',
  },
  state: (entry: CalendarEntry, until: string): string | null => {
    if (entry.snoozed_until !== null) return `Snoozed until ${until}`;
    if (entry.acknowledged) return 'Acknowledged';
    return entry.muted ? 'Muted' : null;
  },
};

import type { Deadline, DeadlineKind } from '../../lib/ipc/bindings';

const acts = { review: 'Review', confirm: 'Confirm' };

/** The one next act of each kind of deadline. */
const next: Record<DeadlineKind, string> = {
  license_ends: 'Renew',
  license_cancel_by: 'Decide',
  contract_ends: 'Renew',
  contract_cancel_by: 'Decide',
  maintenance_ends: 'Extend',
  renewal_confirm: acts.confirm,
  warranty_ends: 'Extend',
  device_replace: 'Replace',
  loan_return: 'Take back',
  credential_rotate: 'Rotate',
  credential_expires: 'Replace',
};

/** Words of the overview. */
export const messages = {
  title: 'Overview',
  loading: 'Reading what is due',
  errorTitle: 'The overview could not be read',
  retry: 'Try again',
  cards: {
    answer: 'Needs an answer',
    answerDetail: (overdue: number, week: number) => {
      if (overdue === 0 && week === 0) return 'nothing this week';
      if (overdue === 0) return `${week} this week`;
      return week === 0 ? `${overdue} overdue` : `${overdue} overdue, ${week} this week`;
    },
    renewals: 'Renewals, next 90 days',
    renewalsOthers: (amounts: string) => `and ${amounts}`,
    renewalsOne: 'at what they cost today',
    renewalsNone: 'nothing renews or ends',
    coverage: 'Hardware under warranty',
    coverageDetail: (covered: string, all: string, ending: number) =>
      ending === 0 ? `${covered} of ${all}` : `${covered} of ${all}; ${ending} end within 30 days`,
    coverageNone: 'no hardware yet',
    percent: (whole: number) => `${whole} %`,
    over: 'Seats over-used',
    overDetail: (licenses: number) => (licenses === 1 ? 'on 1 license' : `on ${licenses} licenses`),
    overNone: 'every seat in use is bought',
    dash: '–',
  },
  attention: {
    title: 'Needs attention',
    order: 'by what is due first',
    emptyTitle: 'Nothing ends in the next 90 days',
    emptyText: 'What ends, must be cancelled, or must be rotated shows up here in time.',
    older: (count: number) =>
      count === 1
        ? '1 warranty or replacement is past for over 30 days'
        : `${count} warranties and replacements are past for over 30 days`,
    olderAct: 'Show hardware out of coverage',
    more: (count: number) => `Show ${count} more`,
    groups: {
      overdue: 'Overdue',
      week: 'This week',
      month: 'Next 30 days',
      quarter: 'Next 90 days',
    },
    late: (days: number) => (days === 1 ? '1 day late' : `${days} days late`),
    today: 'today',
    tomorrow: 'tomorrow',
    inDays: (days: number) => `in ${days} days`,
    dated: (date: string, days: number) => `${date} · ${days} days`,
    act: (deadline: Deadline): string => {
      const ends = deadline.kind === 'license_ends' || deadline.kind === 'contract_ends';
      const cancel = deadline.kind === 'license_cancel_by' || deadline.kind === 'contract_cancel_by';
      if (ends && deadline.auto_renews) return acts.review;
      if (cancel && deadline.days_left < 0) return acts.confirm;
      return next[deadline.kind];
    },
    several: (count: number, model: string) => `${count} × ${model}`,
    show: 'Show',
    actOn: (act: string, name: string) => `${act} ${name}`,
    what: (deadline: Deadline, due: string, until: string | null): string => {
      const past = deadline.days_left < 0;
      switch (deadline.kind) {
        case 'license_ends':
        case 'contract_ends':
          if (deadline.auto_renews) return 'ends, renews itself';
          return past ? 'has ended' : 'ends, does not renew itself';
        case 'license_cancel_by':
        case 'contract_cancel_by':
          if (past) return until ? `cancel-by missed: renews after ${until}` : 'cancel-by missed: it renews';
          return `cancel by ${due}, or it renews`;
        case 'maintenance_ends':
          return past ? 'maintenance has ended' : 'maintenance ends';
        case 'renewal_confirm':
          return until ? `renewed itself, runs to ${until}` : 'renewed itself';
        case 'warranty_ends':
          return past ? 'warranty has ended' : 'warranty ends';
        case 'device_replace':
          return past ? 'past its expected life' : 'end of its expected life';
        case 'loan_return':
          return past ? 'should be back from its loan' : 'to be back from its loan';
        case 'credential_rotate':
          return past ? 'should have been rotated' : 'rotate the value';
        case 'credential_expires':
          return past ? 'has expired' : 'expires';
      }
    },
  },
  chart: {
    title: 'Next 12 months',
    billed: (amount: string) => `billed, ${amount}`,
    licenses: 'Licenses',
    contracts: 'Contracts',
    hardware: 'Hardware',
    others: (amounts: string) => `Without ${amounts}: other currencies are not added up.`,
    none: 'No cost is known for the next 12 months. It shows once licenses have a price.',
    label: 'Cost by month',
    month: 'Month',
  },
  stillOut: {
    title: 'Not back yet',
    left: (date: string) => `left ${date}`,
    holds: (devices: number, seats: number, logins: number) =>
      [
        devices > 0 ? `${devices} ${devices === 1 ? 'device' : 'devices'}` : '',
        seats > 0 ? `${seats} ${seats === 1 ? 'seat' : 'seats'}` : '',
        logins > 0 ? `${logins} ${logins === 1 ? 'login' : 'logins'}` : '',
      ]
        .filter(Boolean)
        .join(', '),
    more: (count: number) => `All ${count} who left and still have something`,
    loans: (count: number) => (count === 1 ? '1 loan is overdue' : `${count} loans are overdue`),
  },
  over: {
    title: 'Over-used licenses',
    used: (used: number, bought: number) =>
      bought === 0 ? `${used} used, none in force` : `${used} of ${bought} used`,
    none: 'No license is over-used.',
    more: (count: number) => `Show all ${count}`,
  },
  safe: {
    title: 'Safe and sound',
    backup: 'Last backup',
    never: 'never',
    today: (time: string) => `today ${time}`,
    yesterday: (time: string) => `yesterday ${time}`,
    days: (days: number) => `${days} days old`,
    rotate: 'Credentials to rotate',
    none: 'none',
    keyring: 'Values not on this computer',
  },
};

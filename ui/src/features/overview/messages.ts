import { formatNumber } from '../../lib/format/money';

/** Words of the overview. */
export const messages = {
  title: 'Overview',
  loading: 'Reading what is due',
  errorTitle: 'The overview could not be read',
  retry: 'Try again',
  unconfirmed: {
    title: (count: number) =>
      count === 1
        ? 'Nobody said for how long one term renews.'
        : `Nobody said for how long ${formatNumber(count)} terms renew.`,
    text: 'Until you enter it, the shorter of term and billing period is assumed for cancel-by dates and the forecast.',
    assumed: (months: number) => (months === 1 ? '1 month assumed' : `${months} months assumed`),
    seen: 'Seen',
  },
  cards: {
    answer: 'Needs an answer',
    answerDetail: (overdue: number, week: number) => {
      if (overdue === 0 && week === 0) return 'nothing this week';
      if (overdue === 0) return `${formatNumber(week)} this week`;
      return week === 0
        ? `${formatNumber(overdue)} overdue`
        : `${formatNumber(overdue)} overdue, ${formatNumber(week)} this week`;
    },
    renewals: 'Renewals, next 90 days',
    renewalsOthers: (amounts: string) => `and ${amounts}`,
    renewalsOne: 'at what they cost today',
    renewalsNone: 'nothing renews or ends',
    coverage: 'Hardware under warranty',
    coverageDetail: (covered: string, all: string, ending: number) =>
      ending === 0
        ? `${covered} of ${all}`
        : `${covered} of ${all}; ${formatNumber(ending)} end within 30 days`,
    coverageNone: 'no hardware yet',
    percent: (whole: number) => `${whole} %`,
    over: 'Seats over-used',
    overDetail: (licenses: number) => (licenses === 1 ? 'on 1 license' : `on ${licenses} licenses`),
    overNone: 'every seat in use is bought',
    dash: '–',
  },
  attention: {
    title: 'Needs attention',
    emptyTitle: 'Nothing ends in the next 90 days',
    emptyText: 'What ends, must be cancelled, or must be rotated shows up here in time.',
    older: (count: number) =>
      count === 1
        ? '1 warranty or replacement is past for over 30 days'
        : `${formatNumber(count)} warranties and replacements are past for over 30 days`,
    olderAct: 'Show hardware out of coverage',
    more: (count: number) => `Show ${formatNumber(count)} more`,
    groups: {
      overdue: 'Overdue',
      week: 'This week',
      month: 'Next 30 days',
      quarter: 'Next 90 days',
    },
    late: (days: number) => (days === 1 ? '1 day late' : `${formatNumber(days)} days late`),
    today: 'today',
    tomorrow: 'tomorrow',
    inDays: (days: number) => `in ${days} days`,
    dated: (date: string, days: number) => `${date} · ${days} days`,
    several: (count: number, model: string) => `${formatNumber(count)} × ${model}`,
    show: 'Show',
    seen: 'seen',
    muted: 'muted',
    all: 'All reminders',
    snoozed: (count: number) => (count === 1 ? '1 is snoozed' : `${formatNumber(count)} are snoozed`),
    open: (name: string) => `Open ${name}`,
  },
  kinds: {
    title: 'By kind',
    hint: 'Shows one kind in the list',
    overdue: (count: number) => `${formatNumber(count)} overdue`,
  },
  chart: {
    title: 'Next 12 months',
    billed: (amount: string) => `billed, ${amount}`,
    licenses: 'Licenses',
    contracts: 'Contracts',
    hardware: 'Hardware',
    others: (amounts: string) => `Without ${amounts}: other currencies are not added up.`,
    none: 'No recorded term is billed in the next 12 months. What renewals would cost is in Reports, Renewal forecast.',
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
    more: (count: number) => `Show all ${formatNumber(count)}`,
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

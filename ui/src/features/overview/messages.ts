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
    answerDetail: (overdue: number, week: number, listed: number) => {
      const now = [
        ...(overdue > 0 ? [`${formatNumber(overdue)} overdue`] : []),
        ...(week > 0 ? [`${formatNumber(week)} this week`] : []),
      ];
      const all = `${formatNumber(listed)} listed in all`;
      return `${now.length === 0 ? 'nothing this week' : now.join(', ')}; ${all}`;
    },
    renewals: 'At stake, next 90 days',
    renewalsOthers: (amounts: string) => `and ${amounts}; each thing once, snoozed too`,
    renewalsOne: 'overdue and snoozed too, each thing once',
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
    listed: (count: number) => formatNumber(count),
    once: 'Amounts count once, at the nearest date of each thing. In brackets: counted above.',
    counted: 'Counted at an earlier date of the same term',
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
    snoozed: (count: number, amounts: string) =>
      `${count === 1 ? '1 is snoozed' : `${formatNumber(count)} are snoozed`}${amounts === '' ? '' : ` (${amounts})`}`,
    open: (name: string) => `Open ${name}`,
  },
  kinds: {
    title: 'By kind',
    hint: 'Shows one kind in the list',
    overdue: (count: number) => `${formatNumber(count)} overdue`,
  },
  chart: {
    title: 'Next 12 months',
    billed: (amount: string, expected: string) =>
      expected === '' ? `billed, ${amount}` : `${amount}, of it expected ${expected}`,
    licenses: 'Licenses',
    contracts: 'Contracts',
    hardware: 'Hardware to replace',
    licensesExpected: 'Licenses, expected',
    contractsExpected: 'Contracts, expected',
    hatched: 'Hatched: renewals that nobody recorded yet, on the day they would be billed.',
    forecast: (amounts: string) =>
      `Licenses and contracts are those of Reports, Renewal forecast: ${amounts} for these months.`,
    noHardware: (amounts: string) => ` It leaves out hardware: ${amounts}.`,
    day: (date: string, name: string, amount: string) => `${date}: ${name}, ${amount}`,
    moreDays: (count: number) => `and ${formatNumber(count)} more expected`,
    others: (amounts: string) => `Without ${amounts}: other currencies are not added up.`,
    none: 'Nothing is billed in the next 12 months, and no renewal is expected.',
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

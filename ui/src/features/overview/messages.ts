import { formatNumber } from '../../lib/format/money';

/** Words of the overview. */
export const messages = {
  title: 'Overview',
  loading: 'Reading what is due',
  errorTitle: 'The overview could not be read',
  unconfirmed: {
    title: (count: number) =>
      count === 1
        ? 'One term has no renewal length.'
        : `${formatNumber(count)} terms have no renewal length.`,
    text: 'Until you enter one, cancel-by dates and the forecast assume the shorter of the term and the billing period.',
    assumed: (months: number) => (months === 1 ? '1 month assumed' : `${months} months assumed`),
    seen: 'Dismiss',
  },
  cards: {
    answer: 'To do',
    answerDetail: (overdue: number, week: number, listed: number) => {
      const now = [
        ...(overdue > 0 ? [`${formatNumber(overdue)} overdue`] : []),
        ...(week > 0 ? [`${formatNumber(week)} this week`] : []),
      ];
      const all = `${formatNumber(listed)} in all`;
      return `${now.length === 0 ? 'nothing this week' : now.join(', ')} · ${all}`;
    },
    renewals: 'Due in the next 90 days',
    renewalsOthers: (amounts: string) => `and ${amounts}`,
    renewalsOne: 'including overdue and snoozed',
    renewalsNone: 'nothing renews or ends',
    coverage: 'Hardware under warranty',
    coverageDetail: (covered: string, all: string, ending: number) =>
      ending === 0 ? `${covered} of ${all}` : `${covered} of ${all} · ${formatNumber(ending)} ending soon`,
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
    once: 'Each amount counts once, at its nearest date. Amounts in brackets are counted further up.',
    counted: 'Counted at an earlier date of the same term',
    emptyTitle: 'Nothing ends in the next 90 days',
    emptyText: 'Anything that ends, has a cancel-by date or is due for rotation shows up here in time.',
    older: (count: number) =>
      count === 1
        ? '1 warranty or replacement is more than 30 days overdue'
        : `${formatNumber(count)} warranties and replacements are more than 30 days overdue`,
    olderAct: 'Show hardware out of warranty',
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
      expected === '' ? `billed, ${amount}` : `${amount} (${expected} expected)`,
    licenses: 'Licenses',
    contracts: 'Contracts',
    hardware: 'Hardware to replace',
    licensesExpected: 'Licenses, expected',
    contractsExpected: 'Contracts, expected',
    hatched: 'Hatched: expected renewals that are not recorded yet.',
    forecast: (amounts: string) => `Licenses and contracts match the Renewal forecast report: ${amounts}.`,
    noHardware: (amounts: string) => ` Hardware adds ${amounts}.`,
    day: (date: string, name: string, amount: string) => `${date}: ${name}, ${amount}`,
    moreDays: (count: number) => `and ${formatNumber(count)} more expected`,
    others: (amounts: string) => `Not in the chart: ${amounts}.`,
    none: 'Nothing is billed in the next 12 months, and no renewal is expected.',
    label: 'Cost by month',
    month: 'Month',
  },
  stillOut: {
    title: 'Still to return',
    left: (date: string) => `left ${date}`,
    holds: (devices: number, seats: number, logins: number) =>
      [
        devices > 0 ? `${devices} ${devices === 1 ? 'device' : 'devices'}` : '',
        seats > 0 ? `${seats} ${seats === 1 ? 'seat' : 'seats'}` : '',
        logins > 0 ? `${logins} ${logins === 1 ? 'login' : 'logins'}` : '',
      ]
        .filter(Boolean)
        .join(', '),
    more: (count: number) => `Show all ${formatNumber(count)}`,
    loans: (count: number) => (count === 1 ? '1 loan is overdue' : `${count} loans are overdue`),
  },
  over: {
    title: 'Over-used licenses',
    used: (used: number, bought: number) =>
      bought === 0 ? `${used} used, no term in force` : `${used} of ${bought} used`,
    none: 'No license is over-used.',
    more: (count: number) => `Show all ${formatNumber(count)}`,
  },
  safe: {
    title: 'Backup and secrets',
    backup: 'Last backup',
    automatic: 'Automatic backups',
    never: 'never',
    failed: 'last try failed',
    off: 'not by themselves',
    settings: 'Backup settings',
    today: (time: string) => `today ${time}`,
    yesterday: (time: string) => `yesterday ${time}`,
    days: (days: number) => `${days} days old`,
    rotate: 'Credentials to rotate',
    none: 'none',
    keyring: 'Secrets not on this computer',
  },
};

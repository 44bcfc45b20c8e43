import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../../lib/format/locale';
import type { CostMonth, InboxEntry, Money } from '../../lib/ipc/bindings';
import { backupAge, backupRemark } from './backup';
import { yearAhead } from './months';
import { grouped, linesOf, totals, type Line } from './overview.svelte';

const euros = (minor: number): Money => ({ minor, currency: 'EUR' });
const dollars = (minor: number): Money => ({ minor, currency: 'USD' });

function deadline(daysLeft: number, ...amounts: Money[]): Line {
  return {
    id: String(daysLeft),
    kind: 'license_ends',
    subject: { kind: 'license', id: 'l', name: 'A' },
    tag: null,
    vendor: null,
    due_on: '2026-12-01',
    days_left: daysLeft,
    amount: amounts.length === 1 ? (amounts[0] ?? null) : null,
    amounts,
    auto_renews: false,
    until: null,
    next_act: 'renew',
    acknowledged: false,
    muted: false,
    at_stake: amounts,
    count: 1,
    model: null,
  };
}

function entry(line: Line): InboxEntry {
  const { next_act, acknowledged, muted, at_stake } = line;
  return { deadline: line, next_act, acknowledged, muted, at_stake, snoozed_until: null, cancel_by: null };
}

beforeAll(() => {
  setLocale('en-GB');
});

describe('needs attention', () => {
  it.each([
    [-1, 'overdue'],
    [0, 'week'],
    [7, 'week'],
    [8, 'month'],
    [30, 'month'],
    [31, 'quarter'],
    [90, 'quarter'],
  ])('%i days belong to %s', (days, name) => {
    expect(grouped([deadline(days)]).map((group) => group.name)).toEqual([name]);
  });

  it('adds up a group per currency', () => {
    const [group] = grouped([
      deadline(1, euros(100)),
      deadline(2, dollars(900)),
      deadline(3, euros(50)),
      deadline(4),
      deadline(5, dollars(30), euros(20)),
    ]);
    expect(group?.amounts).toEqual([dollars(930), euros(170)]);
  });

  it('adds up what counts there, and nothing that an earlier date has', () => {
    const counted = deadline(10, euros(100));
    const again = { ...deadline(20, euros(100)), at_stake: [] };
    expect(grouped([counted, again]).map((group) => group.amounts)).toEqual([[euros(100)]]);
    expect(grouped([again]).map((group) => group.amounts)).toEqual([[]]);
  });

  it('makes the deadlines of equal devices one line in the place of the first', () => {
    const [a, b, c] = [deadline(1, euros(100)), deadline(2, dollars(5)), deadline(3, euros(50))];
    const lines = linesOf([a, b, c].map(entry), [{ model: 'Lenovo T14', deadlines: ['1', '3'] }]);
    expect(lines.map((line) => [line.id, line.count, line.model])).toEqual([
      ['1', 2, 'Lenovo T14'],
      ['2', 1, null],
    ]);
    expect(lines[0]?.amounts).toEqual([euros(150)]);
    expect(lines[0]?.at_stake).toEqual([euros(150)]);
    expect(lines[0]?.acknowledged).toBe(false);
  });

  it('marks a bundle as seen only when all of it was', () => {
    const seen = { ...deadline(1), acknowledged: true };
    const bundles = [{ model: 'Lenovo T14', deadlines: ['1', '3'] }];
    expect(linesOf([seen, deadline(3)].map(entry), bundles)[0]?.acknowledged).toBe(false);
    const both = [seen, { ...deadline(3), acknowledged: true }].map(entry);
    expect(linesOf(both, bundles)[0]?.acknowledged).toBe(true);
  });

  it('never adds different currencies', () => {
    expect(totals([euros(1), dollars(1)])).toHaveLength(2);
  });
});

function month(of: string, costs: Partial<CostMonth>): CostMonth {
  const none = { licenses: [], contracts: [], licenses_expected: [], contracts_expected: [], hardware: [] };
  return { month: of, ...none, expected: [], more_expected: 0, ...costs };
}

describe('next 12 months', () => {
  it('draws the currency that costs most and names the others', () => {
    const year = yearAhead([
      month('2026-12', {
        licenses: [euros(500), dollars(100)],
        contracts: [euros(50)],
        hardware: [euros(200)],
      }),
      month('2027-01', { licenses: [dollars(50)], licenses_expected: [euros(30)] }),
    ]);
    expect(year.total).toEqual(euros(780));
    expect([year.expected, year.hardware]).toEqual([30, 200]);
    expect(year.bars.map(({ month: _, ...values }) => values)).toEqual([
      { licenses: 500, contracts: 50, licenses_expected: 0, contracts_expected: 0, hardware: 200 },
      { licenses: 0, contracts: 0, licenses_expected: 30, contracts_expected: 0, hardware: 0 },
    ]);
    expect(year.others).toEqual([dollars(150)]);
  });

  it('knows when nothing costs anything', () => {
    expect(yearAhead([month('2026-12', {})]).total).toBeNull();
  });

  it('draws what is only expected', () => {
    expect(yearAhead([month('2026-12', { licenses_expected: [euros(5)] })]).total).toEqual(euros(5));
  });
});

describe('automatic backups', () => {
  const well = { on: true, last_at: null, last_size: null, trouble: null, overdue: null };

  it.each([
    [well, null],
    [
      { ...well, on: false, trouble: 'x' },
      { text: 'not by themselves', tone: 'quiet' },
    ],
    [
      { ...well, trouble: 'x' },
      { text: 'last try failed', tone: 'soon' },
    ],
    [
      { ...well, trouble: 'x', overdue: 'x' },
      { text: 'last try failed', tone: 'overdue' },
    ],
  ])('%o', (backups, remark) => {
    expect(backupRemark(backups)).toEqual(remark);
  });
});

describe('last backup', () => {
  it.each([
    [null, 'never', 'overdue'],
    ['2026-11-22T08:02:00', 'today 08:02', 'fine'],
    ['2026-11-21T23:59:00', 'yesterday 23:59', 'fine'],
    ['2026-11-10T12:00:00', '12 days old', 'soon'],
    ['2026-10-01T12:00:00', '52 days old', 'overdue'],
  ])('%s is %s', (at, text, tone) => {
    expect(backupAge(at, '2026-11-22')).toEqual({ text, tone });
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { daysUntil, formatDate, readDate, relativeDays, shortDays, urgency } from './dates';
import { locale, setLocale } from './locale';
import { editable, formatMoney, readAmount } from './money';
import { readWhole } from './numbers';

beforeAll(() => setLocale('en-GB'));

describe('dates', () => {
  it.each([
    ['2026-12-31', '2026-12-31'],
    ['31.12.2026', '2026-12-31'],
    ['31/12/26', '2026-12-31'],
    ['4 Dec 2026', '2026-12-04'],
    ['31.02.2026', null],
    ['soon', null],
  ])('reads %s', (text, iso) => expect(readDate(text)).toBe(iso));

  it('reads month first where the locale writes it so', () => {
    setLocale('en-US');
    expect(readDate('12/31/2026')).toBe('2026-12-31');
    setLocale('en-GB');
  });

  it.each([
    [0, 'today', 'today', 'soon'],
    [12, 'in 12 days', '12 d', 'soon'],
    [31, 'in 31 days', '31 d', 'later'],
    [91, 'in 91 days', '91 d', 'quiet'],
    [-4, '4 days late', '4 d late', 'overdue'],
  ])('says %i days', (days, long, short, tone) => {
    expect([relativeDays(days), shortDays(days), urgency(days)]).toEqual([long, short, tone]);
  });

  it('counts days across a change of clocks', () => expect(daysUntil('2026-11-02', '2026-10-24')).toBe(9));
  it('writes a date', () => expect(formatDate('2026-12-04')).toBe('4 Dec 2026'));
});

describe('money', () => {
  it.each([
    ['1.234,56', 'EUR', 123456],
    ['1,234.56', 'USD', 123456],
    ['1,234', 'USD', 123400],
    ['12.5', 'EUR', 1250],
    ['€ 12', 'EUR', 1200],
    ['1500', 'JPY', 1500],
    ['1.234', 'KWD', 1234],
    ['-5', 'EUR', null],
    ['none', 'EUR', null],
    ['1.234.567', 'EUR', 123456700],
    ["1'234.50", 'CHF', 123450],
    ['12.50000', 'EUR', 1250],
    ['12.5678', 'EUR', null],
    ['12.50', 'JPY', null],
    ['1.2.3', 'EUR', null],
    ['1234.567', 'EUR', null],
    ['0.125', 'EUR', null],
    ['1,234.567', 'EUR', null],
    ['99k', 'EUR', null],
    ['1e3', 'EUR', null],
    ['12,5x', 'EUR', null],
    ['x12', 'EUR', null],
    ['12 34', 'EUR', null],
    ['1 2 3', 'EUR', null],
    ['12 USD', 'EUR', null],
    ['$12', 'EUR', null],
    ['12%', 'EUR', null],
    ['(12)', 'EUR', null],
    ['12-', 'EUR', null],
    ['12 EUR', 'EUR', 1200],
    ['eur 12,50', 'EUR', 1250],
    ['CHF 99.-', 'CHF', 9900],
    ['1\u202f234,50 €', 'EUR', 123450],
    ['.5', 'EUR', 50],
    ['  7 ', 'EUR', 700],
  ])('reads %s %s', (text, currency, minor) => expect(readAmount(text, currency)).toBe(minor));

  it('writes each currency with its own decimals', () => {
    expect(formatMoney({ minor: 346800, currency: 'EUR' })).toBe('€\u00a03,468.00');
    expect(formatMoney({ minor: 1500, currency: 'JPY' })).toBe('¥\u00a01,500');
    expect(editable({ minor: 71940, currency: 'EUR' })).toBe('719.40');
  });
});

describe('whole numbers', () => {
  it.each([
    ['12', 12],
    [' 0 ', 0],
    ['1,250', 1250],
    ['1.250', 1250],
    ['1 250 000', 1250000],
    ['12x', null],
    ['1.5', null],
    ['1e3', null],
    ['99k', null],
    ['-5', null],
    ['12 months', null],
    ['1,2', null],
    ['1,250.000', null],
    ['0x10', null],
    ['１２', null],
    ['99999999999999999999', null],
  ])('reads %s', (text, number) => expect(readWhole(text)).toBe(number));
});

describe('locale', () => {
  it('falls back where the system names none that exists', () => {
    setLocale('C');
    expect(() => new Intl.NumberFormat(locale())).not.toThrow();
    setLocale('en-GB');
  });
});

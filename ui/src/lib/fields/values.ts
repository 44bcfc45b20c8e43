import { formatDate } from '../format/dates';
import { formatMoney, formatNumber, type Amount } from '../format/money';
import { choiceLabel, type Field } from './list';

/** A field's value as people read it; null for a blank one. */
export function shown(field: Field, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return field.blank ?? null;
  switch (field.kind) {
    case 'day':
      return formatDate(String(value));
    case 'money':
      return formatMoney(value as Amount);
    case 'count':
      return formatNumber(Number(value));
    case 'months':
      return months(Number(value));
    case 'percent':
      return `${formatNumber(Number(value) / 100)} %`;
    case 'yes_no':
      return value === true ? 'yes' : 'no';
    case 'choice':
      return choiceLabel(field, String(value));
    case 'tags':
      return (value as string[]).join(', ');
    default:
      return String(value);
  }
}

function months(count: number): string {
  if (count % 12 !== 0) return count === 1 ? '1 month' : `${formatNumber(count)} months`;
  return count === 12 ? '1 year' : `${formatNumber(count / 12)} years`;
}

/** Whether a field holds figures, which stand to the right. */
export function isFigure(field: Field): boolean {
  return ['money', 'count', 'months', 'percent'].includes(field.kind);
}

/** Whether a field is copied sign by sign, and shown so. */
export function isCode(field: Field): boolean {
  return ['code', 'host'].includes(field.kind);
}

import type { Said } from '../ipc/bindings';
import { formatDate } from './dates';
import { formatMoney, formatNumber } from './money';

/** A value of the History as people read it. */
export function formatSaid(said: Said): string {
  switch (said.kind) {
    case 'text':
      return said.value;
    case 'day':
      return formatDate(said.value);
    case 'money':
      return formatMoney(said.value);
    case 'number':
      return formatNumber(said.value);
    case 'months':
      return said.value === 1 ? '1 month' : `${formatNumber(said.value)} months`;
    case 'percent':
      return `${formatNumber(said.value / 100)} %`;
    case 'yes_no':
      return said.value ? 'yes' : 'no';
  }
}

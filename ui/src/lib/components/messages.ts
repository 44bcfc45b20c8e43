import { formatNumber } from '../format/money';

/** Words of the shared components. */
export const words = {
  datePlaceholder: 'e.g. 31 Dec 2026',
  chooseDate: (label: string) => `Choose a date: ${label}`,
  monthBefore: 'Previous month',
  monthAfter: 'Next month',
  year: 'Year',
  todayAct: 'Today',
  noDate: 'No date',
  notADate: (text: string) => `“${text}” is not a date. Enter one such as 31 Dec 2026.`,
  notAnAmount: (text: string) => `“${text}” is not an amount. Enter one such as 1234.50.`,
  notAWhole: (text: string) => `“${text}” is not a whole number. Enter one such as 12.`,
  outside: (least: number, most: number) =>
    `Enter a number from ${formatNumber(least)} to ${formatNumber(most)}.`,
  currency: 'Currency',
  pickOne: 'Choose one from the list',
  noLines: 'None yet.',
  editLine: (name: string) => `Edit ${name}`,
  removeLine: (name: string) => `Remove ${name}`,
  moveUp: (name: string) => `Move ${name} up`,
  moveDown: (name: string) => `Move ${name} down`,
  tagsHint: 'Press Enter or comma after each tag',
  readOnly: (why: string) => `Read-only: ${why}. Nothing can be changed.`,
  removeTag: (tag: string) => `Remove the tag ${tag}`,
  holdToShow: 'Hold to show',
  more: 'More',
  loading: 'Loading',
  selectAll: 'Select all',
  listFailed: 'The list could not be read',
  someFailed: (why: string) => `Some rows could not be read. ${why}`,
  selectRow: 'Select row',
  filterHint: '/',
  removeFilter: (label: string) => `Remove the filter ${label}`,
  unlimited: 'unlimited',
  seats: (used: number, bought: number | null) =>
    bought === null
      ? `${used} used, unlimited`
      : bought === 0 && used > 0
        ? `${used} used, no term in force`
        : `${used} of ${bought} seats used`,
  month: 'Month',
  today: 'today',
};

/** How hard a value is to guess, from 0 to 4. */
export const strengthWords = ['Guessable at once', 'Very weak', 'Weak', 'Good', 'Very good'];

export const passphraseWords = {
  again: 'Repeat the passphrase',
  differs: 'The passphrases do not match.',
};

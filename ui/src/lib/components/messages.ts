import { formatNumber } from '../format/money';

/** Words of the shared components. */
export const words = {
  datePlaceholder: 'e.g. 31 Dec 2026',
  chooseDate: (label: string) => `Choose a date: ${label}`,
  monthBefore: 'The month before',
  monthAfter: 'The month after',
  year: 'Year',
  todayAct: 'Today',
  noDate: 'No date',
  notADate: (text: string) => `“${text}” is no date. Write it like 2026-12-31.`,
  notAnAmount: (text: string) => `“${text}” is no amount. Write it like 1234.50.`,
  notAWhole: (text: string) => `“${text}” is no whole number. Write it like 12.`,
  outside: (least: number, most: number) =>
    `Write a number from ${formatNumber(least)} to ${formatNumber(most)}.`,
  currency: 'Currency',
  pickOne: 'Choose one of the list',
  tagsHint: 'Enter or comma ends a tag',
  removeTag: (tag: string) => `Remove the tag ${tag}`,
  holdToShow: 'Hold to show',
  close: 'Close',
  more: 'More',
  loading: 'Loading',
  undo: 'Undo',
  selectAll: 'Select all',
  listFailed: 'The list could not be read',
  someFailed: (why: string) => `Some rows could not be read. ${why}`,
  tryAgain: 'Try again',
  selectRow: 'Select row',
  filterHint: '/',
  removeFilter: (label: string) => `Remove the filter ${label}`,
  unlimited: 'unlimited',
  seats: (used: number, bought: number | null) =>
    bought === null
      ? `${used} used, unlimited`
      : bought === 0 && used > 0
        ? `${used} used, no seats in force`
        : `${used} of ${bought} seats used`,
  month: 'Month',
  today: 'today',
};

/** How hard a value is to guess, from 0 to 4. */
export const strengthWords = [
  'Guessed at once',
  'Very weak',
  'Weak',
  'Good: hard to guess',
  'Very good: very hard to guess',
];

export const passphraseWords = {
  again: 'The same again',
  differs: 'The two are not the same.',
};

/** Words of the compliance report. */
export const complianceWords = {
  none: 'None',
  figures: {
    over: 'Licenses over-used',
    overCost: 'Cost of the seats over, a year',
    overOnce: 'Seats over, bought for good',
    free: 'Free seats',
    unusedCost: 'Cost of the free seats, a year',
  },
  chart: (currency: string) => `Where the money is, a year, in ${currency}`,
  by: 'Group by',
  byOptions: { license: 'License', publisher: 'Publisher' },
  show: 'Show',
  showOptions: { all: 'All licenses', over: 'Over-used', unused: 'With free seats' },
  empty: 'No license answers this. Add licenses with seats, or show all of them.',
  notes: [
    'Seats are those of the terms in force today; assigned seats count as used.',
    'A seat costs what its term costs a year, shared among its seats; one bought for good costs what was paid for it, once, and is in no yearly sum.',
  ],
};

/** Words of the report on seats of people who left. */
export const reclaimWords = {
  people: 'People',
  seats: 'Seats',
  all: 'Take all back',
  empty: 'Nobody who left holds a seat.',
};

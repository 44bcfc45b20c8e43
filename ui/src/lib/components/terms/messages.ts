const seatWord = (count: number) => (count === 1 ? 'seat' : 'seats');

/** Words of terms, for licenses and contracts alike. */
export const termMessages = {
  billing: (months: number | null) => {
    if (months === null) return 'once';
    if (months === 1) return 'monthly';
    if (months === 3) return 'quarterly';
    if (months === 12) return 'yearly';
    return months % 12 === 0 ? `every ${months / 12} years` : `every ${months} months`;
  },
  terms: 'Terms',
  termPriceHead: 'Price',
  termRange: (start: string | null, end: string | null) => {
    if (start !== null && end !== null) return `${start} – ${end}`;
    if (start !== null) return `from ${start}`;
    return end === null ? 'perpetual' : `until ${end}`;
  },
  termSeats: (seats: number | null) => (seats === null ? 'unlimited seats' : `${seats} ${seatWord(seats)}`),
  termOrder: (order: string) => `order ${order}`,
  termPurchase: (order: string) => `purchase order ${order}`,
  termPerSeat: 'per seat',
  noTerms: 'No terms yet. Add one to record dates and price.',
  fields: {
    startsOn: 'Starts on',
    endsOn: 'Ends on',
    endsOnHint: 'The last day in force. Blank for perpetual.',
    seats: 'Seats',
    seatsHint: 'Blank for unlimited.',
    price: 'Price',
    pricePerSeat: 'The price is',
    perSeat: 'per seat',
    inTotal: 'in total',
    billing: 'Billed',
    autoRenews: 'Renews automatically',
    renewalMonths: 'Renews for (months)',
    renewalHint: 'Blank: the length of this term, up to 12 months.',
    noticeMonths: 'Notice (months)',
    noticeDays: 'and (days)',
    cancelledOn: 'Cancelled on',
    maintenanceEndsOn: 'Maintenance ends on',
    orderNumber: 'Order number',
    purchaseOrder: 'Purchase order',
    purchasedOn: 'Bought on',
  },
  termTitle: (index: number, range: string) => `Term ${index + 1} · ${range}`,
  follows: 'Ends, renews and is cancelled together with the term it adds seats to.',
  renewsFor: (months: number, assumed: boolean) => {
    const length = months === 1 ? '1 month' : `${months} months`;
    return assumed ? `${length} (assumed, not confirmed)` : length;
  },
  termRenews: (months: number, assumed: boolean) =>
    `renews for ${months === 1 ? '1 month' : `${months} months`}${assumed ? ' (assumed)' : ''}`,
  termPart: (amount: string, days: number, of: number) => `${amount} for ${days} of ${of} days`,
  termNew: 'new term',
  termMore: 'Orders, cancellation and maintenance',
  removeTerm: 'Remove this term',
  billingOptions: [
    { value: '', label: 'once' },
    { value: '1', label: 'monthly' },
    { value: '3', label: 'quarterly' },
    { value: '6', label: 'every 6 months' },
    { value: '12', label: 'yearly' },
    { value: '24', label: 'every 2 years' },
    { value: '36', label: 'every 3 years' },
  ],
  billingOther: (months: number) => `every ${months} months`,
  endBeforeStart: 'The end is before the start.',
  addTerm: 'Add a term',
  formEdit: (name: string) => `Edit ${name}`,
  from: (vendor: string) => `from ${vendor}`,
  sums: (sums: string) => `${sums} a year`,
  endedEarly: 'cancelled',
  noEnd: 'no end known',
  summary: {
    ends: 'Ends',
    cancelBy: 'Cancel by',
    cancelTooLate: (date: string) => `too late: renews on ${date}`,
    renewsFor: 'Renews for',
    price: 'Price',
    cost: 'Term costs',
    vendor: 'Vendor',
  },
  /** What a term costs; whether that is per seat goes unsaid (null) where seats are not counted. */
  priceText: (amount: string, perSeat: boolean | null, billing: string) =>
    [amount + (perSeat === null ? '' : perSeat ? ' per seat' : ' in total'), billing].join(', '),
  priceFrom: (now: string | null, next: string, from: string) =>
    now === null ? `${next} from ${from}` : `${now}; from ${from} ${next}`,
  perSeat: 'per seat',
  unconfirmed: (date: string) => `Renewed automatically until ${date}, not confirmed.`,
  unconfirmedText: 'Confirm the new period once you know its price, or record the cancellation.',
  confirm: 'Confirm renewal',
  cancelled: (date: string) => `cancelled, ends ${date}`,
  trueUp: 'added later',
  more: 'More for this term',
  acts: { renew: 'Renew', addSeats: 'Add seats', cancel: 'Record cancellation', letter: 'Notice letter' },
  renewTitle: (name: string) => `Renew ${name}`,
  renewed: (name: string) => `${name} renewed`,
  newVendor: 'Bought from',
  newVendorHint: 'A new vendor applies from this term. Earlier terms keep theirs.',
  samePrice: 'Same price as before.',
  change: (change: string, before: string) => `${change} compared with ${before} in the last term.`,
  trueUpTitle: (name: string) => `Add seats to ${name}`,
  trueUpSave: 'Add seats',
  trueUpSeats: 'Seats to add',
  trueUpFrom: 'From',
  trueUpDone: (name: string) => `Seats added to ${name}`,
  trueUpCost: (amount: string, end: string) => `${amount} for the days until ${end}.`,
  cancelTitle: (name: string) => `Cancel ${name}`,
  cancelText: 'Records that you gave notice. The term stays in the list until its last day.',
  cancelSave: 'Record cancellation',
  cancelledOn: 'Notice given on',
  effectiveOn: 'Last day',
  effectiveHint:
    'Blank: the end of the term, or of the renewal in which the notice period ends. Without an end, that of the billing period.',
  cancelDone: (name: string) => `${name} cancelled`,
  undone: 'Undone',
  keep: 'Close',
  letterTitle: 'Notice letter',
  letterOpened: 'Opened for printing.',
  letterSaved: (path: string) => `Saved to ${path}`,
  letterMissing: (parts: string) => `Missing: ${parts}. Add it to the vendor to have it in the letter.`,
  copy: 'Copy',
  copied: 'Letter copied',
};

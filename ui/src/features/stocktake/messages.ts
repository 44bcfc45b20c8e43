import { formatNumber } from '../../lib/format/money';
import type { Finding, Tally } from '../../lib/ipc/bindings';

const many = (count: number, one: string, several: string) =>
  count === 1 ? `1 ${one}` : `${formatNumber(count)} ${several}`;

/** Words of the stock-take. */
export const messages = {
  title: 'Stock-take',
  subtitle: 'Scan what is there, and see what is missing or in the wrong place.',
  back: 'All stock-takes',
  failed: 'The stock-takes could not be read',
  start: {
    title: 'Start a stock-take',
    text: 'Choose a location, then scan what you find. It is compared with what is recorded there now.',
    location: 'Location',
    choose: 'Choose a location',
    nested: 'Include sub-locations',
    start: 'Start',
    noLocations: 'A stock-take needs a location, and there is none yet.',
    addLocation: 'Add a location',
  },
  list: {
    title: 'Stock-takes',
    none: 'No stock-take yet.',
    running: (date: string) => `running since ${date}`,
    finished: (date: string) => `finished ${date}`,
    goOn: 'Continue',
    open: 'Report',
    goOnWith: (location: string) => `Continue with ${location}`,
    openOf: (location: string) => `Report of ${location}`,
  },
  of: (location: string) => location,
  runs: (date: string, nested: boolean) =>
    nested ? `Since ${date}, including sub-locations` : `Since ${date}`,
  ended: (start: string, end: string) =>
    start === end ? `Stock-take of ${end}` : `Stock-take from ${start} to ${end}`,
  summary: (tally: Tally) => {
    const parts = [`${formatNumber(tally.found)} of ${formatNumber(tally.expected)} found`];
    if (tally.wrong_place > 0) parts.push(`${formatNumber(tally.wrong_place)} in the wrong place`);
    if (tally.unexpected > 0) parts.push(`${formatNumber(tally.unexpected)} unexpected`);
    return parts.join(' · ');
  },
  scan: 'Scan or type an asset tag or serial number',
  scanHint: 'You can also paste several lines at once.',
  take: 'Record',
  findings: {
    found: 'Found',
    missing: 'Missing',
    wrong_place: 'Wrong place',
    unexpected: 'Unexpected',
  } satisfies Record<Finding, string>,
  foundOf: (found: number, expected: number) => `${formatNumber(found)} of ${formatNumber(expected)}`,
  last: {
    found: 'Found',
    missing: 'Missing',
    wrong_place: 'Wrong place',
    unexpected: 'Unexpected',
    again: 'Scanned before',
  },
  refused: (code: string, why: string) => `“${code}”: ${why}`,
  belongs: (place: string) => `belongs to ${place}`,
  cameFrom: (place: string) => `was in ${place}`,
  heldBy: (name: string) => `with ${name}`,
  scannedAt: (time: string) => `scanned ${time}`,
  unscan: (name: string) => `Undo the scan of ${name}`,
  unscanned: 'Scan undone',
  moveHere: 'Belongs here now',
  markLost: 'Mark as lost',
  moved: 'moved here',
  lost: 'marked as lost',
  none: {
    found: 'Nothing was found yet. Scan the first device.',
    missing: 'Nothing is missing.',
    wrong_place: 'Nothing is in the wrong place.',
    unexpected: 'Nothing unexpected.',
  } satisfies Record<Finding, string>,
  more: (count: number) => `Show ${many(count, 'more', 'more')}`,
  finish: 'Finish',
  finishTitle: 'Finish the stock-take',
  finishText: (found: number, moved: number, lost: number, missing: number) => {
    const parts = [`${many(found, 'device was', 'devices were')} seen today.`];
    if (moved > 0) parts.push(`${many(moved, 'device is', 'devices are')} moved here.`);
    if (lost > 0) parts.push(`${many(lost, 'device is', 'devices are')} marked as lost.`);
    if (missing > lost)
      parts.push(`${many(missing - lost, 'missing device stays', 'missing devices stay')} as entered.`);
    return parts.join(' ');
  },
  notes: 'Notes',
  finished: 'Stock-take finished',
  print: 'Print report',
  saved: (path: string) => `Report saved to ${path}`,
  opened: 'Report opened for printing',
};

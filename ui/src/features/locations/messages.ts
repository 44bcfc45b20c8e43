import type { ThingsWords } from '../../lib/components/panels/things';
import { formatNumber } from '../../lib/format/money';

/** Words of the locations. */
export const messages = {
  page: {
    list: 'Locations',
    filter: 'Filter by name or address',
    foot: (total: number, filtered: boolean) => {
      const count = total === 1 ? '1 location' : `${formatNumber(total)} locations`;
      return filtered ? `${count} shown` : count;
    },
    emptyTitle: 'No locations yet',
    emptyText: 'Houses, floors, rooms, racks: where devices stand and people work, one within the other.',
    emptyAct: 'Add the first location',
    noMatchTitle: 'No location matches',
    noMatchText: 'Try fewer words.',
    deleted: (name: string) => `${name} moved to Trash`,
    deletedMany: (count: string) => `${count} locations moved to Trash`,
  } satisfies ThingsWords,
  addWithin: 'Add within',
  addWithinOf: (name: string) => `Add a location within ${name}`,
  stockTake: 'Stock-take',
  detail: {
    location: 'Location',
    within: (names: string) => `Within ${names}`,
    address: 'Address',
    devices: 'Devices',
    people: 'People',
    here: 'What is here',
    children: 'Locations within',
    noDevices: 'No devices stand here.',
    childDevices: (count: number) => (count === 1 ? '1 device' : `${formatNumber(count)} devices`),
    count: (here: number, within: number) =>
      within > here
        ? `${formatNumber(here)} here, ${formatNumber(within)} with those within`
        : formatNumber(here),
    more: (count: number) => `and ${formatNumber(count)} more`,
  },
  form: {
    add: 'Add location',
    edit: (name: string) => `Edit ${name}`,
    where: 'Location',
    name: 'Name',
    parent: 'Lies within',
    parentHint: 'Empty puts it at the top.',
    address: 'Address',
    notes: 'Notes',
  },
};

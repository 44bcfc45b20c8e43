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
    emptyText: 'Buildings, floors, rooms, racks: where devices are and people work. Locations can be nested.',
    emptyAct: 'Add the first location',
    noMatchTitle: 'No location matches',
    deleted: (name: string) => `${name} moved to Trash`,
    deletedMany: (count: string) => `${count} locations moved to Trash`,
  } satisfies ThingsWords,
  addWithin: 'Add sub-location',
  addWithinOf: (name: string) => `Add a sub-location of ${name}`,
  stockTake: 'Stock-take',
  detail: {
    location: 'Location',
    within: (names: string) => `In ${names}`,
    address: 'Address',
    devices: 'Devices',
    people: 'People',
    here: 'What is here',
    children: 'Sub-locations',
    noDevices: 'No devices here.',
    childDevices: (count: number) => (count === 1 ? '1 device' : `${formatNumber(count)} devices`),
    count: (here: number, within: number) =>
      within > here
        ? `${formatNumber(here)} here, ${formatNumber(within)} with sub-locations`
        : formatNumber(here),
    more: (count: number) => `and ${formatNumber(count)} more`,
  },
  form: {
    add: 'Add location',
    edit: (name: string) => `Edit ${name}`,
    where: 'Location',
    name: 'Name',
    parent: 'Part of',
    parentHint: 'Blank for a top-level location.',
    address: 'Address',
    notes: 'Notes',
  },
};

import { blankOf } from '../../lib/fields/list';
import {
  commands,
  type DeviceRow,
  type DeviceStatus,
  type ListQuery,
  type Location,
  type LocationInput,
  type LocationRow,
  type PersonRow,
} from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';

const linkedLimit = 50;
const gone: DeviceStatus[] = ['retired', 'disposed', 'lost'];

export class LocationsState extends Things<LocationRow, Location, LocationInput> {
  /** Where a new location will lie; null at the top. */
  parent = $state.raw<{ id: string; name: string } | null>(null);

  constructor() {
    super('location', {
      list: commands.listLocations,
      get: commands.getLocation,
      create: commands.createLocation,
      update: commands.updateLocation,
    });
  }

  addWithin(parent: { id: string; name: string }): void {
    this.parent = parent;
    this.add();
  }
}

function about(location: string): ListQuery {
  return {
    filter: '',
    sort: 'name',
    descending: false,
    offset: 0,
    limit: linkedLimit,
    belongs_to: location,
    only: null,
  };
}

/** The first of the devices that stand at a location and within it; what is gone stands nowhere. */
export async function devicesAt(location: string): Promise<DeviceRow[]> {
  const page = await unwrap(commands.listDevices(about(location)));
  return page.rows.filter((row) => !gone.includes(row.status));
}

export async function peopleAt(location: string): Promise<{ total: number; rows: PersonRow[] }> {
  return await unwrap(commands.listPeople(about(location)));
}

export function emptyLocation(parent: string | null): LocationInput {
  return { ...blankOf<LocationInput>('location'), parent_id: parent };
}

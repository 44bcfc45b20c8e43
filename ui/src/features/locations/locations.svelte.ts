import { blankOf } from '../../lib/fields/list';
import {
  commands,
  type Choice,
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

/** Locations by a part of their name, each with where it lies. */
export async function findLocations(text: string): Promise<Choice[]> {
  const page = await unwrap(
    commands.listLocations({
      filter: text,
      sort: '',
      descending: false,
      offset: 0,
      limit: 20,
      belongs_to: null,
      only: null,
    }),
  );
  return page.rows.map((row) => ({ id: row.id, name: row.name, detail: row.path }));
}

export function emptyLocation(parent: string | null): LocationInput {
  return { ...blankOf<LocationInput>('location'), parent_id: parent };
}

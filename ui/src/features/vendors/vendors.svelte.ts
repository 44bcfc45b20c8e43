import {
  commands,
  type Contact,
  type CredentialRow,
  type DeviceRow,
  type LicenseRow,
  type ListQuery,
  type Vendor,
  type VendorInput,
  type VendorRow,
} from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';

export const linkedLimit = 8;

/** The first few things that hang on a vendor. */
export interface LinkedThings {
  licenses: LicenseRow[];
  devices: DeviceRow[];
  credentials: CredentialRow[];
}

export class VendorsState extends Things<VendorRow, Vendor, VendorInput> {
  constructor() {
    super('vendor', {
      list: commands.listVendors,
      get: commands.getVendor,
      create: commands.createVendor,
      update: commands.updateVendor,
    });
  }

  async openWebsite(id: string): Promise<void> {
    await unwrap(commands.openUrl('vendor', id));
  }
}

export async function readLinked(vendorId: string): Promise<LinkedThings> {
  const query: ListQuery = {
    filter: '',
    sort: '',
    descending: false,
    offset: 0,
    limit: linkedLimit,
    belongs_to: vendorId,
    only: null,
  };
  const [licenses, devices, credentials] = await Promise.all([
    unwrap(commands.listLicenses(query)),
    unwrap(commands.listDevices(query)),
    unwrap(commands.listCredentials(query)),
  ]);
  return { licenses: licenses.rows, devices: devices.rows, credentials: credentials.rows };
}

export function emptyVendor(): VendorInput {
  return {
    name: '',
    website: null,
    portal_url: null,
    address: null,
    account_number: null,
    support_phone: null,
    support_email: null,
    support_hours: null,
    sla: null,
    notes: null,
    contacts: [],
    tags: [],
  };
}

export function emptyContact(primary: boolean): Contact {
  return { id: null, name: '', role: null, email: null, phone: null, primary };
}

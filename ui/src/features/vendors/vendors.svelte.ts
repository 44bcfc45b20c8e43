import { blankOf } from '../../lib/fields/list';
import {
  commands,
  type Contact,
  type ContractRow,
  type CredentialRow,
  type DeviceRow,
  type LicenseRow,
  type ListQuery,
  type ReachBy,
  type Vendor,
  type VendorInput,
  type VendorRow,
} from '../../lib/ipc/bindings';
import { asked, unwrap } from '../../lib/ipc/ipc';
import { Things } from '../../lib/state/things.svelte';

export const findVendors = asked(commands.findVendors);
export const getVendor = asked(commands.getVendor);
export const similarVendors = asked(commands.similarVendors);
export const vendorFigures = asked(commands.vendorFigures);

export const linkedLimit = 8;

/** The first few things that hang on a vendor. */
export interface LinkedThings {
  licenses: LicenseRow[];
  contracts: ContractRow[];
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

  /**
   * Moves everything of one vendor to another one, with the fields of the first that are named; answers the batch that
   * takes it back.
   */
  async merge(from: string, into: string, take: string[]): Promise<string> {
    const merged = await unwrap(commands.mergeVendors(from, into, take));
    this.refresh();
    return merged.batch;
  }

  /** Starts a call or a message to the vendor's support, or to one of its contacts. */
  async reach(id: string, contactId: string | null, by: ReachBy): Promise<void> {
    await unwrap(commands.reachVendor(id, contactId, by));
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
  const [licenses, contracts, devices, credentials] = await Promise.all([
    unwrap(commands.listLicenses(query)),
    unwrap(commands.listContracts(query)),
    unwrap(commands.listDevices(query)),
    unwrap(commands.listCredentials(query)),
  ]);
  return {
    licenses: licenses.rows,
    contracts: contracts.rows,
    devices: devices.rows,
    credentials: credentials.rows,
  };
}

export function emptyVendor(): VendorInput {
  return blankOf<VendorInput>('vendor');
}

export function emptyContact(primary: boolean): Contact {
  return { id: null, name: '', role: null, email: null, phone: null, primary };
}

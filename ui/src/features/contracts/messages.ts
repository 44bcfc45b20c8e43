import type { ThingsWords } from '../../lib/components/panels/things';
import { formatNumber } from '../../lib/format/money';
import type { ContractKind } from '../../lib/ipc/bindings';

const kinds: Record<ContractKind, string> = {
  support: 'Support',
  maintenance: 'Maintenance',
  lease: 'Lease',
  insurance: 'Insurance',
  telecom: 'Telecom',
  domain: 'Domain',
  certificate: 'Certificate',
  other: 'Other',
};

/** Every word the Contracts screen shows. */
export const messages = {
  page: {
    list: 'Contracts',
    filter: 'Filter by name, vendor, reference or domain',
    foot: (total: number, filtered: boolean) => {
      const count = total === 1 ? '1 contract' : `${formatNumber(total)} contracts`;
      return filtered ? `${count} shown` : count;
    },
    emptyTitle: 'No contracts yet',
    emptyText:
      'Support, leases, insurance, telecom, domains and certificates: each with its terms, its notice and what it covers.',
    emptyAct: 'Add the first contract',
    noMatchTitle: 'No contract matches',
    deleted: (name: string) => `${name} moved to Trash`,
    deletedMany: (count: string) => `${count} contracts moved to Trash`,
    condition: (only: string) => (only in kinds ? kinds[only as ContractKind] : null),
  } satisfies ThingsWords,
  kind: (kind: ContractKind) => kinds[kind],
  kindOptions: Object.entries(kinds).map(([value, label]) => ({ value: value as ContractKind, label })),
  onlyEnding: 'Due in 90 days',
  onlyUnconfirmed: 'Unconfirmed',
  onlyWeak: 'Weak certificates',
  weak: 'weak',
  tabs: { terms: 'Terms', devices: 'Covered devices', certificate: 'Certificate' },
  summary: {
    ends: 'Ends',
    endless: 'until cancelled',
    renewed: 'Already renewed',
    presentTerm: (date: string) => `the current term ends on ${date}`,
  },
  devicesTitle: 'Covered devices',
  noDevices: 'No devices covered yet. Edit the contract to add some.',
  inTrash: 'in the Trash',
  formAdd: 'Add contract',
  sections: {
    contract: 'Contract',
    devices: 'Covered devices',
  },
  fields: {
    kind: 'Kind',
    vendor: 'Vendor',
    vendorHint: 'A new name adds a vendor.',
    registrar: 'Registrar',
    issuer: 'Issued or sold by',
    insurer: 'Insurer',
    lessor: 'Lessor',
    reference: 'Reference number',
    policy: 'Policy number',
    customer: 'Customer number',
    slaHint: 'Such as answer within 4 hours, on site next business day',
    escalationHint: 'Whom to call when the first contact cannot help.',
    domainHint: 'Such as example.com',
    dnsHostHint: 'Who runs its name servers.',
    device: 'Add a device',
    deviceHint: 'By name, asset tag or serial number.',
  },
  removeDevice: (name: string) => `${name} is no longer covered`,
  certificate: {
    read: 'Read from a certificate file…',
    renewed: 'Read a renewed file…',
    none: 'No certificate file yet. The end date comes from the term you entered.',
    reading: 'Certificate',
    passphrase: 'Passphrase of the file',
    passphraseHint: 'Only for protected files. It is not kept.',
    retry: 'Read',
    keep: 'Save certificate',
    add: 'Add as a contract',
    kept: 'Certificate saved',
    added: (name: string) => `${name} added`,
    same: 'This certificate is already saved.',
    subject: 'Subject',
    names: 'Valid for',
    issuer: 'Issuer',
    serial: 'Serial',
    algorithm: 'Signed with',
    key: 'Key',
    keyText: (algorithm: string, bits: number | null) =>
      bits === null ? algorithm : `${algorithm}, ${bits} bits`,
    starts: 'Valid from',
    ends: 'Valid until',
    fingerprint: 'SHA-256',
    chain: 'Chain',
    weakLink: 'weak',
    until: (date: string) => `until ${date}`,
    older: 'Earlier certificates',
  },
};

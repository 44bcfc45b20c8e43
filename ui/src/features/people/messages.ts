import type { ThingsWords } from '../../lib/components/panels/things';
import { formatNumber } from '../../lib/format/money';
/** Words of the people screens. */
export const messages = {
  page: {
    list: 'People',
    filter: 'Filter by name, email, department or location',
    foot: (total: number, filtered: boolean) => {
      const count = total === 1 ? '1 person' : `${formatNumber(total)} people`;
      return filtered ? `${count} shown` : count;
    },
    emptyTitle: 'No people yet',
    emptyText: 'People hold devices and seats. Add them here, or let an import bring them.',
    emptyAct: 'Add the first person',
    noMatchTitle: 'No one matches',
    deleted: (name: string) => `${name} moved to Trash`,
    deletedMany: (count: string) => `${count} people moved to Trash`,
  } satisfies ThingsWords,
  kits: 'Kits',
  starting: 'Starting',
  leaving: 'Leaving',
  leftHolding: 'Left, something to return',
  left: (date: string) => `left ${date}`,
  released: (license: string) => `Seat of ${license} returned`,
  detail: {
    person: 'Person',
    edit: 'Edit',
    remove: 'Delete',
    trash: 'This person is in the Trash.',
    holds: 'Holds',
    heldBefore: 'Held before',
    starting: 'Starting',
    leaving: 'Leaving',
    settle: 'Settle',
    leftHolding: (date: string, devices: number, seats: number, logins: number) =>
      `Left on ${date} and still has ${holding(devices, seats, logins)}.`,
    leavesHolding: (date: string) => `Leaves on ${date}.`,
    reports: 'Manages',
    nothingBefore: 'Nothing returned yet.',
    fromUntil: (from: string, until: string) => `${from} to ${until}`,
    until: (date: string) => `until ${date}`,
    owns: 'owns it',
    knows: 'knows it',
    returnBy: (date: string) => `return by ${date}`,
    noLogins: 'No logins.',
    email: 'Email',
    username: 'Username',
    employee_number: 'Employee number',
    department: 'Department',
    phone: 'Phone',
    location: 'Location',
    manager: 'Manager',
    starts_on: 'Started',
    leaves_on: 'Last day',
    notes: 'Notes',
    tags: 'Tags',
    devices: 'Devices',
    seats: 'Seats',
    credentials: 'Credentials',
    noDevices: 'No devices.',
    noSeats: 'No seats.',
    quantity: (count: number) => (count === 1 ? '1 seat' : `${count} seats`),
    since: (date: string) => `since ${date}`,
    giveBack: 'Return',
    giveBackOf: (license: string) => `Return ${license}`,
  },
  form: {
    add: 'Add person',
    edit: (name: string) => `Edit ${name}`,
    who: 'Person',
    work: 'Work',
    name: 'Name',
    email: 'Email',
    username: 'Username',
    employee_number: 'Employee number',
    job_title: 'Job title',
    department: 'Department',
    phone: 'Phone',
    location: 'Location',
    manager: 'Manager',
    starts_on: 'Starts on',
    leaves_on: 'Last day',
    leaves_onHint: 'After this day, anything still held is listed as open.',
    notes: 'Notes',
    tags: 'Tags',
  },
};

function holding(devices: number, seats: number, logins: number): string {
  const parts: string[] = [];
  if (devices > 0) parts.push(devices === 1 ? '1 device' : `${devices} devices`);
  if (seats > 0) parts.push(seats === 1 ? '1 seat' : `${seats} seats`);
  if (logins > 0) parts.push(logins === 1 ? '1 login' : `${logins} logins`);
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

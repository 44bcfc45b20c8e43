import {
  commands,
  type Deadline,
  type KeyringStatus,
  type Money,
  type Overview,
} from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';

const weekDays = 7;
const monthDays = 30;

export type GroupName = 'overdue' | 'week' | 'month' | 'quarter';

/** Deadlines of one urgency and what they cost together, per currency. */
export interface Group {
  name: GroupName;
  deadlines: Deadline[];
  amounts: Money[];
}

/** What the first screen says. */
export class OverviewState {
  overview = $state.raw<Overview | null>(null);
  keyring = $state.raw<KeyringStatus | null>(null);
  error = $state<IpcError | null>(null);

  groups = $derived(this.overview === null ? [] : grouped(this.overview.deadlines));

  async read(): Promise<void> {
    try {
      this.overview = await unwrap(commands.overview());
      this.error = null;
    } catch (error) {
      this.error = asIpcError(error);
      return;
    }
    try {
      this.keyring = await unwrap(commands.keyringStatus());
    } catch {
      // The overview is whole without it, and the line in the sidebar says what is wrong.
      this.keyring = null;
    }
  }
}

/** Overdue, this week, 30 and 90 days; empty groups are left out. */
export function grouped(deadlines: Deadline[]): Group[] {
  const names: GroupName[] = ['overdue', 'week', 'month', 'quarter'];
  return names
    .map((name) => {
      const members = deadlines.filter((deadline) => groupOf(deadline.days_left) === name);
      return { name, deadlines: members, amounts: totals(members.flatMap((member) => member.amounts)) };
    })
    .filter((group) => group.deadlines.length > 0);
}

function groupOf(daysLeft: number): GroupName {
  if (daysLeft < 0) return 'overdue';
  if (daysLeft <= weekDays) return 'week';
  return daysLeft <= monthDays ? 'month' : 'quarter';
}

/** One sum per currency, largest first: different currencies are never added up. */
export function totals(amounts: Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const amount of amounts) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor);
  }
  return [...sums]
    .map(([currency, minor]) => ({ currency, minor }))
    .sort((a, b) => b.minor - a.minor || a.currency.localeCompare(b.currency));
}

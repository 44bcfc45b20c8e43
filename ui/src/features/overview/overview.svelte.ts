import {
  commands,
  type Bundle,
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

/** What needs attention: one deadline, or those of equal devices on one day as one. */
export interface Line extends Deadline {
  /** How many devices it stands for. */
  count: number;
  /** Their maker and model; null for one thing. */
  model: string | null;
}

/** Lines of one urgency and what they cost together, per currency. */
export interface Group {
  name: GroupName;
  lines: Line[];
  amounts: Money[];
}

/** What the first screen says. */
export class OverviewState {
  overview = $state.raw<Overview | null>(null);
  keyring = $state.raw<KeyringStatus | null>(null);
  error = $state<IpcError | null>(null);

  groups = $derived(
    this.overview === null ? [] : grouped(linesOf(this.overview.deadlines, this.overview.bundles)),
  );

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

/** Deadlines with those of a bundle made one line, in the place of its first. */
export function linesOf(deadlines: Deadline[], bundles: Bundle[]): Line[] {
  const byId = new Map(deadlines.map((deadline) => [deadline.id, deadline]));
  const bundleOf = new Map(bundles.flatMap((bundle) => bundle.deadlines.map((id) => [id, bundle])));
  return deadlines.flatMap((deadline): Line[] => {
    const bundle = bundleOf.get(deadline.id);
    if (!bundle) return [{ ...deadline, count: 1, model: null }];
    if (bundle.deadlines[0] !== deadline.id) return [];
    const amounts = totals(bundle.deadlines.flatMap((id) => byId.get(id)?.amounts ?? []));
    return [{ ...deadline, count: bundle.deadlines.length, model: bundle.model, amounts }];
  });
}

/** Overdue, this week, 30 and 90 days; empty groups are left out. */
export function grouped(lines: Line[]): Group[] {
  const names: GroupName[] = ['overdue', 'week', 'month', 'quarter'];
  return names
    .map((name) => {
      const members = lines.filter((line) => groupOf(line.days_left) === name);
      return { name, lines: members, amounts: totals(members.flatMap((member) => member.amounts)) };
    })
    .filter((group) => group.lines.length > 0);
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

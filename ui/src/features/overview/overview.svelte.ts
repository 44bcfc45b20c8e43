import {
  commands,
  type Bundle,
  type Deadline,
  type DeadlineKind,
  type InboxEntry,
  type KeyringStatus,
  type Money,
  type NextAct,
  type Overview,
} from '../../lib/ipc/bindings';
import { asked, unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';

export const sawUnconfirmedRenewals = asked(commands.sawUnconfirmedRenewals);
export const unconfirmedRenewals = asked(commands.unconfirmedRenewals);

const weekDays = 7;
const monthDays = 30;

export type GroupName = 'overdue' | 'week' | 'month' | 'quarter';

/** What needs attention: one deadline, or those of equal devices on one day as one. */
export interface Line extends Deadline {
  next_act: NextAct;
  /** Seen, and without further messages. */
  acknowledged: boolean;
  muted: boolean;
  /** What it adds to the sums: nothing where an earlier deadline of the same term has it. */
  at_stake: Money[];
  /** How many devices it stands for. */
  count: number;
  /** Their maker and model; null for one thing. */
  model: string | null;
}

/** Lines of one urgency and what they put at stake together, per currency: each thing once, as the core counts. */
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

  /** Only this kind is listed. */
  kind = $state<DeadlineKind | null>(null);

  groups = $derived.by(() => {
    if (this.overview === null) return [];
    const { entries, bundles } = this.overview;
    const kind = this.kind;
    const lines = linesOf(entries, bundles);
    return grouped(kind === null ? lines : lines.filter((line) => line.kind === kind));
  });

  async read(): Promise<void> {
    try {
      this.overview = await unwrap(commands.overview());
      const kind = this.kind;
      if (!this.overview.kinds.some((stake) => stake.kind === kind)) this.kind = null;
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
export function linesOf(entries: InboxEntry[], bundles: Bundle[]): Line[] {
  const byId = new Map(entries.map((entry) => [entry.deadline.id, entry]));
  const bundleOf = new Map(bundles.flatMap((bundle) => bundle.deadlines.map((id) => [id, bundle])));
  return entries.flatMap((entry): Line[] => {
    const { deadline, next_act, acknowledged, muted, at_stake } = entry;
    const bundle = bundleOf.get(deadline.id);
    if (!bundle) return [{ ...deadline, next_act, acknowledged, muted, at_stake, count: 1, model: null }];
    if (bundle.deadlines[0] !== deadline.id) return [];
    const members = bundle.deadlines.flatMap((id) => byId.get(id) ?? []);
    return [
      {
        ...deadline,
        next_act,
        acknowledged: members.every((member) => member.acknowledged),
        muted: members.every((member) => member.muted),
        count: members.length,
        model: bundle.model,
        amounts: totals(members.flatMap((member) => member.deadline.amounts)),
        at_stake: totals(members.flatMap((member) => member.at_stake)),
      },
    ];
  });
}

/** Overdue, this week, 30 and 90 days; empty groups are left out. */
export function grouped(lines: Line[]): Group[] {
  const names: GroupName[] = ['overdue', 'week', 'month', 'quarter'];
  return names
    .map((name) => {
      const members = lines.filter((line) => groupOf(line.days_left) === name);
      return { name, lines: members, amounts: totals(members.flatMap((member) => member.at_stake)) };
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

import {
  commands,
  type AnswerInput,
  type DeadlineKind,
  type DeadlineRef,
  type Inbox,
  type InboxEntry,
  type InboxGroupName,
  type Money,
  type ReminderState,
  type ThingRef,
} from '../../lib/ipc/bindings';
import { deadlineWords } from '../../lib/components/deadlines/words';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { formatDate } from '../../lib/format/dates';
import { attemptWithUndo } from '../../lib/state/acts.svelte';
import { asIpcError } from '../../lib/state/things.svelte';
import { messages } from './messages';
import { words as shared } from '../../lib/words';

/** Live rows stay few, however much is due. */
const step = 60;

export type AnswerName = 'done' | 'acknowledge' | 'reopen';

/** A group as it is shown: what the filter leaves of it, and the rows that are live. */
export interface ShownGroup {
  name: InboxGroupName;
  atStake: Money[];
  /** All that match. */
  count: number;
  rows: InboxEntry[];
}

/** The Reminders screen: what needs an answer, and answering it. */
export class InboxState {
  inbox = $state.raw<Inbox | null>(null);
  telling = $state.raw<ReminderState | null>(null);
  error = $state<IpcError | null>(null);

  filter = $state('');
  kind = $state<DeadlineKind | null>(null);
  olderShown = $state(false);
  limit = $state(step);

  /** Ids of the deadlines that are ticked. */
  chosen = $state.raw(new Set<string>());
  currentId = $state<string | null>(null);
  /** Whether the current one is shown beside the list. */
  open = $state(false);
  /** Those a snooze is asked for. */
  snoozing = $state.raw<InboxEntry[]>([]);

  #place = 0;
  #reading = 0;

  today = $derived(this.inbox?.today ?? '');
  matching = $derived(this.#matching());
  older = $derived(this.matching.find((group) => group.name === 'older')?.count ?? 0);
  groups = $derived(this.#live());
  rows = $derived(this.groups.flatMap((group) => group.rows));
  total = $derived(this.matching.reduce((sum, group) => sum + group.count, 0));
  hidden = $derived(
    this.matching
      .filter((group) => group.name !== 'older' || this.olderShown)
      .reduce((sum, group) => sum + group.count, 0) - this.rows.length,
  );
  current = $derived(this.rows.find((entry) => entry.deadline.id === this.currentId) ?? null);
  picked = $derived(this.#entries().filter((entry) => this.chosen.has(entry.deadline.id)));
  /** What an answer is for: those ticked, else the current one. */
  targets = $derived(this.picked.length > 0 ? this.picked : this.current === null ? [] : [this.current]);

  get filtered(): boolean {
    return this.filter.trim() !== '' || this.kind !== null;
  }

  async read(): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    try {
      const inbox = await unwrap(commands.inbox());
      const telling = await unwrap(commands.reminderState());
      if (reading !== this.#reading) return;
      this.inbox = inbox;
      this.telling = telling;
      this.error = null;
    } catch (error) {
      if (reading === this.#reading) this.error = asIpcError(error);
      return;
    }
    const known = new Set(this.#entries().map((entry) => entry.deadline.id));
    this.chosen = new Set([...this.chosen].filter((id) => known.has(id)));
    if (this.currentId !== null && this.current === null) this.#stay();
  }

  select(id: string): void {
    this.currentId = id;
    this.#place = Math.max(
      0,
      this.rows.findIndex((entry) => entry.deadline.id === id),
    );
  }

  move(by: number): void {
    const at = this.rows.findIndex((entry) => entry.deadline.id === this.currentId);
    const next = at < 0 ? (by > 0 ? 0 : this.rows.length - 1) : at + by;
    const entry = this.rows[Math.min(Math.max(next, 0), this.rows.length - 1)];
    if (entry) this.select(entry.deadline.id);
  }

  tick(id: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }

  showMore(): void {
    this.limit += step;
  }

  clearFilters(): void {
    this.filter = '';
    this.kind = null;
  }

  async answer(entries: InboxEntry[], name: AnswerName): Promise<void> {
    await this.#give(entries, name, messages.said[name](nameOf(entries)));
  }

  async snooze(entries: InboxEntry[], until: string): Promise<void> {
    await this.#give(
      entries,
      { snooze: { until } },
      messages.said.snooze(nameOf(entries), formatDate(until)),
    );
  }

  /** Throws the core's refusal of the day, for the dialog to show. */
  async snoozeOrThrow(entries: InboxEntry[], until: string): Promise<void> {
    const { batch } = await unwrap(commands.answerDeadlines(entries.map(refOf), { snooze: { until } }));
    this.snoozing = [];
    await this.#took(() => Promise.resolve(batch), messages.said.snooze(nameOf(entries), formatDate(until)));
  }

  async mute(entries: InboxEntry[], muted: boolean): Promise<void> {
    const things = new Map<string, ThingRef>(
      entries.map(({ deadline }) => [
        deadline.subject.id,
        { kind: deadline.subject.kind, id: deadline.subject.id },
      ]),
    );
    const names = entries.length === 1 ? (entries[0]?.deadline.subject.name ?? '') : nameOf(entries);
    await this.#took(
      async () => (await unwrap(commands.muteThings([...things.values()], muted))).batch,
      muted ? messages.said.mute(names) : messages.said.unmute(names),
    );
  }

  /** Tells what is due at once; answers how many were told. */
  async tellNow(): Promise<number> {
    const summary = await unwrap(commands.deliverReminders());
    await this.read();
    return summary.told;
  }

  async #give(entries: InboxEntry[], answer: AnswerInput, said: string): Promise<void> {
    if (entries.length === 0) return;
    await this.#took(
      async () => (await unwrap(commands.answerDeadlines(entries.map(refOf), answer))).batch,
      said,
    );
  }

  async #took(run: () => Promise<string>, done: string): Promise<void> {
    const went = await attemptWithUndo(run, { done, undone: shared.undone }, () => void this.read());
    if (!went) return;
    this.chosen = new Set();
    await this.read();
  }

  /** The row that stands where the answered one stood. */
  #stay(): void {
    const entry = this.rows[Math.min(this.#place, this.rows.length - 1)];
    this.currentId = entry?.deadline.id ?? null;
    if (!entry) this.open = false;
  }

  #entries(): InboxEntry[] {
    return this.inbox?.groups.flatMap((group) => group.entries) ?? [];
  }

  #matching(): ShownGroup[] {
    const words = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = ({ deadline }: InboxEntry) => {
      if (this.kind !== null && deadline.kind !== this.kind) return false;
      const text = `${deadline.subject.name} ${deadlineWords.about(deadline).join(' ')}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    return (this.inbox?.groups ?? [])
      .map((group) => {
        const rows = this.filtered ? group.entries.filter(matches) : group.entries;
        const atStake = rows.length === group.entries.length ? group.at_stake : [];
        return { name: group.name, atStake, count: rows.length, rows };
      })
      .filter((group) => group.count > 0);
  }

  #live(): ShownGroup[] {
    let left = this.limit;
    return this.matching
      .filter((group) => group.name !== 'older' || this.olderShown)
      .map((group) => {
        const rows = group.rows.slice(0, Math.max(0, left));
        left -= rows.length;
        return { ...group, rows };
      })
      .filter((group) => group.rows.length > 0);
  }
}

export function refOf({ deadline }: InboxEntry): DeadlineRef {
  return {
    kind: deadline.kind,
    subject_kind: deadline.subject.kind,
    subject_id: deadline.subject.id,
    due_on: deadline.due_on,
  };
}

/** "Prism", or "3 deadlines". */
export function nameOf(entries: InboxEntry[]): string {
  const [only] = entries;
  return entries.length === 1 && only ? only.deadline.subject.name : messages.count(entries.length);
}

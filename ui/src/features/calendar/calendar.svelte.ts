import {
  commands,
  type CalendarEntry,
  type CalendarMonth,
  type CalendarSpan,
  type DeadlineKind,
} from '../../lib/ipc/bindings';
import { asked, unwrap, type IpcError } from '../../lib/ipc/ipc';
import { todayIso } from '../../lib/format/dates';
import { asIpcError } from '../../lib/state/things.svelte';
import {
  addDays,
  addMonths,
  firstWeekday,
  monthOf,
  periodOf,
  views,
  weekOf,
  weeksOf,
  type Period,
  type View,
} from './days';

export const answerDeadlines = asked(commands.answerDeadlines);
export const printCalendar = asked(commands.printCalendar);
export const reminderPreview = asked(commands.reminderPreview);

/** What stands beside the calendar. */
export type Beside = { date: string; entry: string | null };

const kept = 'holdfast.calendar.view';

function keptView(): View {
  try {
    return views.find((view) => view === localStorage.getItem(kept)) ?? 'month';
  } catch {
    return 'month';
  }
}

/** The calendar: what it shows around which day, and what stands beside it. */
export class Calendar {
  readonly first = firstWeekday();
  today = $derived(todayIso());
  view = $state<View>(keptView());
  /** The chosen day. */
  cursor = $state(todayIso());
  text = $state('');
  /** None of them is all of them. */
  kinds = $state.raw<DeadlineKind[]>([]);
  span = $state.raw<CalendarSpan | null>(null);
  error = $state.raw<IpcError | null>(null);
  beside = $state.raw<Beside | null>(null);
  #shown = $state('');

  period: Period = $derived(periodOf(this.view, this.cursor));
  weeks: string[][] = $derived(weeksOf(monthOf(this.cursor), this.first));
  /** What is read: with the days of the neighbours that a month shows. */
  range: Period = $derived.by(() => {
    if (this.view !== 'month') return this.period;
    return { from: this.weeks[0]?.[0] ?? this.period.from, to: this.weeks.at(-1)?.[6] ?? this.period.to };
  });
  byDay: Map<string, CalendarEntry[]> = $derived(
    new Map((this.span?.days ?? []).map((day) => [day.date, day.entries])),
  );
  byMonth: Map<string, CalendarMonth> = $derived(
    new Map((this.span?.months ?? []).map((month) => [month.month, month])),
  );
  /** How many deadlines lie in the period. */
  count: number = $derived.by(() => {
    let count = 0;
    for (const [date, entries] of this.byDay) {
      if (this.period.from <= date && date <= this.period.to) count += entries.length;
    }
    return count;
  });
  /** What is shown is what was read; until then a count would be of something else. */
  settled: boolean = $derived(this.#shown === `${this.range.from}/${this.range.to}`);
  filtered: boolean = $derived(this.text.trim() !== '' || this.kinds.length > 0);
  #asked = 0;

  on(date: string): CalendarEntry[] {
    return this.byDay.get(date) ?? [];
  }

  async read(): Promise<void> {
    const mine = ++this.#asked;
    const { from, to } = this.range;
    try {
      const span = await unwrap(commands.calendarDays(from, to, { kinds: this.kinds, text: this.text }));
      if (mine !== this.#asked) return;
      this.span = span;
      this.#shown = `${from}/${to}`;
      this.error = null;
      this.#keepBeside();
    } catch (error) {
      if (mine === this.#asked) this.error = asIpcError(error);
    }
  }

  /** What was answered meanwhile no longer stands beside the calendar. */
  #keepBeside(): void {
    const beside = this.beside;
    if (!beside?.entry || beside.date < this.range.from || this.range.to < beside.date) return;
    if (!this.on(beside.date).some((entry) => entry.deadline.id === beside.entry)) this.beside = null;
  }

  show(view: View): void {
    this.view = view;
    try {
      localStorage.setItem(kept, view);
    } catch {
      // Without storage a choice lives as long as the page.
    }
  }

  moveDays(days: number): void {
    this.cursor = addDays(this.cursor, days);
  }

  moveMonths(months: number): void {
    this.cursor = addMonths(this.cursor, months);
  }

  toWeekEnd(end: 'from' | 'to'): void {
    this.cursor = weekOf(this.cursor, this.first)[end];
  }

  toToday(): void {
    this.cursor = this.today;
  }

  /** Shows the days of a month one by one. */
  openMonth(month: string): void {
    if (monthOf(this.cursor) !== month) this.cursor = `${month}-01`;
    this.show('month');
  }

  /** Puts what is on a day beside the calendar: the only deadline itself, or all of them. */
  openDay(date: string): void {
    this.cursor = date;
    const entries = this.on(date);
    this.beside = { date, entry: entries.length === 1 ? (entries[0]?.deadline.id ?? null) : null };
  }

  openEntry(entry: CalendarEntry): void {
    this.cursor = entry.deadline.due_on;
    this.beside = { date: entry.deadline.due_on, entry: entry.deadline.id };
  }

  toggleKind(kind: DeadlineKind): void {
    this.kinds = this.kinds.includes(kind)
      ? this.kinds.filter((other) => other !== kind)
      : [...this.kinds, kind];
  }

  clearFilter(): void {
    this.text = '';
    this.kinds = [];
  }

  /** Where the file was written; null when it was cancelled. */
  async exportIcs(): Promise<string | null> {
    const { from, to } = this.period;
    return await unwrap(commands.exportCalendar(from, to, { kinds: this.kinds, text: this.text }));
  }
}

import {
  commands,
  type AnswerLine,
  type DeadlinePreview,
  type Kind,
  type PolicyKind,
  type ReminderRule,
  type ReminderRuleInput,
  type SentLine,
} from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { attemptWithUndo } from '../../lib/state/acts.svelte';
import { asIpcError } from '../../lib/state/things.svelte';
import { messages } from './messages';
import { words as shared } from '../../lib/words';

/** One line of what was sent or answered. */
export type HistoryLine = { at: string } & ({ sent: SentLine } | { answer: AnswerLine });

/** The reminders of one thing: what will be told, to whom, what was told and answered. */
export class ThingReminders {
  previews = $state.raw<DeadlinePreview[] | null>(null);
  rules = $state.raw<ReminderRule[]>([]);
  sent = $state.raw<SentLine[]>([]);
  answers = $state.raw<AnswerLine[]>([]);
  error = $state<IpcError | null>(null);

  #reading = 0;

  history = $derived(
    [
      ...this.sent.map((sent): HistoryLine => ({ at: sent.at, sent })),
      ...this.answers.map((answer): HistoryLine => ({ at: answer.at, answer })),
    ].sort((a, b) => b.at.localeCompare(a.at)),
  );
  muted = $derived(this.rules.some((rule) => rule.fields.muted && rule.fields.kind === null));
  /** The rule for all dates of the thing. */
  whole = $derived(this.rules.find((rule) => rule.fields.kind === null) ?? null);

  constructor(
    readonly kind: Kind,
    readonly id: string,
  ) {}

  async read(): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    try {
      const [previews, rules, sent, answers] = await Promise.all([
        unwrap(commands.reminderPreview(this.id)),
        unwrap(commands.reminderRules(this.id)),
        unwrap(commands.remindersSent(this.id)),
        unwrap(commands.reminderAnswers(this.id)),
      ]);
      if (reading !== this.#reading) return;
      this.previews = previews;
      this.rules = rules;
      this.sent = sent;
      this.answers = answers;
      this.error = null;
    } catch (error) {
      if (reading === this.#reading) this.error = asIpcError(error);
    }
  }

  /** What was answered to a deadline. */
  answerTo(preview: DeadlinePreview): AnswerLine | null {
    return this.answers.find((line) => line.kind === preview.kind && line.due_on === preview.due_on) ?? null;
  }

  async mute(muted: boolean): Promise<void> {
    const said = messages.said[muted ? 'mute' : 'unmute'](messages.panel.tab);
    await this.#took(async () => (await unwrap(commands.muteThing(this.kind, this.id, muted))).batch, said);
  }

  async reopen(line: AnswerLine, name: string): Promise<void> {
    const ref = {
      kind: line.kind,
      subject_kind: this.kind,
      subject_id: this.id,
      due_on: line.due_on,
    };
    await this.#took(
      async () => (await unwrap(commands.answerDeadlines([ref], 'reopen'))).batch,
      messages.said.reopen(name),
    );
  }

  /** Keeps steps for one kind of date of this thing; null goes back to those of its kind. Throws the core's refusal. */
  async keepSteps(policy: PolicyKind, steps: number[] | null): Promise<void> {
    const present = this.rules.find((rule) => rule.fields.kind === policy)?.fields;
    await this.#keep({ ...this.#blank(policy), ...present, steps });
  }

  /** What a person is called; null when they are not there any more. */
  async nameOf(personId: string): Promise<string | null> {
    try {
      return (await unwrap(commands.getPerson(personId))).fields.name;
    } catch {
      return null;
    }
  }

  /** Keeps who gets the email of this thing. Throws the core's refusal. */
  async keepRecipients(email_to: string[] | null, person_id: string | null): Promise<void> {
    await this.#keep({ ...this.#blank(null), ...this.whole?.fields, email_to, person_id });
  }

  async #keep(rule: ReminderRuleInput): Promise<void> {
    const { batch } = await unwrap(commands.setReminderRule(rule));
    await this.#took(() => Promise.resolve(batch), messages.said.rule);
  }

  async #took(run: () => Promise<string>, done: string): Promise<void> {
    await attemptWithUndo(run, { done, undone: shared.undone }, () => void this.read());
    await this.read();
  }

  #blank(kind: PolicyKind | null): ReminderRuleInput {
    return {
      category: null,
      subject_id: this.id,
      subject_kind: this.kind,
      kind,
      steps: null,
      muted: false,
      email_to: null,
      person_id: null,
    };
  }
}

import { commands, type PolicyKind, type PolicyPreview, type PolicyView } from '../../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../../lib/ipc/ipc';
import { asIpcError } from '../../../lib/state/things.svelte';
import { draftOf, fieldOf, policyOf, type Faults, type PolicyDraft } from './policy';

/** How long after the last key what was typed is read back in words. */
const PAUSE = 250;

/** The policy of reminders while it is changed: what it would mean is said before it is saved. */
export class Policy {
  view = $state.raw<PolicyView | null>(null);
  draft = $state<PolicyDraft | null>(null);
  preview = $state.raw<PolicyPreview | null>(null);
  faults = $state.raw<Faults>({});
  /** Why it could not be read. */
  error = $state.raw<IpcError | null>(null);
  /** Why the last change was not kept; reading again does not take it away. */
  refusal = $state.raw<IpcError | null>(null);
  saving = $state(false);
  #kept = $state('');
  #asked = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  dirty: boolean = $derived(this.draft !== null && JSON.stringify(this.draft) !== this.#kept);
  wrong: boolean = $derived(Object.keys(this.faults).length > 0);
  /** What is odd about what is typed, above all that nothing would ever be sent. */
  warnings: string[] = $derived(this.preview?.warnings ?? this.view?.warnings ?? []);

  /** Reads what is kept; what is typed and not saved stays. */
  async read(): Promise<void> {
    try {
      const view = await unwrap(commands.reminderPolicy());
      if (this.dirty) this.view = view;
      else this.#take(view);
      this.error = null;
      await this.check();
    } catch (error) {
      this.error = asIpcError(error);
    }
  }

  #take(view: PolicyView): void {
    this.view = view;
    this.draft = draftOf(view.policy);
    this.#kept = JSON.stringify(this.draft);
    this.faults = {};
  }

  /** Reads back what is typed, after a pause. */
  checkSoon(): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.check(), PAUSE);
  }

  async check(): Promise<void> {
    if (this.draft === null) return;
    const mine = ++this.#asked;
    const { policy, faults } = policyOf(this.draft);
    if (Object.keys(faults).length > 0) {
      this.faults = faults;
      return;
    }
    try {
      const preview = await unwrap(commands.previewReminderPolicy(policy));
      if (mine !== this.#asked) return;
      this.preview = preview;
      this.faults = {};
    } catch (error) {
      if (mine !== this.#asked) return;
      const refused = asIpcError(error);
      if (refused.field === null) this.error = refused;
      else this.#refuse(refused);
    }
  }

  #refuse(error: IpcError): void {
    if (error.field === null) this.refusal = error;
    else this.faults = { [fieldOf(error.field)]: error.message };
  }

  discard(): void {
    if (this.view === null) return;
    this.#take(this.view);
    this.refusal = null;
    void this.check();
  }

  /** Whether it was saved. */
  async save(): Promise<boolean> {
    if (this.draft === null) return false;
    const { policy, faults } = policyOf(this.draft);
    this.faults = faults;
    if (Object.keys(faults).length > 0) return false;
    this.saving = true;
    try {
      this.#take(await unwrap(commands.setReminderPolicy(policy)));
      this.refusal = null;
      void this.check();
      return true;
    } catch (error) {
      this.#refuse(asIpcError(error));
      return false;
    } finally {
      this.saving = false;
    }
  }

  usual(kind: PolicyKind): string {
    return (this.view?.usual.find((usual) => usual.kind === kind)?.steps ?? []).join(', ');
  }

  words(kind: PolicyKind): string | null {
    return this.preview?.kinds.find((one) => one.kind === kind)?.words ?? null;
  }
}

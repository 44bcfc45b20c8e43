import { commands, type MailSettings, type MailView, type ReminderState } from '../../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../../lib/ipc/ipc';
import { asIpcError } from '../../../lib/state/things.svelte';
import { listed, type Faults } from './policy';

/** What becomes of the stored password. */
export type PasswordFate = 'keep' | 'replace' | 'remove';

/** The mail account as it is typed. */
export interface MailDraft extends Omit<MailSettings, 'to' | 'port'> {
  to: string;
  port: number | null;
}

function draftOf(settings: MailSettings): MailDraft {
  return { ...settings, to: settings.to.join(', ') };
}

/** The mail account while it is changed, and what its server answers. */
export class Mail {
  view = $state.raw<MailView | null>(null);
  draft = $state<MailDraft | null>(null);
  fate = $state<PasswordFate>('keep');
  password = $state('');
  faults = $state.raw<Faults>({});
  /** Why it could not be read. */
  error = $state.raw<IpcError | null>(null);
  /** Why the last change was not kept; reading again does not take it away. */
  refusal = $state.raw<IpcError | null>(null);
  saving = $state(false);
  testing = $state(false);
  /** What came of the last test. */
  answer = $state.raw<{ fine: boolean; text: string } | null>(null);
  /** What does not go out, and why. */
  state = $state.raw<ReminderState | null>(null);
  #kept = $state('');

  dirty: boolean = $derived(
    this.draft !== null &&
      (JSON.stringify(this.draft) !== this.#kept || this.fate === 'remove' || this.password !== ''),
  );

  async read(): Promise<void> {
    try {
      const view = await unwrap(commands.mailSettings());
      if (this.dirty) this.view = view;
      else this.#take(view);
      this.state = await unwrap(commands.reminderState());
      this.error = null;
    } catch (error) {
      this.error = asIpcError(error);
    }
  }

  #take(view: MailView): void {
    this.view = view;
    this.draft = draftOf(view.settings);
    this.#kept = JSON.stringify(this.draft);
    this.password = '';
    this.fate = view.password === 'none' || view.password === 'missing' ? 'replace' : 'keep';
    this.faults = {};
  }

  #settings(draft: MailDraft): MailSettings {
    return {
      ...draft,
      host: draft.host ?? '',
      from: draft.from ?? '',
      to: listed(draft.to),
      port: draft.port ?? 0,
    };
  }

  #refuse(error: IpcError): void {
    if (error.field === null) this.refusal = error;
    else this.faults = { [error.field]: error.message };
  }

  discard(): void {
    if (this.view) this.#take(this.view);
    this.answer = null;
    this.refusal = null;
  }

  /** Whether it was saved. */
  async save(): Promise<boolean> {
    if (this.draft === null) return false;
    this.saving = true;
    this.faults = {};
    const password =
      this.fate === 'remove' ? '' : this.fate === 'replace' && this.password ? this.password : null;
    try {
      this.#take(await unwrap(commands.setMailSettings(this.#settings(this.draft), password)));
      this.refusal = null;
      return true;
    } catch (error) {
      this.#refuse(asIpcError(error));
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** Sends a test with what is typed. */
  async test(said: (to: string) => string): Promise<void> {
    if (this.draft === null) return;
    this.testing = true;
    this.answer = null;
    this.faults = {};
    const settings = this.#settings(this.draft);
    try {
      await unwrap(commands.testMail(settings, this.password === '' ? null : this.password));
      this.answer = { fine: true, text: said(settings.to.join(', ')) };
    } catch (error) {
      const refusal = asIpcError(error);
      if (refusal.field === null) this.answer = { fine: false, text: refusal.message };
      else this.#refuse(refusal);
    } finally {
      this.testing = false;
    }
  }
}

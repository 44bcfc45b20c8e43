import {
  commands,
  type Counts,
  type Credential,
  type Found,
  type HomeReport,
  type KeyringStatus,
  type RepairAnswer,
  type SampleRemoval,
  type Settings,
  type Theme,
} from '../lib/ipc/bindings';
import {
  IpcError,
  onClipboard,
  onDataChanged,
  onDayChanged,
  onKeyringChanged,
  onOpenThing,
  onRemindersChanged,
  onLockChanged,
  unwrap,
} from '../lib/ipc/ipc';
import { setToday } from '../lib/format/clock.svelte';
import { setLocale } from '../lib/format/locale';
import { clipboardChanged } from '../lib/state/clipboard.svelte';
import { asIpcError } from '../lib/state/things.svelte';
import { lock } from '../lib/state/lock.svelte';
import { toasts } from '../lib/state/toasts.svelte';
import { setReadOnly } from '../lib/state/readonly.svelte';
import { restoreBackup } from '../features/settings/backup.svelte';
import { messages } from './messages';
import { router } from './router.svelte';
import { setTheme } from './theme';

/** What stands around every page: counts, keyring, settings, and whether the data could be opened at all. */
class Shell {
  ready = $state(false);
  failure = $state.raw<IpcError | null>(null);
  counts = $state.raw<Counts | null>(null);
  /** Deadlines overdue or due within a week, and neither acknowledged nor muted. */
  waiting = $state(0);
  overdue = $state(false);
  /** Goes up when telling reminders went another way. */
  told = $state(0);
  empty = $state(false);
  sample = $state(false);
  keyring = $state.raw<KeyringStatus | null>(null);
  /** What this database is to its values; null while that is not known. */
  home = $state.raw<HomeReport | null>(null);
  settings = $state.raw<Settings | null>(null);
  /** Goes up when anything in the data changed. */
  revision = $state(0);
  /** A full backup that was chosen where the data did not open, while its passphrase is asked for. */
  fullBackup = $state<string | null>(null);
  /** What was saved of a damaged database; null until then. */
  repaired = $state.raw<RepairAnswer | null>(null);
  repairing = $state(false);
  paletteOpen = $state(false);
  keysOpen = $state(false);
  /** Whether it is asked if the sample data is to go. */
  removingSample = $state(false);
  /** Whether the dialog that compares the database with the keyring is open. */
  checkingKeyring = $state(false);
  /** The credentials that are being exported to a vault file, none for all; null while none are. */
  exporting = $state.raw<string[] | null>(null);

  async start(): Promise<void> {
    try {
      const { date, read_only } = await unwrap(commands.startup());
      setToday(date);
      setReadOnly(read_only);
      await lock.read();
      await this.readSettings();
      await this.readCounts();
      this.failure = null;
    } catch (error) {
      this.failure = asIpcError(error);
    }
    this.ready = true;
    void this.readKeyring();
  }

  /** Where the database is damaged: asks for a backup and puts it in its place. Holdfast starts again afterwards. */
  async restoreBackup(): Promise<void> {
    try {
      const chosen = await restoreBackup(null);
      this.fullBackup = chosen.answer === 'passphrase' ? chosen.file : null;
    } catch (error) {
      this.failure = asIpcError(error);
    }
  }

  /** Where the database is damaged: saves what can be read, and then says what is gone. */
  async repair(): Promise<void> {
    this.repairing = true;
    try {
      this.repaired = await unwrap(commands.repairDatabase());
    } catch (error) {
      this.failure = asIpcError(error);
    }
    this.repairing = false;
  }

  /** Goes back to the newest automatic backup, after a question. Holdfast starts again afterwards. */
  async restoreNewest(): Promise<void> {
    try {
      await unwrap(commands.restoreNewestBackup());
    } catch (error) {
      this.repaired = null;
      this.failure = asIpcError(error);
    }
  }

  async startAgain(): Promise<void> {
    await unwrap(commands.startAgain());
  }

  /** Follows what changes elsewhere, until the returned function is called. */
  follow(): () => void {
    const stops = [
      onDataChanged(() => {
        this.revision += 1;
        void this.readCounts();
        void this.readSettings();
      }),
      onDayChanged(({ date }) => {
        setToday(date);
      }),
      onKeyringChanged((status) => {
        this.keyring = status;
        void this.readHome();
      }),
      onClipboard(clipboardChanged),
      onRemindersChanged(({ waiting }) => {
        this.waiting = waiting;
        this.told += 1;
      }),
      onOpenThing(({ kind, id }) => {
        router.open(kind, id);
      }),
      lock.follow(),
      onLockChanged((change) => {
        if (change.status.locked) this.#closeAll();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async readCounts(): Promise<void> {
    try {
      const overview = await unwrap(commands.overview());
      this.counts = overview.counts;
      this.waiting = overview.waiting;
      this.overdue = overview.overdue > 0;
      this.empty = overview.empty;
      this.sample = overview.sample;
    } catch (error) {
      if (!this.ready) throw error;
      // A damaged page may come to light at any time.
      if (asIpcError(error).code === 'damaged') this.failure = asIpcError(error);
    }
  }

  async readSettings(): Promise<void> {
    const settings = await unwrap(commands.getSettings());
    this.settings = settings;
    setLocale(settings.locale);
    setTheme(settings.theme);
  }

  /** Whether this database is the home of its values; not known while the keyring cannot be asked. */
  async readHome(): Promise<void> {
    try {
      this.home = await unwrap(commands.homeOfValues());
    } catch {
      this.home = null;
    }
  }

  async adoptHome(): Promise<void> {
    await this.#attempt(async () => {
      this.home = await unwrap(commands.adoptHome());
      toasts.show({ text: messages.home.done });
    });
  }

  async readKeyring(): Promise<void> {
    try {
      this.keyring = await unwrap(commands.keyringStatus());
    } catch {
      this.keyring = null;
    }
    await this.readHome();
  }

  async unlock(): Promise<void> {
    await this.#attempt(async () => {
      this.keyring = await unwrap(commands.unlockKeyring());
    });
  }

  /** Locks the window; without a passphrase, values are hidden and the clipboard is cleared of them. */
  async lock(): Promise<void> {
    await this.#attempt(async () => {
      await lock.lock();
      if (lock.locked) return;
      toasts.show({
        text: messages.lock.hidden,
        seconds: 8,
        acts: [{ label: messages.lock.set, run: () => router.go('settings') }],
      });
    });
  }

  async useTheme(theme: Theme): Promise<void> {
    const before = this.settings;
    if (before === null) return;
    await this.#attempt(async () => {
      await unwrap(commands.setSettings({ ...before, theme }));
      await this.readSettings();
    });
  }

  async backUp(): Promise<void> {
    await this.#attempt(async () => {
      const path = await unwrap(commands.backUpNow());
      if (path !== null) toasts.show({ text: messages.backedUp(path) });
    });
  }

  /** What would go with the sample data. */
  async sampleRemoval(): Promise<SampleRemoval> {
    return await unwrap(commands.sampleRemoval());
  }

  /** The things that a text is found in. */
  async search(text: string): Promise<Found[]> {
    return await unwrap(commands.search(text));
  }

  async credential(id: string): Promise<Credential> {
    return await unwrap(commands.getCredential(id));
  }

  /** Removes the sample data; throws why it was not. */
  async removeSample(): Promise<void> {
    const gone = await unwrap(commands.removeSampleData());
    this.removingSample = false;
    this.revision += 1;
    toasts.show({
      text: gone ? messages.sampleRemoval.done : messages.sampleRemoval.keyringLater,
      seconds: 8,
    });
    await this.readCounts();
  }

  /** What floats over the pages goes when these do. */
  #closeAll(): void {
    this.paletteOpen = this.keysOpen = this.checkingKeyring = this.removingSample = false;
    this.exporting = null;
    for (const toast of toasts.list) toasts.close(toast.id);
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      toasts.problem(asIpcError(error).message);
    }
  }
}

export const shell = new Shell();

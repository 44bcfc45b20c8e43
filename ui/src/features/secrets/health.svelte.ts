import {
  commands,
  type HealthFinding,
  type HealthReport,
  type Reported,
  type ReportTable,
} from '../../lib/ipc/bindings';
import { unwrap, type IpcError } from '../../lib/ipc/ipc';
import { asIpcError } from '../../lib/state/things.svelte';

export { onHealthProgress } from '../../lib/ipc/ipc';

/** Findings that the list of credentials can be narrowed to; the others need the values themselves. */
export const listConditions: HealthFinding[] = [
  'missing',
  'expired',
  'due',
  'weak',
  'old',
  'no_value',
  'no_owner',
];

/** The report on the credentials, and which of its rows are shown. */
export class Health {
  report = $state.raw<HealthReport | null>(null);
  only = $state<HealthFinding | null>(null);
  busy = $state(false);
  progress = $state.raw<{ done: number; total: number } | null>(null);
  /** Why the last look failed. */
  error = $state.raw<IpcError | null>(null);
  /** Why the list of leaked passwords was not compared with; a look that follows does not take it away. */
  refusal = $state.raw<IpcError | null>(null);
  /** The name of the list of leaked passwords that values were compared with. */
  leaks = $state<string | null>(null);

  #table = $state.raw<ReportTable | null>(null);

  table = $derived.by(() => {
    const table = this.#table;
    const { report, only } = this;
    if (report === null || table === null || only === null) return table;
    const kept = new Set(report.rows.filter((row) => row.findings.includes(only)).map((row) => row.id));
    return { ...table, rows: table.rows.filter((row) => kept.has(row.key)) };
  });

  /** Something changed while it was busy: it looks once more. */
  #again = false;

  async check(): Promise<void> {
    if (this.busy) {
      this.#again = true;
      return;
    }
    await this.#doing(async () => {
      this.#take(await unwrap(commands.credentialHealth(this.leaks !== null)));
    });
  }

  /** Lets the person choose the list of leaked passwords and compares with it. */
  async compareWithLeaks(): Promise<void> {
    this.refusal = null;
    await this.#doing(async () => {
      const name = await unwrap(commands.pickLeakList()).catch((refused: unknown) => {
        this.refusal = asIpcError(refused);
        return null;
      });
      if (name === null) return;
      this.#take(await unwrap(commands.credentialHealth(true)));
      this.leaks = name;
    });
  }

  async unlock(): Promise<void> {
    await this.#doing(async () => {
      await unwrap(commands.unlockKeyring());
      this.#take(await unwrap(commands.credentialHealth(this.leaks !== null)));
    });
  }

  show(only: HealthFinding | null): void {
    this.only = this.only === only ? null : only;
  }

  told(progress: { done: number; total: number }): void {
    if (this.busy) this.progress = progress;
  }

  #take({ data: report, table }: Reported<HealthReport>): void {
    this.report = report;
    this.#table = table;
    if (this.only !== null && !report.rows.some((row) => this.only && row.findings.includes(this.only))) {
      this.only = null;
    }
  }

  async #doing(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await act();
      this.error = null;
    } catch (error) {
      this.error = asIpcError(error);
    } finally {
      this.busy = false;
      this.progress = null;
    }
    if (!this.#again) return;
    this.#again = false;
    await this.check();
  }
}

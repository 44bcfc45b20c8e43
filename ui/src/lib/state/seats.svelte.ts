import { commands, type AssignmentInput, type Warning } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';
import { attempt, attemptWithUndo } from './acts.svelte';

/** What is said when an act is done, and when it was taken back. */
export interface ActWords {
  done: string;
  undone: string;
}

/** Acts on seats that people and devices have. Each can be taken back; what is odd is asked about first. */
export class SeatActs {
  /** What would be taken back, and why one may not want that. */
  asking = $state.raw<{ ids: string[]; warnings: Warning[]; words: ActWords } | null>(null);

  constructor(private readonly onchanged: () => void) {}

  /** Throws the core's refusal, for the form to show at its field. */
  async assign(inputs: AssignmentInput[], words: ActWords): Promise<void> {
    const { batch } = await unwrap(commands.assignManySeats(inputs));
    await this.#told(batch, words);
  }

  /** Throws the core's refusal. */
  async change(assignmentId: string, input: AssignmentInput, words: ActWords): Promise<void> {
    const { batch } = await unwrap(commands.changeAssignment(assignmentId, input));
    await this.#told(batch, words);
  }

  /** Gives the seats to someone else. Throws the core's refusal. */
  async swap(
    assignmentId: string,
    to: { person_id: string | null; device_id: string | null },
    words: ActWords,
  ): Promise<void> {
    const { batch } = await unwrap(commands.swapSeats(assignmentId, to.person_id, to.device_id));
    await this.#told(batch, words);
  }

  /** Takes seats back at once, or asks where something speaks against it. */
  async release(ids: string[], words: ActWords): Promise<void> {
    await attempt(async () => {
      const warnings = await unwrap(commands.checkRelease(ids));
      if (warnings.length > 0) this.asking = { ids, warnings, words };
      else await this.#release(ids, words);
    });
  }

  async confirm(): Promise<void> {
    const asked = this.asking;
    this.asking = null;
    if (asked) await this.#release(asked.ids, asked.words);
  }

  async #release(ids: string[], words: ActWords): Promise<void> {
    await attempt(async () => {
      const { batch } = await unwrap(commands.releaseManySeats(ids));
      await this.#told(batch, words);
    });
  }

  async #told(batch: string, words: ActWords): Promise<void> {
    this.onchanged();
    await attemptWithUndo(() => Promise.resolve(batch), words, this.onchanged);
  }
}

/** What is odd about giving these seats; nothing when that cannot be said. */
export async function assignWarnings(inputs: AssignmentInput[]): Promise<Warning[]> {
  if (inputs.length === 0) return [];
  try {
    return await unwrap(commands.checkAssign(inputs));
  } catch {
    // What is wrong with the input is said when it is saved.
    return [];
  }
}

import {
  commands,
  type CustodyAmendment,
  type CustodyEntry,
  type CustodyInput,
  type CustodyState,
  type PaperTo,
} from '../../../lib/ipc/bindings';
import { unwrap } from '../../../lib/ipc/ipc';
import { attempt } from '../../../lib/state/acts.svelte';
import { toasts } from '../../../lib/state/toasts.svelte';
import type { CustodyChoice } from './custody';
import { messages } from '../messages';
import { custodyWords as words } from '../words';
import { words as shared } from '../../../lib/words';

/** An act that is being asked for, on one device or many. */
export interface OpenCustody {
  act: CustodyChoice;
  ids: string[];
  /** "ThinkPad T14 (HV-0003)", "3 devices". */
  title: string;
  /** Of a single device: where it is, and whether licenses are on it. */
  location: string | null;
  seats: number;
  holderId: string | null;
}

/** What is done with the custody of devices. */
export class CustodyActs {
  open = $state.raw<OpenCustody | null>(null);
  amending = $state.raw<CustodyEntry | null>(null);

  constructor(readonly changed: () => void) {}

  /** Does it with all the devices, or throws what the core refused. */
  async keep(open: OpenCustody, input: CustodyInput): Promise<void> {
    const { batch } = await unwrap(commands.recordCustody(open.ids, input));
    this.open = null;
    this.changed();
    const given = input.act === 'hand_out' || input.act === 'lend';
    const person = given ? input.person_id : input.act === 'take_back' ? open.holderId : null;
    toasts.show({
      text: words.done[open.act](open.title),
      seconds: person === null ? 8 : 14,
      undo: () => {
        void attempt(async () => {
          await unwrap(commands.undoBatch(batch));
          this.changed();
          toasts.show({ text: words.undone });
        });
      },
      acts:
        person === null
          ? undefined
          : [
              {
                label: given ? words.sheet : words.returnSheet,
                run: () => void printHandOver(person, open.ids, !given, 'viewer'),
              },
            ],
    });
  }

  async amend(entry: CustodyEntry, input: CustodyAmendment): Promise<void> {
    await unwrap(commands.amendCustody(entry.id, input));
    this.amending = null;
    this.changed();
    toasts.show({ text: words.amended });
  }
}

/** With whom a device was on a day; null before anything is known of it. */
export async function custodyOn(id: string, day: string): Promise<CustodyState | null> {
  return await unwrap(commands.custodyOn(id, day));
}

/** The sheet to sign: as a file, or in the program that prints it. */
export async function printHandOver(
  personId: string,
  ids: string[],
  back: boolean,
  to: PaperTo,
): Promise<void> {
  await attempt(async () => {
    const written = await unwrap(commands.printHandOver(personId, ids, back, to));
    if (written === null) return;
    toasts.show({ text: written.path === null ? shared.openedToPrint : messages.paperSaved(written.path) });
    if (written.warning !== null) toasts.show({ text: written.warning });
  });
}

import {
  commands,
  type CancellationInput,
  type Kind,
  type ListQuery,
  type Money,
  type Notice,
  type PaperTo,
  type Proposal,
  type RenewalInput,
  type Term,
  type TermInput,
  type Written,
} from '../ipc/bindings';
import { IpcError, unwrap, type Answer } from '../ipc/ipc';
import { attempt, attemptWithUndo } from './acts.svelte';
import { readDefaultCurrency } from './currency.svelte';
import { asIpcError, Things, type ThingCommands, type ThingRow, type Versioned } from './things.svelte';

/** A list of what has terms, with what a year of all its rows costs. */
export class Termed<Row extends ThingRow, Thing extends Versioned<Input>, Input> extends Things<
  Row,
  Thing,
  Input
> {
  /** Per currency. */
  yearly = $state.raw<Money[]>([]);

  constructor(
    kind: Kind,
    calls: ThingCommands<Row, Thing, Input> & {
      sums: (query: ListQuery) => Promise<Answer<{ yearly: Money[] }>>;
    },
  ) {
    super(kind, calls);
    this.#sums = calls.sums;
  }

  /** Keeps the sums true to what the list shows. Call it while a page is made. */
  followSums(changed: () => number): void {
    $effect(() => {
      if (this.revision < 0 || changed() < 0) return;
      // What is shown decides what is summed.
      const query = this.query();
      void attempt(async () => {
        this.yearly = (await unwrap(this.#sums(query))).yearly;
      });
    });
    $effect(() => void readDefaultCurrency());
  }

  readonly #sums: (query: ListQuery) => Promise<Answer<{ yearly: Money[] }>>;
}

/** While one types, says at their fields what is odd about terms and allowed. Call it while a form is made. */
export function warnOfTerms(
  form: { input: { terms: TermInput[] }; warnings: Record<string, string> },
  kind: Kind,
  id: string | null,
): void {
  const PAUSE = 300;
  $effect(() => {
    const terms = $state.snapshot(form.input.terms);
    let current = true;
    const timer = setTimeout(() => {
      commands.checkTerms(kind, id, terms).then(
        (answer) => {
          // What cannot be read is said when the form is saved.
          if (!current || answer.status !== 'ok') return;
          form.warnings = Object.fromEntries(answer.data.map((warning) => [warning.field, warning.message]));
        },
        () => undefined,
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  });
}

/** The act on a term that is open, with what the core proposed for it. */
export type OpenAct =
  | { act: 'renew'; term: Term; proposal: Proposal }
  | { act: 'seats'; term: Term; proposal: Proposal }
  | { act: 'cancel'; term: Term }
  | { act: 'letter'; term: Term; letter: Notice };

/** What is done to the terms of one license or contract. */
export class TermActs {
  open = $state.raw<OpenAct | null>(null);

  constructor(
    readonly kind: Kind,
    readonly id: string,
    readonly changed: () => void,
  ) {}

  close(): void {
    this.open = null;
  }

  async renew(term: Term): Promise<void> {
    await attempt(async () => {
      const proposal = await unwrap(commands.proposeRenewal(this.kind, this.id, term.id));
      this.open = { act: 'renew', term, proposal };
    });
  }

  async addSeats(term: Term): Promise<void> {
    await attempt(async () => {
      this.open = { act: 'seats', term, proposal: await this.proposeSeats(term, null, 1) };
    });
  }

  async proposeSeats(term: Term, from: string | null, seats: number): Promise<Proposal> {
    return await unwrap(commands.proposeTrueUp(this.kind, this.id, term.id, from, seats));
  }

  cancel(term: Term): void {
    this.open = { act: 'cancel', term };
  }

  async letter(term: Term): Promise<void> {
    await attempt(async () => {
      const letter = await unwrap(commands.noticeLetter(this.kind, this.id, term.id));
      this.open = { act: 'letter', term, letter };
    });
  }

  /** The letter as PDF; null when saving was cancelled. */
  async printLetter(term: Term, to: PaperTo): Promise<Written | null> {
    return await unwrap(commands.printNotice(this.kind, this.id, term.id, to));
  }

  /** Keeps what a form or dialog asked for; its refusal is thrown for the form to show. */
  async keep(run: () => Promise<{ batch: string }>, words: { done: string; undone: string }): Promise<void> {
    let refused: IpcError | null = null;
    let batch = '';
    try {
      batch = (await run()).batch;
    } catch (error) {
      const known = asIpcError(error);
      refused = new IpcError(known.code, known.message, known.field?.replace(/^term\./, 'terms.0.') ?? null);
    }
    if (refused) throw refused;
    this.open = null;
    this.changed();
    await attemptWithUndo(() => Promise.resolve(batch), words, this.changed);
  }

  /** Keeps a renewal as it was filled in. */
  async keepRenewal(input: RenewalInput, words: { done: string; undone: string }): Promise<void> {
    await this.keep(() => unwrap(commands.renew(this.kind, this.id, input)), words);
  }

  /** Keeps seats that are added during a term. */
  async keepSeats(input: TermInput, words: { done: string; undone: string }): Promise<void> {
    await this.keep(() => unwrap(commands.addTerm(this.kind, this.id, input)), words);
  }

  async keepCancellation(input: CancellationInput, words: { done: string; undone: string }): Promise<void> {
    await this.keep(() => unwrap(commands.cancelTerm(this.kind, this.id, input)), words);
  }
}

import type { Clock } from '../../base/clock';
import type { CoupaError } from '../../base/errors';
import { type Phrase, phrase, type Text } from '../../base/text/phrase';
import type { Requester } from '../../ports/requester';
import type { NotedTexts } from '../../ports/row-store';
import type { StateStore } from '../../ports/state-store';
import type { DeliveryOutlet } from '../delivery/delivery';
import type { IntegrationState } from '../model/integration-state';
import { type RecordMessage, tellsRemoval } from '../model/message';
import type { PollState } from '../model/state';
import { CoupaRuns } from './coupa-runs';
import { documentTypeOf } from './document-type';
import type { PollsUnderWay } from './next-step';
import { NotedReports } from './noted-reports';
import { Reporter } from './reporter';
import { RunBook } from './run-book';

/** What integration reports are made of. */
export interface IntegrationParts {
  /** Code of the integration; empty: none. What is stored of one is told to its end. */
  code: string;
  /** Path of the list that is polled. */
  path: string;
  requester: Requester;
  clock: Clock;
  /** Where reports are kept until they are stored with the position. Default: nowhere. */
  notes?: NotedTexts | undefined;
  ledger: Pick<PollsUnderWay, 'isReading'> & { readonly state: Pick<PollState, 'clock'> };
  /** Reports under way at once, the connection's `maxConcurrency`. */
  concurrency: number;
  /** Whether one of a poll's records is not settled yet. */
  isUnsettled(poll: string): boolean;
  /** There is something to store. */
  changed(): void;
  /** Resolves when everything is stored as it is now, or cannot be. */
  store(): Promise<unknown>;
  /** Something that Coupa refused. */
  refused(error: CoupaError): void;
  /** Something that a person should know once. */
  notice(text: Phrase): void;
}

/**
 * What a node reports to an integration in Coupa: each poll that found something is a run there, each record that was settled or given
 * up belongs to it. It is told record by record, stored with the position, and reports behind the polls; no record waits for it.
 */
export class IntegrationReports {
  private readonly book: RunBook;
  private readonly reporter: Reporter;
  private readonly abort = new AbortController();
  private isFull = false;
  /** Where the book stood when it was copied last. */
  private copied = 0;

  constructor(private readonly parts: IntegrationParts) {
    const { code, path, requester, clock, ledger, notes } = parts;
    const { signal } = this.abort;
    this.book = new RunBook(
      code,
      () => clock.now(),
      () => this.tellFull(),
      () => ledger.state.clock?.believed?.at,
      new NotedReports(notes, path),
    );
    const runs = new CoupaRuns(requester, documentTypeOf(path) ?? '', signal);
    const polls: PollsUnderWay = {
      isReading: (poll) => ledger.isReading(poll),
      isUnsettled: (poll) => parts.isUnsettled(poll),
    };
    this.reporter = new Reporter({ ...parts, polls, book: this.book, runs, signal });
  }

  /** The same outlet; what goes through it is noted down, unless it tells that a record is gone: Coupa knows no such document. */
  listening(outlet: DeliveryOutlet): DeliveryOutlet {
    const { book } = this;
    const { code } = this.parts;
    const note = (record: Pick<RecordMessage, 'coupa'>, down: () => void) => {
      if (!tellsRemoval(record)) down();
    };
    return {
      ...outlet,
      send: (message, record) => {
        if (message.coupa.attempt === 1) note(message, () => book.sent(message));
        outlet.send(message, record);
      },
      settled: (record) => {
        // Without an integration nobody is told, and the message would be made for nothing.
        if (code !== '') note(record, () => book.settled(record.message()));
        outlet.settled?.(record);
      },
      replaced: (record) => {
        book.replaced(record);
        outlet.replaced?.(record);
      },
      giveUp: (message, reason, row) => {
        this.givenUp(message, reason);
        outlet.giveUp(message, reason, row);
      },
    };
  }

  /** Reports that wait for Coupa; `undefined`: the node reports to no integration, and none are left of an earlier one. */
  get waiting(): number | undefined {
    const { waiting } = this.book;
    return this.parts.code === '' && waiting === 0 ? undefined : waiting;
  }

  /** A record was given up. */
  givenUp(message: RecordMessage, reason: Text): void {
    if (!tellsRemoval(message)) this.book.givenUp(message, reason);
  }

  /** What is to be stored, as a member of the state's document: a copy; none where there is nothing. */
  toMember(): { integration?: IntegrationState } {
    this.copied = this.book.mark;
    const integration = this.book.toState();
    return integration === undefined ? {} : { integration };
  }

  /** Takes what was stored. */
  restore(stored: IntegrationState | undefined): void {
    this.book.restore(stored ?? { runs: [], failed: [] });
  }

  /** The same store; what is written to it may be told from then on. Documents are written one at a time. */
  watch(store: StateStore): StateStore {
    return {
      load: () => store.load(),
      save: async (document) => {
        const { copied } = this;
        await store.save(document);
        this.book.isStoredUpTo(copied);
        this.wake();
      },
      ...(store.keep !== undefined && { keep: store.keep.bind(store) }),
    };
  }

  /** There may be something to tell now. */
  wake(): void {
    this.reporter.wake();
  }

  /** Ends what is under way; what is left is told after the next start. */
  async close(): Promise<void> {
    this.abort.abort();
    await this.reporter.stopped();
  }

  private tellFull(): void {
    if (this.isFull) return;
    this.isFull = true;
    this.parts.notice(
      phrase`More records are settled than Coupa takes reports of: reports wait, and no more are kept, so those of further records are left out until some have been sent. The records are delivered all the same.`,
    );
  }
}

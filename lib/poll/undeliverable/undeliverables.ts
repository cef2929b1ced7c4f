import type { Clock } from '../../base/clock';
import type { CoupaError } from '../../base/errors';
import { TaskQueue } from '../../base/task-queue';
import { type Phrase, phrase, type Text } from '../../base/text/phrase';
import type { RowStore } from '../../ports/row-store';
import type { StateStore } from '../../ports/state-store';
import type { DeliveryOutlet } from '../delivery/delivery';
import type { Pending } from '../delivery/in-flight';
import type { SendingOrder } from '../delivery/sending-order';
import { interruption } from '../lifecycle/interruption';
import { notStored } from '../lifecycle/not-stored';
import type { RecordMessage } from '../model/message';
import type { EditorUser, UndeliverableList, UndeliverablesReport } from '../model/report';
import type { PendingRow, StateIdentity } from '../model/state';
import { asSent, storedRow, type UndeliverableRow } from '../model/undeliverable';
import { Handled } from './handled';
import { listed } from './listed';
import { loadBook } from './load-book';
import { Redelivery, type RedeliveryParts } from './redelivery';
import { headOf, mostMebibytes, mostRecords, UndeliverableBook } from './undeliverable-book';

/** What the records that a node has given up are made of. */
export interface UndeliverablesParts extends Omit<RedeliveryParts, 'book'> {
  /** Where they survive restarts: a document of their own, since they are many and change seldom; or row by row. */
  store: StateStore | RowStore;
  /** Where it is remembered what somebody sent again or dismissed. Default: it is not, once the node is closed. */
  handledStore?: StateStore | undefined;
  /** Whose they are, and what records are called now. */
  identity: Pick<StateIdentity, 'tenant' | 'path'> & { readonly resource: string };
  clock: Clock;
  /** That of what is sent, which what was given up is part of. */
  order: SendingOrder;
  outlet: { error(error: CoupaError): void; notice(text: Phrase): void };
  isClosed(): boolean;
  /** A record had been given up, and the position's document, which says what was made of that, had not been written since. */
  givenUpBefore(message: RecordMessage, reason: Text): void;
  /** Resolves when the node knows what was stored. */
  load(): Promise<void>;
  /** Resolves when everything is stored as it is now. @throws {CoupaError} `COUPA_STATE` */
  save(): Promise<void>;
}

/** Characters of a reason that somebody's flow gave. */
const longestReason = 2000;

/**
 * The records that a node has given up: kept until they are redelivered or dismissed.
 *
 * Two documents survive: this one and the position's, which holds unsettled records. A record is let go of by neither before the other is
 * on disk that need not have it: this one is written first, so one that was given up may for a moment be in both, and counts as given up;
 * one that is sent again stays here until it was delivered. Where rows are kept one by one, both are of one history anyway.
 */
export class Undeliverables {
  private readonly book: UndeliverableBook;
  private readonly redelivery: Redelivery;
  /** What somebody has sent again or dismissed. */
  readonly handled: Handled;
  private readonly commands = new TaskQueue();
  private isUnsaved = false;
  private isFull = false;
  /** Forgotten though they were to be sent again, and not told yet. */
  private unsent = 0;

  constructor(private readonly parts: UndeliverablesParts) {
    const { store, handledStore, clock } = parts;
    this.handled = new Handled(handledStore, clock);
    this.book = new UndeliverableBook({
      overflowed: (row) => this.overflowed(row),
      ended: (key, result) => this.handled.ended(key, result),
      ...('taken' in store && {
        put: (key, row) => store.put(key, row),
        removed: (key) => store.remove(key),
      }),
    });
    this.redelivery = new Redelivery({ ...parts, book: this.book });
  }

  /** Records that nobody has asked for again. */
  get count(): number {
    return this.book.left;
  }

  /** The same outlet; what goes through it is noted down. */
  listening(outlet: DeliveryOutlet): DeliveryOutlet {
    return {
      ...outlet,
      settled: (record) => {
        if (this.book.delivered(record)) this.change();
        outlet.settled?.(record);
      },
      giveUp: (message, reason, row) => {
        this.book.add(this.rowOf(message, reason, row));
        this.change();
        outlet.giveUp(message, reason, row);
      },
      changed: () => {
        outlet.changed();
        this.redelivery.wake();
      },
    };
  }

  /** The position's store: what was given up is read before it, and written before it. */
  before(store: StateStore): StateStore {
    return {
      load: async () => {
        await this.read();
        return store.load();
      },
      save: async (document) => {
        await this.write();
        await store.save(document);
      },
      ...(store.keep !== undefined && { keep: store.keep.bind(store) }),
    };
  }

  /** Unsettled records as they were stored, less those that had been given up by then. */
  unlessGivenUp(rows: readonly PendingRow[]): PendingRow[] {
    const givenUp = new Map(Array.from(this.book.all(), (row) => [row.id, row]));
    // Those without a number came in this order, behind what was given up without one, and before all that has one.
    return rows.flatMap((row, index) => {
      const given = givenUp.get(row.id);
      const sequence = row.sequence ?? this.book.sequenceOf(row) ?? index - rows.length;
      if (given === undefined) return { ...row, sequence };
      this.parts.givenUpBefore(asSent(given), given.reason);
      return [];
    });
  }

  /** Goes on with what was to be sent again. */
  takeUp(): void {
    if (this.isUnsaved) this.parts.changed();
    this.redelivery.wake();
  }

  /** All that are kept, how many of them are being sent again, and what became of those that were. */
  async list(): Promise<UndeliverableList> {
    await this.parts.load();
    const records = await listed(() => this.book.listed(), this.parts.clock);
    return { records, redelivering: this.book.redelivering, ended: this.book.endings.list() };
  }

  /** One of them as it was sent last; `undefined`: no record of this key is kept. */
  async find(key: string): Promise<RecordMessage | undefined> {
    await this.parts.load();
    const row = this.book.find(key);
    return row && asSent(row);
  }

  /**
   * Sends records again, as new deliveries; what is superseded is dropped. Resolves when that is stored: they follow when there is room,
   * also after a restart.
   *
   * @param keys those of their versions; `undefined`: all that there are when it is asked
   * @param by who asked in the editor; absent: a message did
   * @throws {CoupaError} `COUPA_STATE` if it cannot be stored.
   */
  redeliver(keys?: readonly string[], by?: EditorUser): Promise<UndeliverablesReport> {
    return this.inTurn(keys, async (chosen) => {
      const { rows, superseded, unknown } = await this.stored(() => {
        const selection = this.book.ask(chosen());
        this.handled.note('redeliver', selection.superseded, by, 'superseded');
        this.handled.note('redeliver', selection.rows, by);
        return selection;
      });
      const { left } = this.book;
      return { redelivered: rows.length, dismissed: 0, superseded: superseded.length, unknown, left };
    });
  }

  /**
   * Forgets records. Resolves when that is stored.
   *
   * @param keys those of their versions; `undefined`: all that there are when it is asked
   * @param by who asked in the editor; absent: a message did
   * @throws {CoupaError} `COUPA_STATE` if it cannot be stored.
   */
  dismiss(keys?: readonly string[], by?: EditorUser): Promise<UndeliverablesReport> {
    return this.inTurn(keys, async (chosen) => {
      const { rows, unknown } = await this.stored(() => {
        const selection = this.book.dismiss(chosen());
        this.handled.note('dismiss', selection.rows, by);
        return selection;
      });
      return { redelivered: 0, dismissed: rows.length, superseded: 0, unknown, left: this.book.left };
    });
  }

  /** Sends nothing again any more. Resolves when what is kept is what is to be stored. */
  async close(): Promise<void> {
    await this.redelivery.close();
    await this.handled.close();
  }

  /** @param command gets those of the keys that it is for; of all, those that were there when it was asked, and still are. */
  private async inTurn<Result>(
    keys: readonly string[] | undefined,
    command: (chosen: () => readonly string[]) => Promise<Result>,
  ): Promise<Result> {
    await this.parts.load();
    // What is given up while the command waits its turn nobody has seen yet.
    const all = keys ?? this.book.listed().map(({ coupa }) => coupa.key);
    const chosen = () => (keys === undefined ? all.filter((key) => this.book.find(key) !== undefined) : all);
    return this.commands.run(() => command(chosen));
  }

  /**
   * Stored before as well: what has just been given up is to be gone from the position's document before it is forgotten here. Where that
   * fails, nothing is changed.
   */
  private async stored<Result>(change: () => Result): Promise<Result> {
    await this.parts.save();
    // What a node changes that is closed is not stored any more.
    if (this.parts.isClosed()) throw interruption();
    const result = change();
    this.change();
    try {
      await this.parts.save();
    } catch (error) {
      if (this.parts.isClosed()) throw interruption();
      throw notStored(error);
    } finally {
      this.redelivery.wake();
    }
    return result;
  }

  private change(): void {
    this.isUnsaved = true;
    this.isFull &&= this.book.left > 0;
    this.parts.changed();
  }

  private async read(): Promise<void> {
    const { store, identity, outlet } = this.parts;
    // Nobody waits for it: it may be in a store that takes its time.
    void this.handled.load();
    const { rows, problem, remark } = await loadBook(store, identity);
    if (this.parts.isClosed()) throw interruption();
    this.book.restore(rows);
    for (const { sequence } of this.book.all()) this.parts.order.pass(sequence);
    if ('taken' in store)
      this.isUnsaved = store.taken(
        headOf(identity),
        Array.from(this.book.all(), (row) => [row.coupa.key, storedRow(row)]),
      );
    if (problem !== undefined) outlet.error(problem);
    if (remark !== undefined) outlet.notice(remark);
  }

  private async write(): Promise<void> {
    this.tellUnsent();
    const { store } = this.parts;
    if (!this.isUnsaved || 'taken' in store) return;
    this.isUnsaved = false;
    try {
      await store.save(this.book.toDocument(this.parts.identity));
    } catch (error) {
      this.isUnsaved = true;
      throw error;
    }
  }

  private rowOf(
    { topic, payload, coupa }: RecordMessage,
    reason: Text,
    { id, identity, sequence }: Pick<Pending, 'id' | 'identity' | 'sequence'>,
  ): UndeliverableRow {
    return {
      id,
      identity,
      sequence,
      topic,
      coupa,
      payload: JSON.stringify(payload),
      reason: typeof reason === 'string' ? reason.slice(0, longestReason) : reason,
      at: this.parts.clock.now(),
    };
  }

  private overflowed({ asked, identity }: UndeliverableRow): void {
    if (asked && !this.parts.delivery().hasVersionOf(identity)) this.unsent += 1;
    if (this.isFull) return;
    this.isFull = true;
    this.parts.outlet.notice(
      phrase`More records are undeliverable than are kept: the latest ${mostRecords}, and ${mostMebibytes} MiB of them. The oldest are forgotten; each was told on output 2 when it was given up. Redeliver or dismiss what is kept.`,
    );
  }

  private tellUnsent(): void {
    const { unsent } = this;
    this.unsent = 0;
    if (unsent > 0)
      this.parts.outlet.notice(
        phrase`Undeliverable records that were to be sent again and are forgotten unsent, since nothing else could go: ${unsent}. Ask for their time with the command "backfill" where they are still wanted.`,
      );
  }
}

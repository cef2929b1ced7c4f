import { setImmediate } from 'node:timers/promises';
import type { Delivery } from '../delivery/delivery';
import { messageAnew, type UndeliverableRow } from '../model/undeliverable';
import type { UndeliverableBook } from './undeliverable-book';

/** What redelivery goes by. */
export interface RedeliveryParts {
  book: UndeliverableBook;
  delivery(): Delivery;
  /** Whether what was sent in the last turn of the event loop reached the nodes behind; asked once closed. */
  landed(): boolean;
  /** There is something to store. */
  changed(): void;
}

/**
 * Hands the delivery what is to be sent again: one by one, when it has room, and no version of a record while another one is on its
 * way. What it has handed over stays in the book until it was delivered, so a restart takes it up.
 */
export class Redelivery {
  private readonly abort = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly parts: RedeliveryParts) {}

  /** There may be something to send. */
  wake(): void {
    if (this.running !== undefined || !this.parts.book.isBusy) return;
    this.running = this.run();
  }

  /** Hands nothing over any more. Resolves when the book is what is to be stored. */
  async close(): Promise<void> {
    this.abort.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    // Whoever wakes it changes something first, and more of it may follow in the same turn.
    await setImmediate();
    for (let row = this.next(); row !== undefined; row = this.next()) {
      if (await this.waitedForRoom()) continue;
      this.parts.delivery().deliver({
        identity: row.identity,
        message: messageAnew(row),
        sequence: row.sequence,
        payload: row.payload,
        beside: true,
        isKept: true,
      });
      this.parts.changed();
      // A message has its turn on the event loop before it is in the flow.
      await setImmediate();
      if (this.abort.signal.aborted) this.keepUnlessLanded(row);
    }
    this.running = undefined;
  }

  private next(): UndeliverableRow | undefined {
    if (this.abort.signal.aborted) return undefined;
    const { book, delivery } = this.parts;
    for (const row of book.all()) {
      if (!row.asked || delivery().hasVersionOf(row.identity)) continue;
      if (!row.dismissed) return book.firstAsked(row);
      book.forget(row.coupa.key);
    }
    return undefined;
  }

  /** Whether there was none: what is next may be another one by now. */
  private async waitedForRoom(): Promise<boolean> {
    const room = this.parts.delivery().room(this.abort.signal, true);
    // It fails where this is closed, and then nothing is next.
    await room?.catch(() => undefined);
    return room !== undefined;
  }

  /** Sent to a node that a deploy has stopped. A delivery that waits for acknowledgements has not let go of it anyway. */
  private keepUnlessLanded(row: UndeliverableRow): void {
    const { book, landed } = this.parts;
    if (book.find(row.coupa.key) === undefined && !landed()) book.add(row);
  }
}

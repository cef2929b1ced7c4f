import { setImmediate } from 'node:timers/promises';
import { type Clock, pause } from '../../base/clock';
import { phrase } from '../../base/text/phrase';
import type { AnswerListener, Outbox, OutboxRow } from '../../ports/outbox';
import { type Answer, readAnswer } from '../answer';
import type { FencedStore } from '../fenced-store';
import type { Term } from '../term';
import type { FirstHand } from './first-hand';
import { OwnShortcut } from './own-shortcut';
import { Pace } from './pace';
import { RowsElsewhere } from './rows-elsewhere';

/** What a stream outlet is made of. */
export interface StreamOutletParts {
  term: Term;
  /** Keeps the poll's document: the records are of the same history. */
  store: FencedStore;
  clock: Clock;
  /** Milliseconds after which an instance that gives no sign of life is no more. */
  deadMs: number;
  /** Where it meets this instance's own flow. Default: nothing is kept for that, and all it says goes through the engine. */
  own?: FirstHand;
  /** The engine takes no records, though it can be reached; told for the first failure in a row. */
  failed(error: unknown): void;
}

/** Answers that are dealt with at once. */
const gatheredAtMost = 500;

/**
 * The leader's side of a fleet's deliveries: hands records over to whichever instance takes them, in batches, and hears what came of
 * them. All of it goes through the log of the term, so that a leader which is none any more hands over nothing.
 */
export class StreamOutlet implements Outbox {
  private readonly abort = new AbortController();
  private readonly pace = new Pace();
  /** Where records failed last, by their ids. */
  private readonly avoid = new Map<string, string>();
  private readonly elsewhere: RowsElsewhere;
  private isWriting = false;
  private isLeaving = false;
  /** Something was handed over that this instance may get itself. */
  private isOwnWaiting = false;
  private listener: AnswerListener | undefined;
  private failures = 0;
  readonly shortcut: OwnShortcut | undefined;

  constructor(private readonly parts: StreamOutletParts) {
    this.elsewhere = new RowsElsewhere((ids) => parts.store.messages(ids));
    if (parts.own !== undefined) this.shortcut = new OwnShortcut({ ...parts, own: parts.own });
  }

  send(token: string, row: OutboxRow, message?: object): void {
    const { store, own } = this.parts;
    const avoid = this.avoid.get(row.id);
    const isKept = message !== undefined && own?.messages.keep(token, message, row.message.length);
    if (isKept) this.isOwnWaiting = true;
    const run = isKept ? own?.messages.run : undefined;
    store.unwritten.add({ kind: 'send', token, row: this.elsewhere.written(row), avoid, own: run });
    this.write();
  }

  keep(row: OutboxRow): void {
    this.parts.store.unwritten.add({ kind: 'keep', row: this.elsewhere.written(row) });
    this.write();
  }

  messageOf(id: string): string | undefined {
    return this.elsewhere.messageOf(id);
  }

  forget(id: string, follower?: string): void {
    this.avoid.delete(id);
    this.elsewhere.forget(id);
    this.parts.own?.messages.forget(id);
    this.parts.store.unwritten.add({ kind: 'forget', id, follower });
    this.write();
  }

  isUnderWay(token: string): boolean {
    return this.parts.store.underWay.has(token);
  }

  open(listener: AnswerListener): void {
    this.listener = listener;
    this.shortcut?.begin();
    this.parts.own?.leads({ hear: (token) => this.hear(token, listener) });
    void this.listen(listener);
  }

  /**
   * This instance is about to close, and has said all it has to say: what it said is heard once more. What nobody has any more is for
   * whoever leads next.
   *
   * @throws {CoupaError} `COUPA_STATE`
   */
  async leave(): Promise<void> {
    this.isLeaving = true;
    this.shortcut?.end();
    if (this.listener !== undefined && this.isOpen) await this.gather(this.listener);
  }

  /** No answers any more. What was handed over before is stored with the next save. */
  close(): void {
    this.abort.abort();
    this.shortcut?.end();
    this.parts.own?.ends();
    this.parts.own?.messages.clear();
  }

  private get isOpen(): boolean {
    return !this.abort.signal.aborted && this.parts.term.isAlive;
  }

  /** What one turn of the event loop brings is one write; more comes together while it is under way. */
  private write(): void {
    if (this.isWriting) return;
    this.isWriting = true;
    void this.writeAll();
  }

  private async writeAll(): Promise<void> {
    await setImmediate();
    while (this.isOpen && !this.parts.store.unwritten.isEmpty) {
      if (!(await this.isFlushed())) await this.rest();
    }
    this.isWriting = false;
  }

  private async isFlushed(): Promise<boolean> {
    const { store, term, failed } = this.parts;
    try {
      await store.flush();
      this.failures = 0;
      if (this.isOwnWaiting) this.parts.own?.handedOver();
      this.isOwnWaiting = false;
      return true;
    } catch (error) {
      this.failures += 1;
      // Whoever leads no more has nothing to tell of it.
      if (this.failures === 1 && term.isAlive) failed(error);
      return false;
    }
  }

  private async listen(listener: AnswerListener): Promise<void> {
    while (this.isOpen) {
      const count = await this.gather(listener).catch(() => undefined);
      // A leader that does not reach its engine is told of by its lease.
      if (count === undefined) await this.rest();
      else await this.wait(this.pace.after(count));
    }
  }

  private async gather(listener: AnswerListener): Promise<number> {
    const { deadMs, store } = this.parts;
    const texts = await store.gather({ deadMs, count: gatheredAtMost });
    await this.elsewhere.fetch(texts);
    if (!this.isOpen) return 0;
    for (const text of texts) this.take(text, listener);
    // They come again until it is written that they are dealt with.
    if (texts.length > 0) await store.flush();
    return texts.length;
  }

  private take(text: string, listener: AnswerListener): void {
    const answer = readAnswer(text);
    if (this.isLeaving && answer?.kind === 'returned') return;
    if (answer !== undefined) this.tell(answer, listener);
    this.parts.store.unwritten.add({ kind: 'dealtWith', answer: text });
  }

  /** The flow of this instance has a record: what comes of that is written before the engine forgets that it was under way. */
  private hear(token: string, listener: AnswerListener): boolean {
    if (!this.isOpen || this.isLeaving) return false;
    listener.acknowledge(token);
    this.parts.store.unwritten.add({ kind: 'heard', token, by: this.parts.own });
    this.write();
    return true;
  }

  private tell(answer: Answer, listener: AnswerListener): void {
    const { token, run } = answer;
    if (answer.kind === 'settled') {
      listener.acknowledge(token);
      return;
    }
    const id = token.slice(0, token.lastIndexOf('.'));
    this.avoid.set(id, run);
    const isKnown =
      answer.kind === 'returned'
        ? listener.sendAgain(token, answer.unsent)
        : listener.refuse(token, reasonOf(answer));
    if (!isKnown) this.avoid.delete(id);
  }

  private async rest(): Promise<void> {
    await this.wait(this.pace.afterFailure());
  }

  private async wait(milliseconds: number): Promise<void> {
    const { signal } = this.abort;
    await pause(this.parts.clock, milliseconds, signal).catch(() => undefined);
  }
}

function reasonOf(answer: Exclude<Answer, { kind: 'settled' | 'returned' }>) {
  switch (answer.kind) {
    case 'refused':
      return answer.reason;
    case 'overdue':
      return phrase`not acknowledged within ${answer.seconds} seconds`;
    case 'lost':
      return phrase`the instance of the fleet that had it stopped without a word`;
  }
}

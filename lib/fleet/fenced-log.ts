import { CoupaError } from '../base/errors';
import { TaskQueue } from '../base/task-queue';
import { phrase } from '../base/text/phrase';
import {
  type Change,
  type Documents,
  EngineFull,
  type GatherOrder,
  type Kept,
  type Refusal,
} from './engine/documents';
import type { PageStore } from './engine/page-store';
import type { Term } from './term';

/** What a log is made of. */
export interface FencedLogParts {
  engine: Documents & Pick<PageStore, 'pick'>;
  /** The poll's name in the engine. */
  poll: string;
  term: Term;
}

/** What one write changes, but for its place in the history. */
export type Entry = Omit<Change, 'term' | 'from' | 'to'>;

/**
 * What one term writes of one poll, one write behind the other: each names the term and the head that it follows, and is refused when
 * another term has begun or the engine has forgotten something. Either ends the term.
 */
export class FencedLog {
  private head = '';
  private changes = 0;
  /** Sent, and not answered: it may have been applied, so it is sent again before anything else. */
  private unanswered: { change: Change; written: () => void } | undefined;
  private readonly turns = new TaskQueue();

  constructor(private readonly parts: FencedLogParts) {}

  /** Whether it is not known of a write if it was applied. */
  get isUnanswered(): boolean {
    return this.unanswered !== undefined;
  }

  /** The write that the engine is known to have as its latest. */
  get latest(): string {
    return this.head;
  }

  /** Reads or writes, one after the other. */
  inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.turns.run(task);
  }

  /** @throws {CoupaError} `COUPA_STATE` */
  async read(): Promise<Kept> {
    const { engine, poll, term } = this.parts;
    const kept = await engine.read(poll, term.id);
    if (kept === 'FENCED') throw this.end('FENCED');
    this.head = kept.head;
    return kept;
  }

  /**
   * Writes, once it is its turn.
   *
   * @param written called once it is known to be applied: later than here where the reply was lost.
   * @throws {CoupaError} `COUPA_STATE`
   */
  async write(entry: Entry, written: () => void): Promise<void> {
    await this.finishUnanswered();
    this.changes += 1;
    const { id } = this.parts.term;
    const change = { ...entry, term: id, from: this.head, to: `${id}.${this.changes}` };
    this.unanswered = { change, written };
    await this.finishUnanswered();
  }

  /**
   * What came of records, as of the head that is known here: once it is its turn.
   *
   * @throws {CoupaError} `COUPA_STATE`
   */
  async gather(order: Pick<GatherOrder, 'deadMs' | 'count'>): Promise<string[]> {
    await this.finishUnanswered();
    const { engine, poll, term } = this.parts;
    const gathered = await engine.gather(poll, { ...order, term: term.id, head: this.head });
    if (!Array.isArray(gathered)) throw this.end(gathered);
    return gathered;
  }

  /** Rows as the engine has them. @throws {CoupaError} `COUPA_STATE` */
  pick(ids: readonly string[]): Promise<(string | undefined)[]> {
    return this.parts.engine.pick(this.parts.poll, { names: ids });
  }

  /** Writes again what was not answered. */
  async finishUnanswered(): Promise<void> {
    if (this.unanswered === undefined) return;
    const { engine, poll, term } = this.parts;
    if (!term.isAlive) throw superseded();
    const { change, written } = this.unanswered;
    const verdict = await engine.write(poll, change).catch((error: unknown) => {
      // Known not to be applied: what it was made of may be written otherwise.
      if (error instanceof EngineFull) this.unanswered = undefined;
      throw error;
    });
    if (verdict === 'FENCED' || verdict === 'REWOUND') throw this.end(verdict);
    this.unanswered = undefined;
    this.head = change.to;
    written();
  }

  private end(why: Refusal): CoupaError {
    this.parts.term.end(why);
    return superseded();
  }
}

/** What is told of work for a term that is over. */
export function superseded(): CoupaError {
  return new CoupaError('COUPA_STATE', phrase`Another instance of the fleet polls now.`);
}

import { EngineFull, type Sending } from './engine/documents';
import type { Entry, FencedLog } from './fenced-log';
import type { KeptRows } from './kept-rows';
import { type ParkedRow, parkedRow } from './parked/parked-row';
import type { Row } from './split-document';

/** What happened to a record, or to an answer. */
export type Step =
  | ({ kind: 'send'; row: Row } & Sending)
  | { kind: 'keep'; row: Row }
  /** `follower`: the record that has to be there before. */
  | { kind: 'forget'; id: string; follower?: string | undefined }
  /** A row that belongs to no document is there, has changed, or is gone. */
  | { kind: 'put'; id: string; text: string }
  | { kind: 'drop'; id: string }
  /** What came of a sending was heard at first hand, and is dealt with by the steps before this one. */
  | { kind: 'heard'; token: string; by?: { written(token: string): void } | undefined }
  /** The answer is dealt with, by the steps before this one. */
  | { kind: 'dealtWith'; answer: string };

/** Bytes of one write, about: a larger one would hold the engine up. */
export const chunk = 1_000_000;

/** Steps that the engine has not got yet, in order. */
export class Unwritten {
  private steps: Step[] = [];
  /** Sent, and not known to be applied. */
  private sent: Step[] = [];

  constructor(
    private readonly log: FencedLog,
    private readonly rows: KeptRows,
  ) {}

  /** Whether the engine has them all, and has said so. */
  get isEmpty(): boolean {
    return this.steps.length === 0 && this.sent.length === 0 && !this.log.isUnanswered;
  }

  /** Whether the engine is known to have all that happened so far; a document may be on its way. */
  get isWritten(): boolean {
    return this.steps.length === 0 && this.sent.length === 0;
  }

  add(step: Step): void {
    this.steps.push(step);
  }

  /**
   * Writes all of them, in the caller's turn of the log. Where the engine is full, what frees its memory goes before what brings more.
   *
   * @throws {CoupaError} `COUPA_STATE`; what was not written stays.
   */
  async flush(): Promise<void> {
    try {
      await this.log.finishUnanswered();
      this.takeBack();
      while (this.steps.length > 0) await this.writeSome(this.steps.splice(0, countOf(this.steps)));
    } catch (error) {
      if (error instanceof EngineFull) await this.settle();
      throw error;
    }
  }

  /** Writes all of them and this, in one write, in the caller's turn of the log. @throws {CoupaError} `COUPA_STATE` */
  async flushWith(entry: Entry, written: () => void): Promise<void> {
    await this.log.finishUnanswered();
    this.takeBack();
    const steps = this.steps.splice(0);
    const others = this.entryOf(steps);
    this.sent = steps;
    const all = {
      ...others,
      ...entry,
      put: new Map([...others.put, ...entry.put]),
      drop: [...others.drop, ...entry.drop],
    };
    await this.log.write(all, () => {
      this.written(steps);
      written();
    });
  }

  /** What frees memory, or needs hardly any; what it was taken from keeps its order. */
  private async settle(): Promise<void> {
    this.takeBack();
    const freeing = this.freeing();
    const taken = new Set(freeing);
    this.steps = this.steps.filter((step) => !taken.has(step));
    while (freeing.length > 0) {
      const some = freeing.splice(0, countOf(freeing));
      // What does not get there stays before all that comes later.
      await this.writeSome(some, true).catch((error: unknown) => {
        this.steps.unshift(...freeing);
        throw error;
      });
    }
  }

  /**
   * All that happened to records which the engine has: new ones have no part in it. What leaves the book of records that were given up does so
   * since something was settled, given up or asked for, not since it is about to be sent.
   */
  private freeing(): Step[] {
    const isNew = (step: Step) =>
      (step.kind === 'send' || step.kind === 'keep') && !this.rows.isThere(step.row.id);
    const fresh = new Set(this.steps.filter(isNew).map(idOf));
    return this.steps.filter(
      (step) => !fresh.has(idOf(step)) && !(step.kind === 'forget' && fresh.has(step.follower)),
    );
  }

  private async writeSome(steps: Step[], frees = false): Promise<void> {
    this.sent = steps;
    await this.log.write({ ...this.entryOf(steps), frees }, () => this.written(steps));
  }

  /** What was sent and is known not to be applied. */
  private takeBack(): void {
    if (this.log.isUnanswered) return;
    this.steps.unshift(...this.sent);
    this.sent = [];
  }

  private entryOf(steps: readonly Step[]): Entry {
    const put = new Map<string, string>();
    const drop = new Set<string>();
    const parked = new Map<string, ParkedRow>();
    const send: Sending[] = [];
    const dealtWith = [];
    const heard = [];
    for (const step of steps) {
      if (step.kind === 'dealtWith') dealtWith.push(step.answer);
      else if (step.kind === 'heard') heard.push(step.token);
      else if (step.kind === 'forget') this.forget(step.id, put, parked);
      else if (step.kind === 'put') put.set(step.id, step.text);
      else if (step.kind === 'drop') {
        put.delete(step.id);
        drop.add(step.id);
      } else putRow(step.row, put, parked);
      if (step.kind === 'send') send.push({ token: step.token, avoid: step.avoid, own: step.own });
    }
    // What is put stands behind what is dropped.
    const entry = { put, drop: [...drop], send, dealtWith, heard };
    return parked.size > 0 ? { ...entry, parked: [...parked.values()] } : entry;
  }

  /** Its place stays until a document is stored that does not name it. */
  private forget(id: string, put: Map<string, string>, parked: Map<string, ParkedRow>): void {
    if (parked.delete(id) || put.has(id) || this.rows.isThere(id)) put.set(id, '');
  }

  private written(steps: readonly Step[]): void {
    this.sent = [];
    for (const step of steps) {
      if (step.kind === 'forget') this.rows.left(step.id);
      else if (step.kind === 'heard') step.by?.written(step.token);
      else if ('row' in step) this.rows.handedOver(step.row);
    }
  }
}

/** The record that a step is about; of an answer, and of what was heard, nothing else is asked. */
function idOf(step: Step): string | undefined {
  if (step.kind === 'dealtWith' || step.kind === 'heard') return undefined;
  return 'row' in step ? step.row.id : step.id;
}

function putRow(row: Row, put: Map<string, string>, parked: Map<string, ParkedRow>): void {
  const its = parkedRow(row);
  if (its === undefined) put.set(row.id, JSON.stringify(row));
  else parked.set(row.id, its);
}

/** How many steps make one write. */
function countOf(steps: readonly Step[]): number {
  let size = 0;
  let count = 0;
  for (const step of steps) {
    size += sizeOf(step);
    count += 1;
    if (size >= chunk) break;
  }
  return count;
}

function sizeOf(step: Step): number {
  if (step.kind === 'dealtWith') return step.answer.length;
  if (step.kind === 'put') return step.text.length;
  if (step.kind === 'heard') return step.token.length;
  return 'row' in step ? sizeOfRow(step.row) : 50;
}

/** Bytes of a row, about. */
export function sizeOfRow(row: Row): number {
  return String(row['message'] ?? '').length + 200;
}

/** Rows in parts that each may be one write. */
export function chunksOf(rows: readonly Row[]): Row[][] {
  const chunks: Row[][] = [];
  let size = chunk;
  for (const row of rows) {
    if (size >= chunk) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(row);
    size += sizeOfRow(row);
  }
  return chunks;
}

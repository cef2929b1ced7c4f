import type { Entry, FencedLog } from './fenced-log';
import type { KeptRows } from './kept-rows';
import type { Row } from './split-document';

/** What happened to a record, or to an answer. */
export type Step =
  | { kind: 'send'; token: string; row: Row; avoid: string | undefined }
  | { kind: 'keep'; row: Row }
  | { kind: 'forget'; id: string }
  /** A row that belongs to no document is there, has changed, or is gone. */
  | { kind: 'put'; id: string; text: string }
  | { kind: 'drop'; id: string }
  /** The answer is dealt with, by the steps before this one. */
  | { kind: 'dealtWith'; answer: string };

/** Bytes of one write, about: a larger one would hold the engine up. */
export const chunk = 1_000_000;

/** Steps that the engine has not got yet, in order. */
export class Unwritten {
  private readonly steps: Step[] = [];

  constructor(
    private readonly log: FencedLog,
    private readonly rows: KeptRows,
  ) {}

  /** Whether the engine has them all, and has said so. */
  get isEmpty(): boolean {
    return this.steps.length === 0 && !this.log.isUnanswered;
  }

  add(step: Step): void {
    this.steps.push(step);
  }

  /**
   * Writes all of them, in the caller's turn of the log.
   *
   * @throws {CoupaError} `COUPA_STATE`; what was not written stays.
   */
  async flush(): Promise<void> {
    await this.log.finishUnanswered();
    while (this.steps.length > 0) {
      const steps = this.steps.splice(0, countOf(this.steps));
      await this.log.write(this.entryOf(steps), () => this.written(steps));
    }
  }

  private entryOf(steps: readonly Step[]): Entry {
    const put = new Map<string, string>();
    const drop = new Set<string>();
    const send = [];
    const dealtWith = [];
    for (const step of steps) {
      if (step.kind === 'dealtWith') dealtWith.push(step.answer);
      else if (step.kind === 'forget') this.forget(step.id, put);
      else if (step.kind === 'put') put.set(step.id, step.text);
      else if (step.kind === 'drop') {
        put.delete(step.id);
        drop.add(step.id);
      } else put.set(step.row.id, JSON.stringify(step.row));
      if (step.kind === 'send') send.push({ token: step.token, avoid: step.avoid });
    }
    // What is put stands behind what is dropped.
    return { put, drop: [...drop], send, dealtWith };
  }

  /** Its place stays until a document is stored that does not name it. */
  private forget(id: string, put: Map<string, string>): void {
    if (put.has(id) || this.rows.isThere(id)) put.set(id, '');
  }

  private written(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === 'forget') this.rows.left(step.id);
      else if ('row' in step) this.rows.handedOver(step.row);
    }
  }
}

/** How many steps make one write. */
function countOf(steps: readonly Step[]): number {
  let size = 0;
  for (const [at, step] of steps.entries()) {
    size += sizeOf(step);
    if (size >= chunk) return at + 1;
  }
  return steps.length;
}

function sizeOf(step: Step): number {
  if (step.kind === 'dealtWith') return step.answer.length;
  if (step.kind === 'put') return step.text.length;
  return 'row' in step ? sizeOfRow(step.row) : 50;
}

/** Bytes of a row, about. */
export function sizeOfRow(row: Row): number {
  return String(row['message'] ?? '').length + 200;
}

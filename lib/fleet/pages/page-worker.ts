import { type Clock, pause } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import type { FoundPage } from '../../ports/page-readers';
import { Pace } from '../delivery/pace';
import type { Boxes } from '../engine/boxes';
import type { PageStore } from '../engine/page-store';
import { chunk } from '../unwritten';
import { type PageTask, readTask, tasksOf, writeAnswer } from './letters';

/** What a worker is made of. */
export interface PageWorkerParts {
  engine: Boxes & Pick<PageStore, 'park'>;
  /** The poll's name in the engine. */
  poll: string;
  /** Tells how this instance reads and sends records: it takes pages only of those who do the same. */
  shape: string;
  clock: Clock;
  /** Whether this instance leads: it does not read in its own place. */
  isLeading(): boolean;
  /**
   * Reads a page.
   *
   * @returns `undefined` where whoever asks has to read it.
   */
  read(path: string, signal: AbortSignal): Promise<ReadPage | undefined>;
  /** Told of what is no failure of tenant or engine: whoever asked reads the page without it, and nobody else would know. */
  failed(error: unknown): void;
}

/** A page with its payloads, as JSON texts. */
export interface ReadPage extends FoundPage {
  payloads: readonly string[];
}

/** Milliseconds for which a page stays aside, unless whoever asked prolongs that. */
export const parkedMs = 60_000;

/** Characters of payloads that are put aside at once: a larger page is read by whoever needs it. */
const parkedAtMost = 16_000_000;

/** Pages that one instance reads at the same time. */
const atOnce = 2;

/** Milliseconds between two looks while there is nothing. */
const idleMs = 1000;

/** One instance's side of pages that are read for others: takes one after the other, reads it, and puts the payloads aside. */
export class PageWorker {
  private readonly closing = new AbortController();
  private readonly pace = new Pace(idleMs);
  private readonly underWay = new Set<Promise<void>>();
  private working: Promise<void> | undefined;

  constructor(private readonly parts: PageWorkerParts) {}

  start(): void {
    this.working = this.work();
  }

  /** What is under way is given up: whoever asked reads it after a while. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.working;
    await Promise.all(this.underWay);
  }

  private async work(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const found = await this.take().catch((error: unknown) => this.tell(error));
      const restMs = found === undefined ? this.pace.afterFailure() : this.pace.after(found);
      await pause(this.parts.clock, restMs, signal).catch(() => undefined);
      if (this.underWay.size >= atOnce) await Promise.race(this.underWay);
    }
  }

  private async take(): Promise<number> {
    const { engine, poll, shape, isLeading } = this.parts;
    if (isLeading()) return 0;
    const letters = await engine.collect(tasksOf(poll, shape), 1);
    for (const letter of letters) this.begin(readTask(letter));
    return letters.length;
  }

  private begin(task: PageTask | undefined): void {
    if (task === undefined) return;
    const work = this.carryOut(task)
      // An engine that cannot be reached: who asked waits only for so long.
      .catch((error: unknown) => this.tell(error))
      .finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  private async carryOut({ page, path, to }: PageTask): Promise<void> {
    const { engine, read } = this.parts;
    // What is wrong with tenant or engine is told by whoever leads, once it meets it itself.
    const found = await read(path, this.closing.signal).catch((error: unknown) => this.tell(error));
    const isParked =
      found !== undefined &&
      // An engine that is full takes the answer all the same: who asked need not wait for it.
      (await this.park(page, found.payloads).catch((error: unknown) => this.tell(error)));
    if (!isParked) return engine.post(to, writeAnswer({ page }), parkedMs);
    const { payloads: _, ...rest } = found;
    return engine.post(to, writeAnswer({ page, found: rest }), parkedMs);
  }

  /** Tells what is a fault of the program. */
  private tell(error: unknown): undefined {
    if (error instanceof CoupaError || this.closing.signal.aborted) return;
    this.parts.failed(error);
  }

  /** @returns whether it is not too much. @throws {CoupaError} `COUPA_STATE` */
  private async park(page: string, payloads: readonly string[]): Promise<boolean> {
    if (payloads.reduce((sum, { length }) => sum + length, 0) > parkedAtMost) return false;
    const { engine, poll } = this.parts;
    for (let first = 0; first < payloads.length; ) {
      const texts = chunkFrom(payloads, first);
      await engine.park(poll, { page, first, texts, keptMs: parkedMs });
      first += texts.length;
    }
    return true;
  }
}

/** As they stand in a row: a text within a text. */
function chunkFrom(payloads: readonly string[], first: number): string[] {
  const texts: string[] = [];
  let size = 0;
  for (let at = first; at < payloads.length && size < chunk; at += 1) {
    const text = JSON.stringify(payloads[at]).slice(1, -1);
    texts.push(text);
    size += text.length;
  }
  return texts;
}

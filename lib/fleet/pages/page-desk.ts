import { randomBytes } from 'node:crypto';
import { type Clock, pause } from '../../base/clock';
import type { FoundPage, PageElsewhere, PageReaders } from '../../ports/page-readers';
import { Pace } from '../delivery/pace';
import type { Boxes } from '../engine/boxes';
import type { PageStore } from '../engine/page-store';
import { superseded } from '../fenced-log';
import type { Term } from '../term';
import { type PageTask, readAnswer, tasksOf } from './letters';
import { parkedMs } from './page-worker';

/** What a desk is made of. */
export interface PageDeskParts {
  engine: Boxes & Pick<PageStore, 'pick' | 'prolong'>;
  /** The poll's name in the engine. */
  poll: string;
  /** See `PageWorkerParts`. */
  shape: string;
  term: Term;
  clock: Clock;
  /** Milliseconds after which an instance that gives no sign of life is no more. */
  deadMs: number;
  /** See `PageReaders`. Default: 10,000. */
  worthBytes?: number;
  /** How many other instances are there. */
  others(): number;
  /** Writes what was delivered. */
  flush(): Promise<void>;
}

/** Between what was measured to be worth it, 100 kB, and what a record usually has; not measured itself. */
const usualWorthBytes = 10_000;

/** A reader is waited for as long as it takes to find out that an instance is no more, and to read a page. */
const patienceInDeaths = 2;

/** Pages in a row that nobody has read, and milliseconds for which nobody is asked then. */
const mostMisses = 3;
const restMs = 60_000;

/** Milliseconds between two looks after pages that are judged at the moment. */
const lookMs = 1000;

/**
 * The leader's side of pages that others read: hands tasks out, and keeps alive what was put aside until it is written. An answer is known by
 * the name of its page, so that one which comes late or twice is dropped.
 */
export class PageDesk implements PageReaders {
  private readonly name = randomBytes(8).toString('hex');
  private readonly pace = new Pace();
  private readonly waiting = new Map<string, (found: FoundPage | undefined) => void>();
  private readonly inUse = new Set<string>();
  private asked = 0;
  private misses = 0;
  private restsUntil = Number.NEGATIVE_INFINITY;
  private prolongedAt = 0;
  private isWorking = false;

  constructor(private readonly parts: PageDeskParts) {}

  get areThere(): boolean {
    const { clock, others, term } = this.parts;
    return clock.monotonic() >= this.restsUntil && others() > 0 && term.isAlive;
  }

  get worthBytes(): number {
    return this.parts.worthBytes ?? usualWorthBytes;
  }

  async read(path: string, signal: AbortSignal): Promise<PageElsewhere | undefined> {
    const { engine, poll, shape } = this.parts;
    signal.throwIfAborted();
    this.asked += 1;
    const page = `${this.name}-${this.asked}`;
    const task: PageTask = { page, path, to: this.box };
    const found = await engine
      .post(tasksOf(poll, shape), JSON.stringify(task), this.patienceMs)
      .then(() => this.answer(page, signal))
      .catch(() => undefined);
    signal.throwIfAborted();
    this.note(found !== undefined);
    return found && this.take(page, found);
  }

  private get box(): string {
    return `${this.parts.poll}:found:${this.name}`;
  }

  private get patienceMs(): number {
    return patienceInDeaths * this.parts.deadMs;
  }

  private note(isRead: boolean): void {
    this.misses = isRead ? 0 : this.misses + 1;
    if (this.misses < mostMisses) return;
    this.misses = 0;
    this.restsUntil = this.parts.clock.monotonic() + restMs;
  }

  private answer(page: string, signal: AbortSignal): Promise<FoundPage | undefined> {
    return new Promise((resolve) => {
      const end = (found?: FoundPage) => {
        this.parts.clock.clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        this.waiting.delete(page);
        resolve(found);
      };
      const aborted = () => end();
      const timer = this.parts.clock.setTimeout(aborted, this.patienceMs);
      signal.addEventListener('abort', aborted);
      this.waiting.set(page, end);
      this.pace.hurry();
      void this.work();
    });
  }

  private take(page: string, found: FoundPage): PageElsewhere {
    this.inUse.add(page);
    return {
      ...found,
      name: page,
      payload: (index) => this.payload(page, index),
      done: () => this.done(page),
    };
  }

  private async payload(page: string, index: number): Promise<string> {
    const { engine, poll, term } = this.parts;
    const [text] = await engine.pick(poll, { page, names: [String(index)] });
    if (text !== undefined) return JSON.parse(`"${text}"`) as string;
    term.end('REWOUND');
    throw superseded();
  }

  /** What was delivered of it has to be written before the rest may go. */
  private done(page: string): void {
    if (!this.inUse.delete(page)) return;
    // If this fails, it goes when its time is over.
    this.parts
      .flush()
      .then(() => this.drop(page))
      .catch(() => undefined);
  }

  private drop(page: string): Promise<void> {
    const { engine, poll } = this.parts;
    return engine.prolong(poll, [page], 0);
  }

  /** Looks for answers, as long as somebody waits for one or has a page in use. */
  private async work(): Promise<void> {
    if (this.isWorking) return;
    this.isWorking = true;
    const signal = new AbortController().signal;
    while (this.parts.term.isAlive && this.waiting.size + this.inUse.size > 0) {
      const count = await this.look().catch(() => undefined);
      const nextMs = count === undefined ? this.pace.afterFailure() : this.pace.after(count);
      await pause(this.parts.clock, this.waiting.size > 0 ? nextMs : lookMs, signal);
    }
    this.isWorking = false;
  }

  private async look(): Promise<number> {
    const { engine, clock, poll } = this.parts;
    if (this.inUse.size > 0 && clock.monotonic() - this.prolongedAt >= parkedMs / 4) {
      this.prolongedAt = clock.monotonic();
      await engine.prolong(poll, [...this.inUse], parkedMs);
    }
    if (this.waiting.size === 0) return 0;
    const letters = await engine.collect(this.box);
    for (const letter of letters) this.receive(letter);
    return letters.length;
  }

  private receive(letter: string): void {
    const answer = readAnswer(letter);
    if (answer === undefined) return;
    const end = this.waiting.get(answer.page);
    if (end !== undefined) end(answer.found);
    // Late, or twice: whoever asked has read it by now.
    else if (!this.inUse.has(answer.page)) void this.drop(answer.page).catch(() => undefined);
  }
}

import { type Clock, systemClock } from '../../base/clock';
import { TaskQueue } from '../../base/task-queue';
import { inParts } from '../../base/text/stored-phrase';
import type { StateStore } from '../../ports/state-store';
import type { PollSummary } from '../model/summary';
import { readSummary } from './read-summary';

/** How many polls are remembered. */
const keptAtMost = 50;

/** Milliseconds between two writes at least. */
const paceMs = 60_000;

/**
 * What the last polls of a node did, for whoever looks at it: oldest first, and kept over restarts. It is worth little beside the
 * position, so it is written seldom (see `add`), and a store that fails it costs the history and nothing else.
 */
export class PollHistory {
  private readonly kept: PollSummary[] = [];
  private loading: Promise<void> | undefined;
  private readonly saves = new TaskQueue();
  private savedAt = Number.NEGATIVE_INFINITY;
  private changes: 'none' | 'small' | 'telling' = 'none';
  private closed = false;

  constructor(
    private readonly store: StateStore,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * Remembers a poll. It is written at most once a minute, and when a poll found nothing only with others or at the end: such
   * a poll has to stay cheap.
   */
  add(summary: PollSummary): void {
    this.kept.push(summary);
    this.trim();
    const tells = summary.error !== undefined || summary.created + summary.updated > 0;
    if (tells || this.changes === 'none') this.changes = tells ? 'telling' : 'small';
    if (this.changes === 'telling' && this.clock.monotonic() - this.savedAt >= paceMs) this.save();
  }

  /** The polls, those from before a restart too. */
  async polls(): Promise<readonly PollSummary[]> {
    await this.load();
    return this.kept;
  }

  /** Writes what was not written yet, for the last time: the document may be a successor's afterwards. */
  async close(): Promise<void> {
    if (this.changes !== 'none') this.save();
    this.closed = true;
    await this.saves.idle();
  }

  /** Reads what was kept, when it is first needed: a node that starts does not wait for it. */
  private load(): Promise<void> {
    this.loading ??= this.read();
    return this.loading;
  }

  private async read(): Promise<void> {
    // Missing, damaged, out of reach, or built to overflow the stack of whoever reads it: then it begins anew.
    this.kept.unshift(...(await this.stored().catch(() => [])));
    this.trim();
  }

  private async stored(): Promise<PollSummary[]> {
    const document = await this.store.load();
    const before = Array.isArray(document) ? document.slice(-keptAtMost) : [];
    return before.map(readSummary).filter((summary) => summary !== undefined);
  }

  private trim(): void {
    this.kept.splice(0, this.kept.length - keptAtMost);
  }

  private save(): void {
    if (this.closed) return;
    this.savedAt = this.clock.monotonic();
    this.changes = 'none';
    const saved = this.saves.run(async () => {
      await this.load();
      await this.store.save(this.kept.map(inParts) as object[]);
    });
    // A full disk is told of by the position, which is written to the same place.
    saved.catch(() => undefined);
  }
}

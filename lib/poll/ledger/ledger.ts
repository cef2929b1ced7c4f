import { KnownIds } from '../known/known-ids';
import { type ClockState, storedClock } from '../model/clock-state';
import {
  newState,
  type PendingRow,
  type PollState,
  type SettledState,
  type StateIdentity,
} from '../model/state';
import type { StoredScan } from '../model/stored-scan';
import type { PollSummary } from '../model/summary';
import { Scan } from '../scan/scan';
import { Memory } from './memory';

/**
 * What a poll node has to know after a restart, in memory. Only its verbs write it, each one from one whole state to the next, so
 * that it can be stored between any two of them.
 */
export class Ledger {
  private facts: SettledState;
  private polled: Scan | undefined;
  private filledBack: Scan | undefined;
  private sent = new Memory();
  private ids = new KnownIds();

  constructor(private readonly identity: StateIdentity) {
    this.facts = newState(identity);
  }

  /** As it is now; what happens later does not show in it. */
  get state(): SettledState {
    return this.facts;
  }

  /** What was sent. */
  get memory(): Memory {
    return this.sent;
  }

  /** The ids that are looked for to find out what is gone. */
  get known(): KnownIds {
    return this.ids;
  }

  /** The scan of a poll that is under way, or was interrupted. */
  get scan(): Scan | undefined {
    return this.polled;
  }

  /** The back-fill that is under way, or was interrupted. */
  get backfill(): Scan | undefined {
    return this.filledBack;
  }

  /** Whether the list is still read for a poll or a back-fill of this id, now, when it is taken up again, or for what was left behind. */
  isReading(poll: string): boolean {
    const orders = [this.polled?.order, this.filledBack?.order, this.facts.leftover];
    return orders.some((order) => order?.poll === poll);
  }

  /** Takes what was stored. */
  take({ scan, backfill, memory, removals, pending: _, integration: __, ...facts }: PollState): void {
    this.facts = facts;
    this.polled = scan && Scan.resume(scan);
    this.filledBack = backfill && Scan.resume(backfill);
    this.sent = new Memory(memory);
    this.ids = new KnownIds(removals);
  }

  /** A copy of all that is stored. `pending`: what the delivery has not settled. */
  toState(pending: readonly PendingRow[]): PollState {
    const { clock } = this.facts;
    return {
      ...this.facts,
      scan: this.polled?.toRow(),
      backfill: this.filledBack?.toRow(),
      ...(clock && { clock: storedClock(clock) }),
      memory: this.sent.toRows(),
      pending,
      ...this.ids.toMember(),
    };
  }

  pause(): void {
    this.change({ paused: true });
  }

  resume(): void {
    this.change({ paused: false });
  }

  /**
   * Begins anew: forgets everything but what a person was told, and whether polling is paused.
   *
   * @param restartAt with `now`: the tenant's time when it was asked for, epoch milliseconds
   */
  reset(restart: NonNullable<PollState['restart']>, restartAt: number | undefined): void {
    const { paused, notices } = this.facts;
    this.take({ ...newState(this.identity), paused, notices, restart, restartAt });
  }

  /** A node that begins now begins at this moment, unless that was known before. Epoch milliseconds. */
  startAt(epochMs: number): void {
    this.change({ restartAt: this.facts.restartAt ?? epochMs });
  }

  /** A node that begins now begins at this moment at the latest. Epoch milliseconds. */
  startAtLatest(epochMs: number): void {
    this.change({ restartAt: Math.min(this.facts.restartAt ?? epochMs, epochMs) });
  }

  /** The scan of a poll begins: it has returned nothing yet. Before the first poll has ended, what it is to leave out it says itself. */
  beginScan(scan: Scan): void {
    if (this.facts.position === undefined) this.sent.forgetUnsent();
    this.sent.beginScan();
    this.polled = scan;
  }

  /** The position stays, and all is read anew: something could not be read, or the node is to begin elsewhere. */
  repeatScan(): void {
    this.polled = undefined;
  }

  /**
   * The scan was read to its end.
   *
   * @param position where polling goes on; epoch milliseconds. `undefined`: not even the first one is known.
   */
  finishScan(position: number | undefined): void {
    const since = this.facts.since ?? this.polled?.order.from ?? 0;
    this.polled = undefined;
    this.change({ since, position });
    // Where to begin is known from now on.
    if (position !== undefined) this.change({ restart: undefined, restartAt: undefined });
  }

  /** What could not be read is tried again with each poll. `undefined`: nothing is left. */
  leaveBehind(leftover: StoredScan | undefined): void {
    this.change({ leftover });
  }

  beginBackfill(scan: Scan): void {
    this.filledBack = scan;
  }

  /** It was read to its end. */
  finishBackfill(): void {
    this.filledBack = undefined;
  }

  /** What the last poll came to. */
  recordOutcome(summary: PollSummary): void {
    this.change({ last: summary });
  }

  /** Whether the user was not told this yet; from now on it counts as told. */
  isNews(key: string): boolean {
    const { notices } = this.facts;
    if (notices.includes(key)) return false;
    this.change({ notices: [...notices, key] });
    return true;
  }

  /** What the tenant's answers told of its clock. */
  keepClock(clock: ClockState): void {
    this.change({ clock });
  }

  /** The tenant's clock turned out to be no later: where polling goes on from goes back, if it was ahead. Epoch milliseconds. */
  goBack(epochMs: number): void {
    const { position } = this.facts;
    if (position !== undefined) this.change({ position: Math.min(position, epochMs) });
  }

  /** The tenant's clock may be no later: neither may a node begin that has not begun. Epoch milliseconds. */
  startNoLaterThan(epochMs: number): void {
    const { restartAt } = this.facts;
    if (restartAt !== undefined) this.change({ restartAt: Math.min(restartAt, epochMs) });
  }

  private change(change: Partial<SettledState>): void {
    this.facts = { ...this.facts, ...change };
  }
}

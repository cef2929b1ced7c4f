import type { Clock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import type { Shortcut } from '../../ports/outbox';
import type { FencedStore } from '../fenced-store';
import { type Moment, momentOf, type Term } from '../term';
import type { FirstHand } from './first-hand';

/** What it is made of. */
export interface OwnShortcutParts {
  term: Term;
  /** Keeps the poll's document, under the fence of the term. */
  store: Pick<FencedStore, 'confirm' | 'isBehind' | 'unwritten'>;
  clock: Clock;
  /** Milliseconds after which an instance that gives no sign of life is no more. */
  deadMs: number;
  /** Where the leader meets this instance's own flow. */
  own: FirstHand;
}

/** Milliseconds for which what the engine said of the term is taken for true. */
const confirmedForMs = 250;

/** Milliseconds after which it is asked for its next word: while that comes, the last one holds. */
const askedAheadMs = confirmedForMs / 2;

/** A word that takes longer is waited for; so many times as long nothing is sent at once then, and nothing waits. */
const slowShare = 20;

/** Milliseconds after which an engine that did not answer is asked again. */
const askedAgainMs = 1000;

/**
 * The leader's way into its own flow, past the engine. It is open only while
 *
 * - no other instance takes records: else they get their share;
 * - the engine has just said that this term is the one of now, and that it has forgotten nothing: another may lead otherwise;
 * - the engine takes the document: what was sent since the last save comes again after a kill;
 * - the engine knows of all that happened to others before: an earlier version that is settled would come again after a kill, behind this one;
 * - a lease has passed since the term read its first record. After a kill what killed it may be what was sent last, and is read again first: it goes
 *   through the engine then, which counts how often it was taken. And others who have begun at the same time are known by then.
 */
export class OwnShortcut implements Shortcut {
  private hasBegun = false;
  /** When the first record was read; monotonic milliseconds. */
  private readAt = Number.POSITIVE_INFINITY;
  private confirmed: Moment | undefined;
  private looking: Promise<void> | undefined;
  /** Monotonic milliseconds. */
  private closedUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: OwnShortcutParts) {}

  /** All that was stored has been taken over. */
  begin(): void {
    this.hasBegun = true;
  }

  /** Nothing is sent at once any more: the instance leads no more, or is about to close. */
  end(): void {
    this.hasBegun = false;
  }

  noteRecord(): void {
    if (this.readAt === Number.POSITIVE_INFINITY) this.readAt = this.parts.clock.monotonic();
  }

  get isOpen(): boolean {
    return this.isKnown && this.mayBeOpen;
  }

  get hasLanded(): boolean {
    return this.parts.own.flow?.hasLanded ?? true;
  }

  look(): Promise<void> | undefined {
    if (!this.mayBeOpen) return undefined;
    if (!this.isKnown) return this.ask();
    if (this.isOlderThan(askedAheadMs)) this.ask().catch(() => undefined);
    return undefined;
  }

  send(token: string, message: object): void {
    this.parts.own.flow?.deliver(message, token);
  }

  private ask(): Promise<void> {
    this.looking ??= this.confirm().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Whether nothing but the engine's word is missing. */
  private get mayBeOpen(): boolean {
    const { own, clock, deadMs, store, term } = this.parts;
    const now = clock.monotonic();
    if (!this.hasBegun || now - this.readAt < deadMs || now < this.closedUntil) return false;
    if (!(own.flow?.isAlone ?? false)) return false;
    return !store.isBehind && term.isAlive;
  }

  /** Whether engine and leader know the same of each other. */
  private get isKnown(): boolean {
    return !this.isOlderThan(confirmedForMs) && this.parts.store.unwritten.isWritten;
  }

  /** Whether the engine's last word is. Both clocks are asked: a computer that slept may have stopped the one. */
  private isOlderThan(milliseconds: number): boolean {
    if (this.confirmed === undefined) return true;
    const { monotonic, wall } = momentOf(this.parts.clock);
    return (
      monotonic - this.confirmed.monotonic >= milliseconds ||
      Math.abs(wall - this.confirmed.wall) >= milliseconds
    );
  }

  private async confirm(): Promise<void> {
    const { store, deadMs, clock } = this.parts;
    try {
      this.confirmed = await store.confirm(deadMs);
      const now = clock.monotonic();
      const tookMs = now - this.confirmed.monotonic;
      // What waits meanwhile goes through the engine: it may always take so long.
      if (tookMs > askedAheadMs) this.closedUntil = now + slowShare * tookMs;
    } catch (error) {
      // Whoever writes or listens is told what is wrong with the engine.
      if (!(error instanceof CoupaError)) throw error;
      this.confirmed = undefined;
      this.closedUntil = clock.monotonic() + askedAgainMs;
    }
  }
}

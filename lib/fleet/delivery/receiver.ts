import { setImmediate } from 'node:timers/promises';
import { pause } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { type Answer, writeAnswer } from '../answer';
import { type Exchanged, exchangedAtMost, type Handed, type Taken } from '../engine/exchanges';
import { type Moment, momentOf } from '../term';
import { InHand } from './in-hand';
import { Missed } from './missed';
import { Pace } from './pace';
import { Peers } from './peers';
import type { ReceiverParts } from './receiver-parts';
import { messageIn, mostBytesOf } from './taken';

/** Parts of the time after which an instance is no more, after which what was taken is not sent unasked: another may be about to get it. */
const staleAfter = 1 / 2;

/** Parts of that time after which an instance whose exchange is under way says that it is there. */
const beatAfter = 1 / 4;

/** Why a pause ends early. */
const said = new Error('said');

/** Answers that are handed in at once. */
const handedInAtMost = 500;

/**
 * One instance's side of a fleet's deliveries: takes its share of the records, sends them into its flow and says what came of them. What it
 * has in hand is the engine's to know, so that an instance that is no more, and a reply that got lost, leave no record behind.
 */
export class Receiver {
  private readonly inHand: InHand;
  private readonly pace = new Pace();
  /** Handed in with the next exchange, and again until that is answered. */
  private answers: Handed[] = [];
  /** Ends the pause. */
  private nudge = new AbortController();
  private working: Promise<void> | undefined;
  private closed = false;
  private closing: Promise<void> | undefined;
  /** Whether the engine knows of other records in hand than are known here: a reply was lost, or somebody else has answered. */
  private isUnsure = false;
  /** When it failed first, of the failures behind one another; monotonic milliseconds. */
  private failsSince: number | undefined;
  private isTold = false;
  /** Whether what is on its way may be taken for coming: nothing has failed since records came. */
  private isMoving = true;
  /** What was so long on its way that it may be another's by now: sent once the engine says that it is not. */
  private late: readonly Taken[] = [];
  /** What the engine takes for being at hand, and is not. */
  private readonly absent = new Set<string>();
  /** What came once nothing was sent any more. */
  private readonly heldBack = new Set<string>();
  private readonly missed: Missed;
  private readonly peers: Peers;
  /** Something is there that was not when it was asked last. */
  private isAwaited = false;

  constructor(private readonly parts: ReceiverParts) {
    const { clock, by } = parts;
    const timeoutMs = by.kind === 'flow' ? by.acknowledgeTimeoutMs : undefined;
    this.inHand = new InHand(clock, timeoutMs, (token) =>
      this.say({ token, run: parts.run, kind: 'overdue', seconds: (timeoutMs ?? 0) / 1000 }),
    );
    this.missed = new Missed(parts);
    this.peers = new Peers(clock);
    parts.own?.takes(this);
  }

  /** See `LocalReceiver`. */
  get isAlone(): boolean {
    return !this.closed && this.peers.areNone;
  }

  /** See `LocalReceiver`. */
  deliver(message: unknown, token: string): void {
    this.parts.deliver(message, token);
  }

  get hasLanded(): boolean {
    return !this.closed || (this.parts.landed?.() ?? true);
  }

  /** Instances that take records, as far as is known; this one included. */
  get instances(): number {
    return this.peers.instances;
  }

  start(): void {
    this.working = this.work();
  }

  /** The flow handed a record back, whichever instance had sent it. */
  acknowledge(token: string): void {
    if (this.parts.by.kind === 'flow') this.settle(token);
  }

  /** The flow failed to deal with a record, whichever instance had sent it. */
  refuse(token: string, reason: string): void {
    if (this.parts.by.kind === 'flow') this.say({ token, run: this.parts.run, kind: 'refused', reason });
  }

  /** Nothing is sent any more; what the flow has not handed back goes to others. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.closed = true;
    this.parts.own?.ends();
    this.nudge.abort();
    await this.working;
    // What was sent last may be on its way still: its turn decides whether the flow has it.
    await setImmediate();
    this.sayAgain();
    const unsent = new Set([...this.late.map(({ token }) => token), ...this.absent, ...this.heldBack]);
    for (const token of new Set([...this.inHand.tokens, ...unsent]))
      this.say({ token, run: this.parts.run, kind: 'returned', ...(unsent.has(token) && { unsent: true }) });
    await this.leave();
  }

  /** An engine that cannot be reached notices by itself that this instance is no more. */
  private async leave(): Promise<void> {
    try {
      do await this.exchange(0, true);
      while (this.answers.length > 0);
    } catch (error) {
      if (!(error instanceof CoupaError)) throw error;
    }
  }

  private async work(): Promise<void> {
    while (!this.closed) {
      await this.rest(
        await this.next().then(
          (found) => this.succeeded(found),
          (error: unknown) => this.failed(error),
        ),
      );
    }
  }

  private succeeded(found: number): number {
    this.failsSince = undefined;
    this.isTold = false;
    return this.pace.after(found);
  }

  /** What lasts for a moment only is nobody's business. */
  private failed(error: unknown): number {
    const now = this.parts.clock.monotonic();
    this.failsSince ??= now;
    this.isMoving = false;
    // What it had brought is found by what is at hand.
    this.isUnsure = true;
    if (!this.isTold && now - this.failsSince >= this.parts.deadMs) {
      this.isTold = true;
      this.parts.failed?.(error);
    }
    return this.pace.afterFailure();
  }

  private async rest(milliseconds: number): Promise<void> {
    if (this.closed) return;
    this.nudge = new AbortController();
    if (this.isAwaited) this.nudge.abort(said);
    this.isAwaited = false;
    await pause(this.parts.clock, milliseconds, this.nudge.signal).catch(() => undefined);
    // What else the flow says in this turn is handed in together.
    if (this.nudge.signal.aborted) await setImmediate();
  }

  /** @returns how much there was to do. */
  private async next(): Promise<number> {
    const askedAt = momentOf(this.parts.clock);
    this.sayAgain();
    const handed = this.answers.length;
    const { late } = this;
    const { unwritten = [], changes } = this.parts.own ?? {};
    // To hear what has become of what came late is quick as long as nothing else comes with it.
    const room = late.length > 0 ? 0 : this.parts.maxInFlight;
    const { records, gone, inHand, instances } = await this.exchange(room, false);
    this.peers.heard(instances, askedAt);
    if (records.length > 0) this.isMoving = true;
    for (const token of gone) this.inHand.remove(token);
    const own = late.filter(({ token }) => !gone.includes(token));
    if (late.length > 0) this.missed.note(own.length < late.length);
    const found = [...own, ...records];
    this.late = this.isStale(askedAt) ? found : [];
    if (this.late.length === 0) this.takeAll(found);
    // What the leader writes meanwhile changes what the engine counts.
    const isCounted = unwritten.length === 0 && changes === this.parts.own?.changes;
    const isOther = isCounted && inHand !== this.inHand.size + this.answers.length;
    this.isUnsure = this.late.length > 0 || this.absent.size > 0 || isOther;
    return found.length + handed;
  }

  private async exchange(room: number, leaves: boolean): Promise<Exchanged> {
    const { engine, poll, run, maxInFlight, deadMs } = this.parts;
    const answers = this.answers.slice(0, handedInAtMost);
    const answered = this.answers.slice(handedInAtMost).map(({ token }) => token);
    const late = this.late.map(({ token }) => token);
    const saidHere = this.parts.own?.unwritten ?? [];
    const has = this.isUnsure ? [...this.inHand.tokens, ...late, ...answered, ...saidHere] : undefined;
    const order = { run, answers, maxInFlight, room, has, deadMs, leaves };
    const stopBeating = this.beat();
    const exchanged = await engine.exchange(poll, order).finally(stopBeating);
    this.answers = this.answers.slice(answers.length);
    // All that was not at hand came, or was another's.
    if (has !== undefined && mostBytesOf(exchanged.records) < exchangedAtMost) this.absent.clear();
    return exchanged;
  }

  /**
   * Gives signs of life until it is stopped: what is large may be on its way for longer than whoever is silent is waited for. Not behind a
   * failure until records have come: a line that carries nothing but what is small would keep them from everybody.
   */
  private beat(): () => void {
    const { clock, engine, poll, run, deadMs } = this.parts;
    let timer: unknown;
    const next = () => {
      timer = clock.setTimeout(() => {
        void engine.beat(poll, run).catch(() => undefined);
        next();
      }, deadMs * beatAfter);
    };
    if (this.isMoving && !this.closed) next();
    return () => clock.clearTimeout(timer);
  }

  /** A process that was stopped finds out here: what it had fetched before may not be its own any more. */
  private isStale({ monotonic, wall }: Moment): boolean {
    const now = momentOf(this.parts.clock);
    const patienceMs = this.parts.deadMs * staleAfter;
    return now.monotonic - monotonic >= patienceMs || now.wall - wall >= patienceMs;
  }

  private takeAll(records: readonly Taken[]): void {
    const sent = records.flatMap((record) => (this.take(record) ? record.token : []));
    if (sent.length > 0 && this.parts.by.kind === 'turn') void this.waitForTurn(sent);
  }

  /** @returns whether it was sent. */
  private take({ token, row }: Taken): boolean {
    if (this.inHand.has(token)) return false;
    const { own, deliver } = this.parts;
    const kept = own?.messages.take(token);
    // What is not at hand any more comes whole, once the engine hears what is.
    if (kept === undefined && row === '') {
      this.absent.add(token);
      return false;
    }
    this.absent.delete(token);
    this.inHand.add(token);
    if (this.closed) {
      this.heldBack.add(token);
      return false;
    }
    const message = kept ?? messageIn(row);
    if (message === undefined) {
      // Of one that cannot be read the attempts are counted; the others go on.
      this.say({ token, run: this.parts.run, kind: 'lost' });
      return false;
    }
    deliver(message, token);
    return true;
  }

  /** Node-RED delivers a message with the next turn of the event loop, and drops what is on its way to a node that it stops. */
  private async waitForTurn(tokens: readonly string[]): Promise<void> {
    await setImmediate();
    if (!this.hasLanded) return;
    for (const token of tokens) if (this.inHand.has(token)) this.settle(token);
  }

  private settle(token: string): void {
    if (this.parts.own?.tell(token)) this.inHand.remove(token);
    else this.say({ token, run: this.parts.run, kind: 'settled' });
  }

  /** What was said to a leader that is none any more. */
  private sayAgain(): void {
    const { own, run } = this.parts;
    for (const token of own?.takeBack() ?? []) this.say({ token, run, kind: 'settled' });
  }

  /** There is something to take. */
  look(): void {
    this.isAwaited = true;
    if (!this.nudge.signal.aborted) this.nudge.abort(said);
  }

  private say(answer: Answer): void {
    this.inHand.remove(answer.token);
    this.answers.push({ token: answer.token, answer: writeAnswer(answer) });
    this.pace.hurry();
    // Without a reason each call makes an error, even where there is one already.
    if (!this.nudge.signal.aborted) this.nudge.abort(said);
  }
}

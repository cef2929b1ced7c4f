import type { Clock } from '../../base/clock';
import type { Mutable } from '../../base/mutable';
import type { Phrase } from '../../base/text/phrase';
import type { Answer } from '../../ports/requester';
import {
  type Checkpoint,
  type ClockState,
  clockAt,
  type Doubt,
  type Sighting,
  type StepBack,
} from '../model/clock-state';
import type { Notice } from '../model/notices';
import type { ClockLedger } from './clock-ledger';
import { aheadNotice, backNotice, ignoredNotice } from './clock-notices';
import { goBackTo, isRefuted, lowestBase, passed } from './going-back';
import { secondMs, seenAt } from './tenant-time';

/** An answer is looked at when its body is there, which may be that much later than its `Date`. */
const slowestMs = 60_000;

/** The same is told again after a day without it; a step ahead counts as right after a day. */
const dayMs = 86_400_000;

/** A step ahead counts as right after so many polls, too. */
const agreeingPolls = 10;

/** One answer that was earlier is left aside after so many polls that were not. */
const calmPolls = 3;

const checkpointsAtMost = 10;

/** What is known of a clock, while an answer is judged. */
type Draft = Mutable<ClockState>;

/** One answer, as a statement about the time. */
interface Reading {
  /** The clock was not earlier when the request was sent; epoch milliseconds. */
  at: number;
  date: number;
  /** The clock was not later when the request was sent; epoch milliseconds. */
  latest: number;
  /** On our monotonic clock. */
  sent: number;
  now: number;
}

/**
 * Judges what the tenant's answers say the time is. An answer may come from a machine whose clock is wrong, so what monotonic
 * time does not explain is not believed until another answer says so, too. The computer's own time plays no part.
 *
 * In doubt the lowest counts: a position that is too low reads again what is remembered, one that is too high loses records.
 */
export class TenantClock {
  /** When the last poll's first request was sent, on our monotonic clock; `undefined`: a poll goes on that began before a restart. */
  private begun: number | undefined;

  constructor(
    private readonly ledger: ClockLedger,
    /** The node's overlap, milliseconds: by so much a position may be too high without losing anything. */
    private readonly overlapMs: number,
    private readonly clock: Clock,
    private readonly tell: (text: Phrase) => void,
  ) {}

  /**
   * Takes an answer in, in the order in which they come.
   *
   * @param isFirst whether it is the first one of a scan
   * @param start where a node without a position begins, epoch milliseconds; `undefined`: now
   * @returns a moment that the clock had reached for sure when this was asked; epoch milliseconds. `undefined`: in doubt.
   */
  observe(answer: Answer, isFirst: boolean, start?: number): number | undefined {
    const { date, elapsed } = answer;
    const at = seenAt(answer);
    if (date === undefined || at === undefined) return undefined;
    const now = this.clock.monotonic();
    const reading = { at, date, latest: date + secondMs, sent: now - elapsed, now };
    if (isFirst) this.begun = reading.sent;
    const clock = this.known;
    const moment = this.judge(clock, reading, isFirst, start);
    this.ledger.keepClock(clock);
    return moment;
  }

  private judge(
    clock: Draft,
    reading: Reading,
    isFirst: boolean,
    start: number | undefined,
  ): number | undefined {
    const { believed } = clock;
    const { date, now } = reading;
    if (
      believed !== undefined &&
      (this.isBack(clock, believed, reading) || this.isBackAgain(clock, reading))
    ) {
      this.stepBack(clock, believed, reading);
      return undefined;
    }
    if (isFirst) this.countPoll(clock, reading);
    if (believed !== undefined && date <= this.latest(believed, now))
      return this.follow(clock, believed, reading);
    return this.isSaidAgain(clock, reading)
      ? this.stepAhead(clock, reading, start)
      : this.doubt(clock, reading);
  }

  /** Milliseconds since some moment, on our own clock that never jumps. */
  monotonic(): number {
    return this.clock.monotonic();
  }

  /** How much two answers may differ without a word: the clocks of machines do a little. Milliseconds. */
  get toleranceMs(): number {
    return Math.max(this.overlapMs / 2, 2 * secondMs);
  }

  /** Whether the clock may have reached a moment that no answer named, like a record's date; as far as that can be measured. */
  mayHaveReached(moment: number): boolean {
    const { believed, doubt } = this.ledger.state.clock ?? {};
    const known = believed ?? doubt;
    return known?.mark === undefined || moment <= this.latest(known, this.clock.monotonic());
  }

  /** A copy of what is known so far. */
  private get known(): Draft {
    const { position, clock = clockAt(position) } = this.ledger.state;
    // A position that records' dates proved.
    const proven = position === undefined ? undefined : { at: position };
    return { ...clock, believed: clock.believed ?? proven };
  }

  /** The latest that can be expected. */
  private latest({ at, mark }: Sighting, now: number): number {
    return at + passed(mark, now) + this.overlapMs;
  }

  /**
   * Whether the clock was set back. Monotonic time tells only after a step ahead that was measured by it: what was sent since
   * is remembered then, so that going back repeats nothing.
   */
  private isBack({ checkpoints }: ClockState, believed: Sighting, { latest, sent }: Reading): boolean {
    const { at, mark, width = 0 } = believed;
    const isMeasured = checkpoints.some((one) => one.isMeasured);
    const expected = isMeasured ? Math.max(0, passed(mark, sent) - width) : 0;
    return latest < at + expected - this.toleranceMs;
  }

  /**
   * Whether an answer agrees with one that was earlier than what is believed, which it may have caught up with since. After a
   * restart nobody knows.
   */
  private isBackAgain({ back }: ClockState, { date, now }: Reading): boolean {
    if (back === undefined) return false;
    if (back.mark === undefined) return true;
    return date <= back.said + secondMs + passed(back.mark, now) + this.toleranceMs / 2;
  }

  /** What was to be expected. A lower answer is kept as it is, a higher one little by little: clocks run a bit apart. */
  private follow(clock: Draft, believed: Sighting, { at, latest, sent, now }: Reading): number {
    const { doubt } = clock;
    if (doubt !== undefined && latest < doubt.at + passed(doubt.mark, sent) - this.toleranceMs)
      this.say(clock, ignoredNotice(doubt.at, at));
    clock.doubt = undefined;
    const explained = believed.at + passed(believed.mark, sent) * 1.001;
    const isLower = believed.mark === undefined || latest <= explained;
    const width = isLower ? now - sent : believed.width;
    clock.believed = { at: isLower ? latest : explained, mark: sent, width };
    return at;
  }

  private isSaidAgain({ doubt }: ClockState, { latest }: Reading): boolean {
    return doubt !== undefined && latest >= doubt.at - this.toleranceMs;
  }

  /** Nothing explains it. What was doubted before is refuted by it: time does not go back. */
  private doubt(clock: Draft, { at, latest, sent, now }: Reading): undefined {
    const { believed, doubt } = clock;
    if (doubt !== undefined) this.say(clock, ignoredNotice(doubt.at, at));
    const since = passed(believed?.mark, now);
    clock.doubt = {
      at,
      latest,
      mark: sent,
      width: now - sent,
      ...(believed && since >= secondMs && { expected: believed.at + since }),
    };
  }

  /** A second answer is not earlier than the doubtful one: the lower of both is believed. */
  private stepAhead(clock: Draft, reading: Reading, start: number | undefined): number {
    const doubt: Doubt = clock.doubt ?? reading;
    const { at, date, latest, sent, now } = reading;
    const { expected = Number.POSITIVE_INFINITY } = doubt;
    const isMeasured = doubt.at > expected + this.overlapMs;
    const isTold = doubt.at > expected + this.overlapMs + slowestMs;
    if (isTold) this.say(clock, aheadNotice(doubt.at, expected));
    const { at: stepped, mark, latest: steppedLatest = stepped + secondMs } = doubt;
    const { position } = this.ledger.state;
    const before = position === undefined ? { start, begun: this.begun } : { position };
    this.keep(clock, { ...before, step: { at: stepped, mark }, polls: 0, isMeasured, isTold });
    const agrees = date <= steppedLatest + passed(mark, now) + this.overlapMs;
    clock.believed = agrees
      ? { at: latest, mark: sent, width: now - sent }
      : { at: steppedLatest, mark, width: doubt.width };
    clock.doubt = agrees ? undefined : { at, latest, mark: sent, width: now - sent };
    return agrees ? at : Math.min(at, stepped);
  }

  /** A step back says that a step ahead was wrong, or that this answer is: followed once another one says so, too. */
  private stepBack(clock: Draft, believed: Sighting, reading: Reading): void {
    const { at, sent } = reading;
    if (clock.doubt !== undefined) this.say(clock, ignoredNotice(clock.doubt.at, at));
    clock.doubt = undefined;
    const { back } = clock;
    const doubted = this.wayBack(clock, believed, reading);
    const { to, isTold, isCertain } = doubted;
    // The moment at which a node begins that starts now: the lowest counts, without a second word.
    this.ledger.startNoLaterThan(to);
    if (back === undefined) {
      clock.back = doubted;
      return;
    }
    if (!isTold) this.say(clock, backNotice(back.said, believed.at, to, isCertain));
    this.ledger.goBack(to);
    this.believeLower(clock, back, reading);
    clock.back = undefined;
    const refuted = clock.checkpoints.filter((one) => isRefuted(one, reading, this.toleranceMs));
    clock.checkpoints = clock.checkpoints.filter((one) => !refuted.includes(one));
    // That may be wrong in its turn.
    const [before, step] = [lowestBase(to, refuted), { at: to, mark: sent - (at - to) }];
    this.keep(clock, { position: to, before, step, polls: 0, isMeasured: false, isTold: false });
  }

  /** Of two answers that are earlier than what is believed. One that the first does not explain is a step ahead of it, and in doubt. */
  private believeLower(
    clock: Draft,
    { said, mark }: StepBack,
    { at, date, latest, sent, now }: Reading,
  ): void {
    const width = now - sent;
    if (date > said + secondMs + passed(mark, now) + this.overlapMs) {
      clock.believed = { at: said + secondMs, ...(mark !== undefined && { mark, width }) };
      clock.doubt = { at, latest, mark: sent, width };
      return;
    }
    // One that has caught up with what was believed, or is ahead of it, is no better for that.
    if (latest < (clock.believed?.at ?? Number.POSITIVE_INFINITY))
      clock.believed = { at: latest, mark: sent, width };
  }

  /**
   * To the last answer, at least, by the clock as it is now, and to the steps ahead that this answer contradicts. If it contradicts
   * none, none can be measured any more, and each may have been wrong. A second answer may lead further back than the first.
   */
  private wayBack({ checkpoints, back }: ClockState, believed: Sighting, reading: Reading): StepBack {
    const { at, now } = reading;
    const wrong = checkpoints.filter((one) => isRefuted(one, reading, this.toleranceMs));
    const steps = wrong.length > 0 || back !== undefined ? wrong : checkpoints;
    const least = back === undefined ? at - passed(believed.mark, now) : Math.min(at, back.to);
    // Who was told of the step ahead was told that the position may go back.
    const isTold = wrong.some(
      (one) => one.isTold && one.position !== undefined && one.position <= at + this.toleranceMs,
    );
    return {
      to: Math.min(least, ...steps.map((step) => goBackTo(step, at, now))),
      said: at,
      mark: reading.sent,
      polls: 0,
      isCertain: back?.isCertain ?? believed.mark !== undefined,
      isTold: isTold || (back?.isTold ?? false),
    };
  }

  /** The first one leads back furthest. */
  private keep(clock: Draft, one: Checkpoint): void {
    const all = [...clock.checkpoints, one];
    clock.checkpoints = all.length > checkpointsAtMost ? all.toSpliced(1, 1) : all;
  }

  private countPoll(clock: Draft, { at, date }: Reading): void {
    const { back } = clock;
    if (back !== undefined) clock.back = { ...back, polls: back.polls + 1 };
    if (back !== undefined && back.polls + 1 >= calmPolls) {
      this.say(clock, ignoredNotice(back.said, at));
      clock.back = undefined;
    }
    clock.checkpoints = clock.checkpoints
      .map((one) => ({ ...one, polls: one.polls + 1 }))
      .filter(({ step, polls }) => polls < agreeingPolls || date - step.at < dayMs);
  }

  private say(clock: Draft, { key, text }: Notice): void {
    const now = clock.believed?.at ?? 0;
    const before = clock.told[key];
    clock.told = { ...clock.told, [key]: now };
    if (before === undefined || Math.abs(now - before) > dayMs) this.tell(text);
  }
}

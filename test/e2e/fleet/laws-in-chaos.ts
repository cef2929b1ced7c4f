import type { Changes, Version } from './changes';
import { acknowledgeTimeout, lease, maxInFlight, overlap, type PollName } from './chaos-flows';
import { graceMs, handedInMs, isForgetting, losesTouch, type Mishap } from './mishaps';
import { acknowledgedAt, rowOf, type Sending, type Sendings } from './sendings';
import type { SeenSave, SeenTerm } from './terms';

/** What happened to a fleet. */
export interface Story {
  /** Changes from this one on had to come. */
  since: number;
  changes: Changes;
  sendings: Sendings;
  mishaps: readonly Mishap[];
  terms: readonly SeenTerm[];
  saves: readonly SeenSave[];
}

/** A sending of a version that had been sent before. */
interface Repeat {
  sending: Sending;
  /** The sending of the same version before it. */
  before: Sending;
  /** Why it may be; absent: for no reason. `refused`: the flow asked for it. */
  cause?: Mishap | 'refused';
}

/** Milliseconds after the end of a mishap within which whatever it makes somebody do has begun. */
export const aftermathMs = (2 * lease + 4) * 1000;

/** Milliseconds from the end of the first sending until the next one: 5, 15, 45 … seconds. */
const pauseAfter = (attempt: number) => 5000 * 3 ** (attempt - 1);

/** What `docs/guarantees.md` says, asked of what happened. */
export class LawsInChaos {
  private repeatsFound: Repeat[] | undefined;
  private readonly opened = new Map<string, number>();
  /** Records that the flows had at once, as `beyondBound` has found. */
  mostInHand = 0;

  constructor(private readonly story: Story) {}

  /** Last versions that are not where they belong, with what became of them. */
  missing(): string[] {
    return this.missingVersions().map(
      (version) => this.told(version) + this.meanwhile(version.at, version.at + 5 * aftermathMs),
    );
  }

  /** Records whose last versions are missing. */
  missingRecords(): Pick<Version, 'poll' | 'id'>[] {
    return this.missingVersions();
  }

  /** Until when one of the missing may still come by itself; epoch milliseconds. */
  expectedUntil(): number {
    return Math.max(
      ...this.missingVersions().map(({ poll, id, at }) => {
        // It may wait behind an earlier version.
        const last = this.ofRecord(poll, id).at(-1);
        const waits = last === undefined ? 0 : pauseAfter(last.attempt) + acknowledgeTimeout * 1000;
        return (
          Math.max(at, last?.at ?? 0, ...(last?.said ?? []).map((said) => said.at)) + waits + aftermathMs
        );
      }),
    );
  }

  /** Where the flows were left with an old version: what came last of a record has to be its last version. */
  stale(): string[] {
    return this.lastVersions().flatMap((version) => {
      const last = this.ofRecord(version.poll, version.id).at(-1);
      if (last === undefined || last.change === version.change) return [];
      return [`what came last is ${this.shown(last)}: ${this.told(version)}`];
    });
  }

  /** Versions that came for the first time behind a newer one. */
  outOfOrder(): string[] {
    const newest = new Map<string, Sending>();
    const known = new Set<number>();
    return this.inOrder().flatMap((sending) => {
      const record = `${sending.poll} ${sending.id}`;
      const before = newest.get(record);
      if (before === undefined || before.change < sending.change) newest.set(record, sending);
      if (known.has(sending.change)) return [];
      known.add(sending.change);
      if (before === undefined || before.change < sending.change) return [];
      return [`${this.shown(sending)} behind ${this.shown(before)}`];
    });
  }

  /** Versions that came while an earlier one of the same record was not dealt with. */
  notHeldBack(): string[] {
    return this.inOrder().flatMap((sending) => {
      const earlier = this.ofRecord(sending.poll, sending.id).filter(
        ({ change, at, delivery }) =>
          change < sending.change && at <= sending.at && delivery !== sending.delivery,
      );
      const open = earlier.find((one) => !this.isDealtWith(one, sending.at));
      return open === undefined ? [] : [`${this.shown(sending)} beside ${this.shown(open)}`];
    });
  }

  /** Records of the poll that waits for acknowledgements which came when the flows of all had as many as they may have. */
  beyondBound(): string[] {
    const open = new Map<string, Sending>();
    return this.inOrder().flatMap((sending) => {
      if (sending.poll !== 'held') return [];
      for (const [row, one] of open) if (this.isGivenBack(one, sending.at)) open.delete(row);
      open.set(rowOf(sending), sending);
      this.mostInHand = Math.max(this.mostInHand, open.size);
      return open.size > maxInFlight ? [`${open.size} in hand: ${this.shown(sending)}`] : [];
    });
  }

  /** What came of it was said, or others took its instance for dead, or the engine forgot it. */
  private isGivenBack(sending: Sending, by: number): boolean {
    const { instance, at, said } = sending;
    if (said.some((one) => one.at <= by)) return true;
    return this.story.mishaps.some(
      (mishap) =>
        mishap.from <= by &&
        at <= mishap.to + graceMs &&
        (isForgetting(mishap) || (mishap.instance === instance && losesTouch(mishap))),
    );
  }

  /** Sendings that no law allows. */
  unlawfulRepeats(): string[] {
    const found = this.repeats().filter(({ cause }) => cause === undefined);
    return found.map(
      ({ sending, before }) =>
        `${this.shown(sending)} after ${this.shown(before)}${this.meanwhile(before.at, sending.at)}`,
    );
  }

  /** Versions of changes behind this one that came again, though nobody refused them and the computer had its turns for everybody. */
  repeatsBehind(change: number): string[] {
    const found = this.repeats().filter(
      ({ sending, cause }) =>
        sending.change > change && cause !== 'refused' && cause?.kind !== 'lag' && cause?.kind !== 'slow',
    );
    return found.map(({ sending, before }) => `${this.shown(sending)} after ${this.shown(before)}`);
  }

  /** Terms that began without a cause. */
  unlawfulTerms(): string[] {
    return this.story.terms.flatMap((term) => {
      const before = this.termBefore(term);
      if (before === undefined || this.causeOf(term, before) !== undefined) return [];
      const how = `${term.poll} in term ${term.term} of ${term.instance} at ${clock(term.at)}, after ${before.instance}`;
      return [how + this.meanwhile(term.at, term.at)];
    });
  }

  /** How often something came again, by what made it. */
  repeatsByCause(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { cause } of this.repeats()) {
      const kind = cause === undefined ? 'nothing' : cause === 'refused' ? cause : cause.kind;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return counts;
  }

  /** What came again because of one mishap. */
  repeatsOf(mishap: Mishap): number {
    return this.repeats().filter(({ cause }) => cause === mishap).length;
  }

  private missingVersions(): Version[] {
    const { sendings } = this.story;
    return this.lastVersions().filter(({ change }) => {
      const its = sendings.of(change);
      return !its.some((one) => acknowledgedAt(one) !== undefined || sendings.undeliverable.has(one.key));
    });
  }

  private lastVersions(): Version[] {
    return this.story.changes.lastVersions().filter(({ change }) => change > this.story.since);
  }

  private inOrder(): Sending[] {
    return this.story.sendings.all;
  }

  private ofRecord(poll: PollName, id: string): Sending[] {
    return this.story.sendings.ofRecord(poll, id);
  }

  /** Whether by then the version was settled and nobody had it, as far as anybody could know. */
  private isDealtWith(sending: Sending, by: number): boolean {
    const { sendings, mishaps } = this.story;
    const same = sendings.of(sending.change).filter(({ at }) => at <= by);
    const isSettled =
      same.some((one) => isWithin(acknowledgedAt(one), by)) || sendings.undeliverable.has(sending.key);
    const forgot = mishaps.some(
      (one) => isForgetting(one) && one.from <= by && sending.at <= one.to + aftermathMs,
    );
    if (forgot) return true;
    const isInHand = !sending.said.some(({ at }) => at <= by);
    // Two instances may have it where one was given up: whoever says first that it is settled settles it.
    return isSettled && (!isInHand || same.some((one) => this.lostWith(one, by) !== undefined));
  }

  private repeats(): Repeat[] {
    this.repeatsFound ??= this.inOrder().flatMap((sending) => {
      const before = this.story.sendings
        .of(sending.change)
        .filter((one) => one !== sending && one.at <= sending.at);
      const last = before.at(-1);
      return last === undefined ? [] : [this.repeat(sending, before, last)];
    });
    return this.repeatsFound;
  }

  private repeat(sending: Sending, before: readonly Sending[], last: Sending): Repeat {
    const own = before.findLast((one) => rowOf(one) === rowOf(sending));
    const isNext = own !== undefined && own.attempt < sending.attempt;
    if (isNext && own.said.some(({ how }) => how === 'refused'))
      return { sending, before: own, cause: 'refused' };
    const cause =
      (isNext ? this.lostWith(own, sending.at) : this.readAgain(last, sending)) ??
      this.forgotten(last, sending);
    return { sending, before: last, ...(cause !== undefined && { cause }) };
  }

  /** What made others take the instance for dead that had it, or the one that said what came of it. */
  private lostWith(sending: Sending, by: number): Mishap | undefined {
    const { instance, at, said } = sending;
    const until =
      said.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...said.map((one) => one.at)) + graceMs;
    return this.story.mishaps.find(
      (mishap) =>
        losesTouch(mishap) &&
        mishap.from <= by &&
        ((mishap.instance === instance && mishap.from <= until && at <= mishap.to + graceMs) ||
          said.some(({ by: who, at: when }) => mishap.instance === who && isNear(when, mishap))),
    );
  }

  /** What was settled since the last save of a leader that is none any more. What others had in hand then is not read again. */
  private readAgain(before: Sending, { poll, at }: Sending): Mishap | undefined {
    const settled = acknowledgedAt(before) ?? before.at;
    for (const term of this.story.terms) {
      const earlier = this.termBefore(term);
      if (term.poll !== poll || earlier === undefined || term.at > at + this.handedIn(at)) continue;
      const cause = this.causeOf(term, earlier);
      if (cause === undefined || settled < this.savedBefore(poll, cause.from)) continue;
      const isBefore = settled <= cause.from + this.handedIn(cause.from);
      // It was over, and the leader went on until its lease ended, or another led.
      const isBehind = settled >= cause.to && settled <= term.at + this.handedIn(term.at);
      if (isBefore || isBehind) return cause;
    }
    return undefined;
  }

  /** Whatever was settled before this moment is in what was saved last before another: a save takes a while, and the one before it is whole. */
  private savedBefore(poll: PollName, moment: number): number {
    const before = this.story.saves.filter((save) => save.poll === poll && save.at <= moment);
    return (before.at(-2)?.at ?? 0) - this.handedIn(moment);
  }

  /** Milliseconds until a leader knew what was said at about this moment. */
  private handedIn(moment: number): number {
    const without = this.story.mishaps
      .filter(({ kind, from, to }) => (kind === 'slow' || kind === 'lag') && isNear(moment, { from, to }))
      .map(({ from, to }) => to - from);
    // Who said it may have been late by as much, and who heard it.
    return handedInMs + 2 * Math.max(0, ...without);
  }

  private forgotten(before: Sending, { poll, change, at }: Sending): Mishap | undefined {
    const settled = acknowledgedAt(before) ?? Number.POSITIVE_INFINITY;
    const made = this.story.changes.versions.get(change)?.at ?? 0;
    return this.story.mishaps.find(({ kind, forgetsFrom, from, to }) => {
      if (forgetsFrom === undefined || from > at) return false;
      // What the instances remember is a moment: what was changed since then, and within the overlap before it, comes again.
      if (kind === 'empty') {
        const known = this.knownUntil(poll, forgetsFrom);
        const since = Math.min(this.openSince(poll, known), this.provenBy(poll, known));
        return made >= since - overlap * 1000 - graceMs;
      }
      return settled >= this.savedBefore(poll, forgetsFrom) && before.at <= to + aftermathMs;
    });
  }

  /** Until when the instance that led first after a moment knew what the engine had: what befell it before may have kept it from that. */
  private knownUntil(poll: PollName, moment: number): number {
    const next = this.story.terms.find((term) => term.poll === poll && term.at >= moment);
    const absences = this.story.mishaps
      .filter((mishap) => mishap.instance === next?.instance && losesTouch(mishap))
      .toSorted((one, other) => other.to - one.to);
    let known = moment;
    for (const { from, to } of absences) if (to + graceMs >= known) known = Math.min(known, from);
    return known;
  }

  /** How far the last document proved what was delivered that whoever was there had seen by then: on a busy computer no poll may have ended since. */
  private provenBy(poll: PollName, moment: number): number {
    const seen = this.story.saves.findLast((save) => save.poll === poll && save.at <= moment - lease * 1000);
    return seen?.proven ?? Number.POSITIVE_INFINITY;
  }

  /** When the oldest version was made that was not settled shortly before a moment: that holds the position, and what instances know of it is older. */
  private openSince(poll: PollName, moment: number): number {
    const known = this.opened.get(`${poll} ${moment}`);
    if (known !== undefined) return known;
    const rows = new Map<string, { first: Sending; until: number }>();
    for (const sending of this.inOrder()) {
      if (sending.poll !== poll) continue;
      const first = rows.get(rowOf(sending))?.first ?? sending;
      rows.set(rowOf(sending), { first, until: acknowledgedAt(sending) ?? Number.POSITIVE_INFINITY });
    }
    const open = [...rows.values()].filter(
      ({ first, until }) => first.at <= moment && until >= moment - aftermathMs - graceMs,
    );
    const made = open.map(({ first }) => this.story.changes.versions.get(first.change)?.at ?? first.at);
    const since = Math.min(moment - aftermathMs, ...made);
    this.opened.set(`${poll} ${moment}`, since);
    return since;
  }

  private termBefore(term: SeenTerm): SeenTerm | undefined {
    return this.story.terms.filter(({ poll, at }) => poll === term.poll && at < term.at).at(-1);
  }

  private causeOf(term: SeenTerm, before: SeenTerm): Mishap | undefined {
    return this.story.mishaps.findLast(
      (mishap) =>
        mishap.from <= term.at &&
        term.at <= mishap.to + aftermathMs &&
        (mishap.instance === undefined
          ? isForgetting(mishap)
          : mishap.instance === before.instance && losesTouch(mishap)),
    );
  }

  /** What else happened, for a person who reads a failure. */
  private meanwhile(from: number, to: number): string {
    const near = this.story.mishaps.filter((one) => one.from <= to && one.to >= from - graceMs);
    const told = near.map(
      ({ kind, instance = 'the engine', ...one }) =>
        `${kind} of ${instance} ${clock(one.from)} to ${clock(one.to)}`,
    );
    const terms = this.story.terms.filter(({ at }) => at >= from - graceMs && at <= to);
    const led = terms.map(({ poll, instance, at }) => `${instance} led ${poll} at ${clock(at)}`);
    const saves = this.story.saves.filter(({ at }) => at <= to).slice(-6);
    const saved = saves.map(({ poll, at, proven }) => `${poll} saved at ${clock(at)} up to ${clock(proven)}`);
    return `; meanwhile: ${[...told, ...led, ...saved].join(', ')}`;
  }

  private told({ poll, id, change, at }: Version): string {
    const its = this.ofRecord(poll, id)
      .slice(-4)
      .map((one) => this.shown(one));
    return `${poll} ${id} change ${change} of ${clock(at)}; came: ${its.join(', ') || 'nothing'}`;
  }

  private shown({ poll, id, change, attempt, instance, at, said, delivery }: Sending): string {
    const what = said.map(({ how, by, at: when }) => `${how} by ${by} at ${clock(when)}`).join(', ');
    return `[${poll} ${id} change ${change}, sending ${attempt} of ${delivery.slice(0, 6)} to ${instance} at ${clock(at)}, ${what || 'nothing said'}]`;
  }
}

function isWithin(at: number | undefined, by: number): boolean {
  return at !== undefined && at <= by;
}

function isNear(at: number, { from, to }: Pick<Mishap, 'from' | 'to'>): boolean {
  return at >= from - graceMs && at <= to + graceMs;
}

function clock(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString().slice(11, 23) : 'now';
}

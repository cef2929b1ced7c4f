import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock';
import type { Campaign, Leases, Witness } from './engine/leases';
import { type EndOfTerm, type Moment, momentOf, Term } from './term';
import type { Remembering, WitnessKeeper } from './witness-keeper';

/** What a candidate is made of. */
export interface CandidateParts {
  engine: Leases;
  /** The poll's name in the engine. */
  poll: string;
  /** How people call this instance. */
  instance: string;
  /** What tells this process from every other. */
  run: string;
  leaseMs: number;
  /** Whether this instance may lead; else it only looks who does. */
  mayLead: boolean;
  clock: Clock;
  witnesses: WitnessKeeper;
  /** This instance leads: does so until the term ends, when it is closed. */
  lead(term: Term): Leadership;
  /** Another leads, or nobody does. */
  standsBy(leader: string | undefined): void;
  /** The engine cannot be used; it is tried again after so many milliseconds. */
  failed(error: unknown, pauseMs: number): void;
}

/** What a leader does. */
export interface Leadership {
  /** Whether it failed to read where the poll stands, and has not since: nobody polls, and no answer is heard. */
  readonly cannotBegin: boolean;
  /** Sends nothing from the very moment on; saves what it may still save. */
  close(): Promise<void>;
}

/** Milliseconds. Half of the second within which somebody else leads where a leader closes: the request takes its time, too. */
const campaignEveryMs = 500;
const firstPauseMs = 500;
/** No longer than that: who finds an empty engine waits for what the others know, and none may miss it (`othersMs`). */
const longestPauseMs = 1000;

/** Parts of a lease after which it is renewed. */
const renewedAfter = 1 / 4;

/** Leases after which a leader that cannot begin lets others try: the fault may be its own, such as its disk. */
const patienceInLeases = 2;

/** Milliseconds in which it does not campaign then. */
const sitsOutMs = 3000;

/**
 * One instance's part in leading one poll: it campaigns while another leads, renews its lease while it leads itself, and ends its term
 * when the engine says so or cannot be reached for a whole lease.
 */
export class Candidate implements Remembering {
  private current: { term: Term; since: number; work?: Leadership } | undefined;
  /** By the monotonic clock: until then it only looks who leads. */
  private sitsOutUntil = Number.NEGATIVE_INFINITY;
  private ending: Promise<void> = Promise.resolve();
  private step: Promise<void> | undefined;
  private timer: unknown;
  private failures = 0;
  private closed = false;
  private leads: string | undefined;

  constructor(private readonly parts: CandidateParts) {}

  /** Begins to campaign. */
  start(): void {
    this.step = this.parts.witnesses.load().then(() => this.finish(0));
  }

  /** The term of this instance, while it leads: it may end between two looks at it. */
  get term(): Term | undefined {
    return this.current?.term.isAlive ? this.current.term : undefined;
  }

  /** How the leading instance is called, this one included; `undefined` where nobody is known to lead. */
  get leader(): string | undefined {
    return this.term === undefined ? this.leads : this.parts.instance;
  }

  get witness(): Witness | undefined {
    return this.parts.witnesses.witness;
  }

  isLater(witness: Witness): boolean {
    return this.parts.witnesses.isLater(witness);
  }

  /** See `WitnessKeeper`. */
  copied(): void {
    this.parts.witnesses.copied();
  }

  async remember(): Promise<Witness | undefined> {
    await this.look().catch(() => undefined);
    return this.witness;
  }

  /** Ends leading and campaigning; the lease is given back, so that a successor need not wait. */
  async close(): Promise<void> {
    this.closed = true;
    this.parts.clock.clearTimeout(this.timer);
    const { current } = this;
    await (current?.work?.close() ?? this.ending).catch(() => undefined);
    if (current !== undefined) {
      await this.look().catch(() => undefined);
      this.current = undefined;
      current.term.end('closed');
      // Nobody waits longer than the lease.
      await this.parts.engine.resign(this.parts.poll, current.term.id).catch(() => undefined);
    }
    await this.step;
    await this.parts.witnesses.save();
  }

  /** What the engine holds now is what this instance left behind, should it poll by itself meanwhile and come back. */
  private async look(): Promise<void> {
    const { engine, poll, instance, run, witnesses } = this.parts;
    witnesses.see((await engine.campaign(poll, { instance, run, random: '' })).witness);
  }

  private after(pauseMs: number): void {
    const { clock } = this.parts;
    clock.clearTimeout(this.timer);
    if (this.closed) return;
    this.timer = clock.setTimeout(() => {
      this.step ??= this.next().then((pause) => this.finish(pause));
    }, pauseMs);
  }

  private finish(pauseMs: number): void {
    this.step = undefined;
    this.after(pauseMs);
  }

  /** @returns milliseconds until the next step. */
  private async next(): Promise<number> {
    const { leaseMs } = this.parts;
    try {
      const { term } = this;
      if (term === undefined) await this.campaign();
      else if (this.isStuck) await this.standDown();
      else await this.renew(term);
      this.failures = 0;
      return this.current === undefined ? campaignEveryMs : leaseMs * renewedAfter;
    } catch (error) {
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.failures);
      this.failures += 1;
      const { term } = this;
      // A leader goes on until its lease is over, and no longer.
      if (term !== undefined) return Math.min(pauseMs, leaseMs * renewedAfter, term.leftMs);
      this.parts.failed(error, pauseMs);
      return pauseMs;
    }
  }

  private async campaign(): Promise<void> {
    await this.ending;
    const { engine, poll, instance, run, leaseMs, mayLead, clock, witnesses } = this.parts;
    const askedAt = momentOf(clock);
    const isIn = mayLead && clock.monotonic() >= this.sitsOutUntil;
    const campaign = await engine.campaign(poll, {
      instance,
      run,
      leaseMs: isIn ? leaseMs : undefined,
      // Of the bytes that Node.js draws for many at once.
      random: randomUUID().slice(-12),
      witness: witnesses.witness,
    });
    witnesses.see(campaign.witness);
    await this.take(campaign, askedAt);
  }

  private async take(campaign: Campaign, askedAt: Moment): Promise<void> {
    const { engine, poll, leaseMs, clock } = this.parts;
    if (campaign.kind === 'waits') {
      this.leads = campaign.leader;
      if (!this.closed) this.parts.standsBy(campaign.leader);
      return;
    }
    this.leads = undefined;
    if (this.closed) {
      await engine.resign(poll, campaign.term).catch(() => undefined);
      return;
    }
    const term = new Term(campaign.term, leaseMs, clock, (why) => this.ended(why), askedAt);
    if (!term.isAlive) return;
    this.current = { term, since: clock.monotonic() };
    try {
      this.current.work = this.parts.lead(term);
    } catch (error) {
      // A lease that is renewed while nobody polls would keep the others from polling, too.
      this.current = undefined;
      term.end('closed');
      await engine.resign(poll, campaign.term).catch(() => undefined);
      throw error;
    }
  }

  private get isStuck(): boolean {
    const { clock, leaseMs } = this.parts;
    const { work, since = 0 } = this.current ?? {};
    return work?.cannotBegin === true && clock.monotonic() - since >= patienceInLeases * leaseMs;
  }

  /** Another may begin where this instance cannot. Where there is none, it leads again soon, and goes on trying. */
  private async standDown(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    const { engine, poll, clock } = this.parts;
    this.current = undefined;
    this.sitsOutUntil = clock.monotonic() + sitsOutMs;
    this.ending = (current.work?.close() ?? Promise.resolve()).catch(() => undefined);
    await this.ending;
    current.term.end('closed');
    // Nobody waits longer than the lease.
    await engine.resign(poll, current.term.id).catch(() => undefined);
    this.parts.standsBy(undefined);
  }

  private async renew(term: Term): Promise<void> {
    const { engine, poll, instance, run, leaseMs, clock, witnesses } = this.parts;
    const askedAt = momentOf(clock);
    const renewal = await engine.renew(poll, { instance, run, leaseMs, term: term.id });
    if (renewal.kind === 'lost') term.end('FENCED');
    // One that came too late is worth nothing: another may lead already.
    else if (term.isAlive) {
      term.renew(askedAt);
      witnesses.see(renewal.witness);
    }
  }

  /** Called at once by whatever noticed it: nothing more leaves from now on. */
  private ended(why: EndOfTerm): void {
    const { current } = this;
    if (why === 'closed' || current === undefined) return;
    this.current = undefined;
    this.failures = 0;
    // What could not be saved any more comes again, from the successor.
    this.ending = (current.work?.close() ?? Promise.resolve()).catch(() => undefined);
    this.parts.standsBy(undefined);
    if (this.step === undefined) this.after(0);
  }
}

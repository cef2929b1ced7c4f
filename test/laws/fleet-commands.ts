import fc from 'fast-check';
import { CoupaError } from '../../lib/base/errors';
import type { Command } from '../../lib/poll/command';
import type { StatusReport } from '../../lib/poll/model/report';
import { type Fleet, type Mishap, pollName } from './fleet-world';
import { contentOf } from './worlds';

/** What somebody asks of one instance. Moments are milliseconds before it is asked. */
export interface Wish {
  instance: number;
  kind: 'pause' | 'resume' | 'reset' | 'backfill';
  from: 'now' | 'beginning' | number;
  to: number | undefined;
}

const ago = fc.integer({ min: 0, max: 30_000 });

export const wish: fc.Arbitrary<Wish> = fc.record({
  instance: fc.nat(2),
  kind: fc.constantFrom(
    'pause' as const,
    'resume' as const,
    'resume' as const,
    'reset' as const,
    'backfill' as const,
  ),
  from: fc.oneof(fc.constantFrom('now' as const, 'beginning' as const), ago),
  to: fc.option(ago, { nil: undefined }),
});

interface Asked {
  wish: Wish;
  /** `unknown`: nobody has answered, or the answer was lost; it may still be carried out. */
  outcome: 'done' | 'refused' | 'unknown';
  /** Sendings there were before. */
  at: number;
  /** Contents of what was on its way by then: nothing of that is sent a second time. */
  underWay: ReadonlySet<number>;
  from: number;
  to: number;
  /** Something that another instance was asked had not been answered by then. */
  isBehindOthers: boolean;
  /** It may have been carried out before that: who leads does not wait for long for an engine that is silent. */
  mayBeAhead: boolean;
}

/** Somebody who steers a fleet through any of its instances, and remembers what was answered. */
export class FleetCommander {
  private readonly asked: Asked[] = [];
  /** An instance was stopped or cut off, or an answer was lost: the engine may have been silent. */
  private wasSilent = false;
  /** How often a node was deployed after a back-fill had been asked for. */
  private deploys = 0;
  /** Contents that need not be sent: there before something that may have begun anew from a later moment. */
  private readonly excused = new Set<number>();

  constructor(private readonly fleet: Fleet) {}

  ask(wish: Wish): void {
    const { fleet } = this;
    const { time } = fleet.tenant;
    const moment = (much: number) => Math.floor((time - much) / 1000) * 1000;
    const { kind } = wish;
    // A back-fill from now would be for nothing.
    const from = kind === 'backfill' && wish.from === 'now' ? 'beginning' : wish.from;
    const asked: Asked = {
      wish,
      outcome: 'unknown',
      at: fleet.sent.length,
      underWay: new Set(fleet.engine.unsettled(pollName).map(contentOfRow)),
      from:
        from === 'now'
          ? Number.POSITIVE_INFINITY
          : from === 'beginning'
            ? Number.NEGATIVE_INFINITY
            : moment(from),
      to: wish.to === undefined || kind === 'reset' ? Number.POSITIVE_INFINITY : moment(wish.to),
      isBehindOthers: this.asked.some(
        (before) => before.outcome === 'unknown' && before.wish.instance !== wish.instance,
      ),
      mayBeAhead: false,
    };
    this.asked.push(asked);
    fleet.ask(wish.instance, commandOf(kind, from, asked)).then(
      () => {
        asked.outcome = 'done';
        asked.mayBeAhead = asked.isBehindOthers && this.wasSilent;
        if (kind === 'reset') this.excuse(asked);
      },
      (error: unknown) => {
        // It may be carried out all the same: nobody answered in time, who asked was deployed anew, or it could not be stored.
        asked.outcome = error instanceof CoupaError && error.code !== 'COUPA_STATE' ? 'refused' : 'unknown';
      },
    );
  }

  /** What a reset that may be carried out at any time may leave out. */
  lookAround(): void {
    for (const asked of this.asked)
      if (asked.wish.kind === 'reset' && asked.outcome === 'unknown') this.excuse(asked);
  }

  /** What happens to the fleet. */
  strike({ kind }: Mishap): void {
    if (kind === 'close') this.deployed();
    if (['stop', 'partition', 'swallow', 'delay'].includes(kind)) this.wasSilent = true;
  }

  /** A node is deployed: what it was reading is taken up again. */
  private deployed(): void {
    if (this.asked.some(({ wish }) => wish.kind === 'backfill')) this.deploys += 1;
  }

  /** Polling again, after all that was asked. */
  async resume(): Promise<void> {
    for (let tries = 0; tries < 40; tries += 1) {
      let isDone = false;
      const done = () => {
        isDone = true;
      };
      this.fleet.ask(0, { kind: 'resume' }).then(done, () => undefined);
      await this.fleet.pass(1400);
      if (isDone) return;
    }
    throw new Error('it cannot be resumed');
  }

  async report(): Promise<StatusReport | undefined> {
    let report: StatusReport | undefined;
    this.fleet.ask(0, { kind: 'status' }).then(
      (answer) => {
        report = (answer as { payload: StatusReport }).payload;
      },
      () => undefined,
    );
    for (let slices = 0; slices < 4 && report === undefined; slices += 1) await this.fleet.pass(700);
    return report;
  }

  /** Whether the last answer holds: everything before it was answered, too. */
  async pausedOtherwise(): Promise<string | undefined> {
    const steers = this.asked.filter(({ wish }) => wish.kind === 'pause' || wish.kind === 'resume');
    const last = steers.at(-1);
    if (last?.outcome !== 'done' || steers.some(({ outcome }) => outcome !== 'done')) return undefined;
    if (last.mayBeAhead) return undefined;
    const report = await this.report();
    if (report === undefined) return 'nobody reports';
    if (report.paused === (last.wish.kind === 'pause')) return undefined;
    return `it is ${report.paused ? '' : 'not '}paused after ${last.wish.kind}`;
  }

  /** Last versions that nobody got, and that no reset may have left out. */
  get missed(): unknown[] {
    const sent = this.sentSince(0);
    return this.fleet.tenant
      .lastVersions()
      .filter(({ content }) => !sent.has(content) && !this.excused.has(content));
  }

  /** Last versions that were to come again, and have not, though the command was answered as done. */
  get notSentAgain(): string[] {
    return this.asked.flatMap(({ wish, outcome, at, underWay, from, to }, index) => {
      const isOver = this.asked
        .slice(index + 1)
        .some((later) => later.wish.kind === 'reset' && later.outcome !== 'refused');
      // Which of two that were under way at once came first nobody knows.
      const mayBeOver = this.asked
        .slice(0, index)
        .some((before) => before.wish.kind === 'reset' && before.outcome === 'unknown');
      if (outcome !== 'done' || isOver || mayBeOver || (wish.kind !== 'reset' && wish.kind !== 'backfill'))
        return [];
      const since = this.sentSince(at);
      const isThere = (content: number) =>
        since.has(content) || (wish.kind === 'backfill' && underWay.has(content));
      return this.fleet.tenant
        .lastVersions()
        .filter(({ updatedAt, content }) => updatedAt >= from && updatedAt <= to - 1000 && !isThere(content))
        .map(({ id, content }) => `${JSON.stringify(wish)}: record ${id}, version ${content}`);
    });
  }

  /** Versions that came more often than anybody asked; one that a flow could not hand back before its node was stopped comes again. */
  get unasked(): string[] {
    const counts = new Map<number, number>();
    for (const { message, isCutShort } of this.fleet.sent) {
      if (isCutShort) continue;
      const content = contentOf(message.payload);
      counts.set(content, (counts.get(content) ?? 0) + 1);
    }
    const again = this.asked.filter(
      ({ wish, outcome }) => outcome !== 'refused' && (wish.kind === 'reset' || wish.kind === 'backfill'),
    ).length;
    return [...counts]
      .filter(([, count]) => count > 1 + again + this.interruptions)
      .map(([content, count]) => `${content}: ${count} times`);
  }

  /** How often a back-fill may have been interrupted: each time the pages are read again on which it was. */
  private get interruptions(): number {
    const first = this.asked.findIndex(
      ({ wish, outcome }) => wish.kind === 'backfill' && outcome !== 'refused',
    );
    if (first < 0) return 0;
    const later = this.asked.slice(first + 1);
    return this.deploys + later.filter(({ wish }) => wish.kind === 'pause').length;
  }

  /** Contents that need not be sent, of what is there. */
  excuseAll(): void {
    for (const { content } of this.fleet.tenant.lastVersions()) this.excused.add(content);
  }

  private excuse({ from }: Asked): void {
    for (const { content, updatedAt } of this.fleet.tenant.lastVersions())
      if (updatedAt < from) this.excused.add(content);
  }

  private sentSince(at: number): Set<number> {
    return new Set(this.fleet.sent.slice(at).map(({ message }) => contentOf(message.payload)));
  }
}

/** What the engine has of a record. */
function contentOfRow(text: string): number {
  const { message } = JSON.parse(text) as { message: string };
  return contentOf((JSON.parse(message) as { payload: unknown }).payload);
}

function commandOf(kind: Wish['kind'], from: Wish['from'], asked: Asked): Command {
  if (kind === 'pause' || kind === 'resume') return { kind };
  const moment = from === 'now' || from === 'beginning' ? from : asked.from;
  if (kind === 'reset') return { kind, order: { from: moment, message: {} } };
  const to = asked.to === Number.POSITIVE_INFINITY ? undefined : asked.to;
  return { kind, order: { from: moment === 'now' ? 'beginning' : moment, to } };
}

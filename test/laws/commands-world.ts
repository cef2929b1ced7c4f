import fc from 'fast-check';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { Requester } from '../../lib/ports/requester';
import { FakeClock, Rig } from '../unit/poll/rig';
import { type Change, type Fault, ModelTenant } from './model-tenant';
import { change, contentOf, fewOrMany, nextTurn, overlapSeconds } from './worlds';

/** What somebody asks of a node. Moments are milliseconds before it is asked. */
export type Command =
  | { kind: 'pause' | 'resume' | 'poll' }
  | { kind: 'reset'; from: 'now' | 'beginning' | number }
  | { kind: 'backfill'; from: 'beginning' | number; to: number | undefined };

/** One thing that happens. */
export type Act =
  | { kind: 'changes'; changes: Change[] }
  | { kind: 'disk'; isFull: boolean }
  | { kind: 'kill' }
  /** `killAfter`: so many turns after it was asked for; `undefined`: it is answered. */
  | { kind: 'command'; command: Command; killAfter: number | undefined };

/** Everything that happens to one tenant, one node and whoever steers it. */
export interface CommandsWorld {
  delivery: 'send' | 'acknowledge';
  start: 'now' | 'beginning';
  pageSize: number;
  /** See `PollerParts`. */
  rememberedAtFirst: number;
  before: Change[];
  faults: (Fault | undefined)[];
  acts: { turns: number; act: Act }[];
}

const ago = fc.integer({ min: 0, max: 60_000 });

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const, 'poll' as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reset' as const),
      from: fc.oneof(fc.constantFrom('now' as const, 'beginning' as const), ago),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('backfill' as const),
      from: fc.oneof(fc.constant('beginning' as const), ago),
      to: fc.option(ago, { nil: undefined }),
    }),
  },
);

/** @param isKilled whether the process may be. */
export function commandsWorld(isKilled: boolean): fc.Arbitrary<CommandsWorld> {
  const killAfter = isKilled ? fc.option(fc.nat(8), { nil: undefined, freq: 3 }) : fc.constant(undefined);
  const act: fc.Arbitrary<Act> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('changes' as const),
        changes: fc.array(change, { maxLength: 6 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('disk' as const), isFull: fc.boolean() }) },
    { weight: isKilled ? 1 : 0, arbitrary: fc.constant({ kind: 'kill' as const }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('command' as const), command, killAfter }) },
  );
  return fc.record({
    delivery: fc.constantFrom('send' as const, 'acknowledge' as const),
    start: fc.constantFrom('now' as const, 'beginning' as const),
    pageSize: fc.integer({ min: 1, max: 5 }),
    rememberedAtFirst: fewOrMany,
    before: fc.array(change, { maxLength: 10 }),
    faults: fc.array(
      fc.oneof({ weight: 10, arbitrary: fc.constant(undefined) }, fc.constantFrom<Fault>('fails', 'no-date')),
      { maxLength: 30 },
    ),
    acts: fc.array(fc.record({ turns: fc.nat(25), act }), { maxLength: 16 }),
  });
}

/**
 * A command that was asked for: what became of it, and when that was. `unstored`: it is carried out, and a restart before it is stored may
 * undo that. `killed`: nobody knows.
 */
interface Asked {
  command: Command;
  outcome: 'done' | 'refused' | 'unstored' | 'killed';
  /** Messages that had been sent before. */
  at: number;
  /** By the tenant's clock, epoch milliseconds: what it was asked for. `-Infinity`: the beginning. */
  from: number;
  to: number;
}

/** Answers a turn of the event loop later, unless the request is aborted. */
export function slow(tenant: Requester): Requester {
  return {
    request: async (options) => {
      await nextTurn();
      options.signal?.throwIfAborted();
      return tenant.request(options);
    },
  };
}

/** Milliseconds that pass with each turn of the event loop: a poll takes some of them, and begins every three seconds. */
const turnMs = 250;

/** A back-fill that failed some times, as where the disk is full, tries again after up to a quarter of an hour. */
const mostTurns = (2 * 900_000) / turnMs;

/** One world as it happens. */
export class CommandsPlay {
  readonly tenant = new ModelTenant();
  readonly rig: Rig;
  readonly violations: string[] = [];
  readonly asked: Asked[] = [];
  /** Contents that need not be sent: they were there before a node that starts now, or before it was told to begin later. */
  private readonly excused = new Set<number>();
  /** What the commands that were answered say; `undefined`: one was killed, so nobody knows. */
  private isPaused: boolean | undefined = false;
  /** What a restart may make of it; `undefined`: both. */
  private isPausedForGood: boolean | undefined = false;
  /** Messages that had been sent when a pause was answered; `undefined`: none holds. */
  private quietAt: number | undefined;

  constructor(readonly world: CommandsWorld) {
    const { delivery, start, pageSize, rememberedAtFirst } = world;
    const { tenant } = this;
    for (const one of world.before) tenant.apply(one);
    // What is late beyond the overlap is not promised.
    tenant.time += overlapSeconds * 1000;
    this.rig = new Rig(slow(tenant), {
      config: { delivery, start, pageSize, interval: 0.05, overlap: overlapSeconds },
      clock: new FakeClock(tenant.time, 0, tenant),
      isSlow: true,
      rememberedAtFirst,
    });
    this.rig.onRecord = (message) => this.take(message);
  }

  /** Lets it happen, and then come to rest. */
  async run(): Promise<void> {
    const { rig, tenant, world } = this;
    rig.poller.start();
    if (world.start === 'now') {
      await this.until(() => rig.summaries.length > 0, 'it never polled');
      for (const { content } of tenant.lastVersions()) this.excused.add(content);
    }
    tenant.faults = [...world.faults];
    for (const { turns, act } of world.acts) {
      await this.pass(turns);
      await this.perform(act);
      await this.checkPaused();
    }
    await this.comeToRest();
    await rig.poller.close();
  }

  /** Last versions that nobody got, and were not left out by a command. */
  get missed(): unknown[] {
    const sent = new Set(this.rig.messages.map(({ payload }) => contentOf(payload)));
    return this.tenant
      .lastVersions()
      .filter(({ content }) => !sent.has(content) && !this.excused.has(content));
  }

  /** Last versions that a command was to send again, and has not, though it was answered as done. */
  get notSentAgain(): string[] {
    return this.asked.flatMap((asked, index) => {
      const { command, outcome, at, from, to } = asked;
      const isCancelled = this.asked
        .slice(index + 1)
        .some((later) => later.command.kind === 'reset' && later.outcome !== 'refused');
      const holds = outcome === 'done' || (outcome === 'unstored' && !this.isEverKilled);
      if (!holds || isCancelled || !isAgain(command)) return [];
      const since = new Set(this.rig.messages.slice(at).map(({ payload }) => contentOf(payload)));
      return this.tenant
        .lastVersions()
        .filter(
          ({ updatedAt, content }) => updatedAt >= from && updatedAt <= to - 1000 && !since.has(content),
        )
        .map(({ id, content }) => `${JSON.stringify(command)}: record ${id}, version ${content}`);
    });
  }

  /** Versions that came more often than anybody asked. */
  get unasked(): string[] {
    const counts = new Map<number, number>();
    for (const { payload } of this.rig.messages)
      counts.set(contentOf(payload), (counts.get(contentOf(payload)) ?? 0) + 1);
    const again = this.asked.filter(
      ({ command, outcome }) => outcome !== 'refused' && isAgain(command),
    ).length;
    return [...counts]
      .filter(([, count]) => count > 1 + again)
      .map(([content, count]) => `${content}: ${count} times`);
  }

  private get isEverKilled(): boolean {
    return this.world.acts.some(
      ({ act }) => act.kind === 'kill' || (act.kind === 'command' && act.killAfter !== undefined),
    );
  }

  private async perform(act: Act): Promise<void> {
    if (act.kind === 'changes') for (const one of act.changes) this.tenant.apply(one);
    else if (act.kind === 'disk') this.setDisk(act.isFull);
    else if (act.kind === 'kill') await this.kill();
    else await this.ask(act.command, act.killAfter);
  }

  private setDisk(isFull: boolean): void {
    const broken = isFull ? new CoupaError('COUPA_STATE', phrase`The disk is full.`) : undefined;
    this.rig.store.broken = broken;
    this.rig.undeliverableStore.broken = broken;
  }

  private async ask(command: Command, killAfter: number | undefined): Promise<void> {
    if (command.kind === 'poll') {
      this.quietAt = undefined;
      void this.rig.poller.poll().catch(() => undefined);
      return;
    }
    const asked: Asked = {
      command,
      outcome: 'killed',
      at: this.rig.messages.length,
      ...this.rangeOf(command),
    };
    const before = this.tenant.lastVersions();
    this.asked.push(asked);
    if (command.kind !== 'backfill') this.quietAt = undefined;
    let outcome: Asked['outcome'] | undefined;
    this.command(command).then(
      () => {
        outcome = 'done';
        // Until here more may have been sent.
        this.answered(command, true);
      },
      (error: unknown) => {
        outcome = error instanceof CoupaError && error.code === 'COUPA_STATE' ? 'unstored' : 'refused';
        if (outcome === 'unstored') this.answered(command, false);
      },
    );
    if (killAfter === undefined)
      await this.until(() => outcome !== undefined, `no answer to ${command.kind}`);
    else await this.pass(killAfter);
    asked.outcome = outcome ?? 'killed';
    if (asked.outcome === 'killed') this.forget(command);
    if (command.kind === 'reset' && asked.outcome !== 'refused')
      for (const { content, updatedAt } of [...before, ...this.tenant.lastVersions()])
        if (updatedAt < asked.from) this.excused.add(content);
    if (killAfter !== undefined) await this.kill();
  }

  private command(command: Command): Promise<unknown> {
    const { poller } = this.rig;
    const { from, to } = this.rangeOf(command);
    if (command.kind === 'pause') return poller.pause();
    if (command.kind === 'resume') return poller.resume();
    if (command.kind === 'reset') return poller.reset(typeof command.from === 'number' ? from : command.from);
    if (command.kind !== 'backfill') return poller.poll();
    return poller.backfill({
      from: command.from === 'beginning' ? 'beginning' : from,
      to: command.to === undefined ? undefined : to,
    });
  }

  /** What a command is for, by the tenant's clock. A reset to now is for nothing that is there. */
  private rangeOf(command: Command): { from: number; to: number } {
    const { time } = this.tenant;
    const moment = (ago: number) => Math.floor((time - ago) / 1000) * 1000;
    const range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    if (!isAgain(command)) return range;
    if (command.from === 'now') range.from = Number.POSITIVE_INFINITY;
    else if (command.from !== 'beginning') range.from = moment(command.from);
    if (command.kind === 'backfill' && command.to !== undefined) range.to = moment(command.to);
    return range;
  }

  /** What an answer says holds from now on; what could not be stored, until the process is killed. */
  private answered({ kind }: Command, isStored: boolean): void {
    if (kind === 'pause') this.quietAt = this.rig.messages.length;
    if (kind !== 'pause' && kind !== 'resume') return;
    this.isPaused = kind === 'pause';
    this.isPausedForGood = isStored || this.isPausedForGood === this.isPaused ? this.isPaused : undefined;
  }

  /** Nobody knows whether it was carried out. */
  private forget({ kind }: Command): void {
    if (kind === 'pause' && this.isPausedForGood !== true) this.isPausedForGood = undefined;
    if (kind === 'resume' && this.isPausedForGood !== false) this.isPausedForGood = undefined;
  }

  private async kill(): Promise<void> {
    this.rig.crash();
    this.rig.poller.start();
    this.isPaused = this.isPausedForGood;
    if (this.isPaused !== true) this.quietAt = undefined;
    await this.checkPaused();
  }

  private async checkPaused(): Promise<void> {
    const { paused } = await this.rig.poller.report();
    if (paused !== (this.isPaused ?? paused))
      this.violations.push(`it is ${paused ? '' : 'not '}paused, other than the commands say`);
    this.isPaused = paused;
    if (!paused) this.quietAt = undefined;
  }

  private take(message: RecordMessage): void {
    const { poller } = this.rig;
    if (this.world.delivery === 'acknowledge') {
      setImmediate(() => poller.acknowledge(message.coupa.delivery));
      return;
    }
    if (this.quietAt !== undefined) this.violations.push(`${message.coupa.key} was sent though it is paused`);
  }

  /** The disk has room, nothing fails any more, and it polls. */
  private async comeToRest(): Promise<void> {
    const { rig, tenant } = this;
    this.setDisk(false);
    tenant.faults = [];
    if ((await rig.poller.report()).paused) await this.ask({ kind: 'resume' }, undefined);
    await this.until(this.isQuiet, 'it never came to rest');
    tenant.time += overlapSeconds * 1000;
    for (let round = 0; round < 3; round += 1) {
      const polls = rig.summaries.length;
      await this.until(() => rig.summaries.length > polls, 'it polls no more');
      await this.until(this.isQuiet, 'it never came to rest');
    }
  }

  private readonly isQuiet = async (): Promise<boolean> => {
    const { backfill, pending, lastPoll } = await this.rig.poller.report();
    return backfill === undefined && pending === 0 && lastPoll?.error === undefined;
  };

  private async pass(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      await nextTurn();
      this.rig.clock.advance(turnMs);
    }
  }

  private async until(isSo: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
    for (let turn = 0; turn < mostTurns; turn += 1) {
      if (await isSo()) return;
      await this.pass(1);
    }
    throw new Error(otherwise);
  }
}

/** Whether it sends again what was sent. */
function isAgain(command: Command): command is Extract<Command, { kind: 'reset' | 'backfill' }> {
  return command.kind === 'reset' || command.kind === 'backfill';
}

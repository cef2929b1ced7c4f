import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { Random } from '../../simulator/random';
import { loseSight } from '../../unit/fleet/real-engine';
import { Changes } from './changes';
import { chaosFlows, lease, pollNames, polls, rate, slowMs, turnMs } from './chaos-flows';
import { EngineOfFleet } from './engine-of-fleet';
import { EngineProxy, type HeldWrite } from './engine-proxy';
import { FleetOfNodeReds, names } from './fleet-of-node-reds';
import { aftermathMs, LawsInChaos } from './laws-in-chaos';
import { type EngineTrouble, type Mishap, type Trouble, without } from './mishaps';
import { type Said, Sendings } from './sendings';
import { type KeptRecord, Terms } from './terms';

/** Versions of each list that have to come between two troubles. */
const between = 15;

/** Changes a second, of both lists together. */
const perSecond = 40;

/** Milliseconds after which nobody comes any more: a lease for each of those that may have been silent, and pauses. */
const patienceMs = 60_000;

/** Milliseconds that another instance has to take an answer. */
const answerMs = 2000;

export interface ChaosOptions {
  seed: number;
  /** Whether some records are refused twice, which takes a quarter of a minute. */
  refusedTwice: boolean;
  /** The folder, built, of an earlier version that one of them has, as in a rolling update. Default: none has. */
  earlier?: string | undefined;
}

/** Three Node-REDs, each behind a proxy of its own, and what befalls them and their engine, one after the other. */
export class Chaos {
  readonly mishaps: Mishap[] = [];
  readonly sendings: Sendings;
  /** What a leader was answered whose write came when another led, and which one it was. */
  readonly lateWrites: string[] = [];
  /** Records in hand at each kill, of the one that was killed. */
  readonly inHandAtKills: number[] = [];
  private readonly random: Random;
  private readonly changes: Changes;
  private readonly terms: Terms;
  private since = Number.POSITIVE_INFINITY;
  private readonly lagging: NodeJS.Timeout;
  private readonly asked = new Set<Promise<void>>();

  private constructor(
    readonly fleet: FleetOfNodeReds,
    private readonly engine: EngineOfFleet,
    private readonly proxies: ReadonlyMap<string, EngineProxy>,
    hears: Hears,
    seed: number,
  ) {
    this.random = new Random(seed);
    this.changes = new Changes(fleet.tenant, seed);
    this.terms = new Terms(
      () => engine.port,
      (from, to) => this.allLagged(from, to),
    );
    this.sendings = new Sendings();
    hears.line = (name, line) => this.heard(name, line);
    this.lagging = this.watchOwnLag();
  }

  /** They poll from now on, not from the beginning: whoever loses the position loses records. */
  static async start({ seed, refusedTwice, earlier }: ChaosOptions): Promise<Chaos> {
    const engine = await EngineOfFleet.start();
    const proxies = new Map<string, EngineProxy>();
    for (const name of names) proxies.set(name, await EngineProxy.start(engine.port));
    const hears: Hears = { line: () => undefined };
    const fleet = await FleetOfNodeReds.start({
      lease,
      engineOf: (name) => `redis://127.0.0.1:${proxies.get(name)?.port}`,
      flows: (tenant) => chaosFlows(tenant, refusedTwice),
      tenant: { rateLimit: rate.allowed },
      heard: (name, line) => hears.line(name, line),
      checkoutOf: (name) => (name === 'b' ? earlier : undefined),
    }).catch(async (error: unknown) => {
      await endAll(proxies, engine);
      throw error;
    });
    const chaos = new Chaos(fleet, engine, proxies, hears, seed);
    try {
      chaos.terms.start();
      chaos.changes.start(perSecond);
      await chaos.arrive();
    } catch (error) {
      await chaos.close();
      throw error;
    }
    return chaos;
  }

  /** The polls have begun: from now on nothing may be missed. */
  private async arrive(): Promise<void> {
    await this.more('the start');
    this.since = this.changes.count;
  }

  get laws(): LawsInChaos {
    const { since, changes, sendings, mishaps, terms } = this;
    return new LawsInChaos({ since, changes, sendings, mishaps, terms: terms.seen, saves: terms.saves });
  }

  /** All that happened, for a person who reads a failure. */
  get story(): object {
    const { mishaps, sendings, terms, fleet } = this;
    const logs = Object.fromEntries([...fleet.members].map(([name, { log }]) => [name, log]));
    return { mishaps, terms: terms.seen, saves: terms.saves, sendings: sendings.all, logs };
  }

  /** Troubles in any order. */
  shuffled(troubles: readonly Trouble[]): Trouble[] {
    const left = [...troubles];
    return troubles.flatMap(() => left.splice(this.random.integer(0, left.length - 1), 1));
  }

  /** One trouble, and what follows until records come again. */
  async suffer(trouble: Trouble): Promise<Mishap> {
    const mishap = await this.suffers(trouble);
    await this.more(trouble);
    return mishap;
  }

  /** The tenant rests, and everything has arrived, or nobody can expect any more that it does. */
  async rest(): Promise<void> {
    this.changes.stop();
    const { laws } = this;
    while (laws.missing().length > 0) {
      const isKept = (await this.keptOfMissing()).length > 0;
      if (!isKept && Date.now() >= laws.expectedUntil()) break;
      await pause(500);
    }
    // What had come twice already would be on its way still.
    await Promise.all(this.asked);
  }

  /** What the engine has of the records that are missing: one that was lost with several instances rests for longer each time, though no flow got it. */
  private async keptOfMissing(): Promise<KeptRecord[]> {
    const missing = this.laws.missingRecords();
    const kept = await Promise.all(
      pollNames.map(async (poll) => {
        const identities = missing.filter((one) => one.poll === poll).map(({ id }) => `${polls[poll]}:${id}`);
        if (identities.length === 0) return [];
        return (await this.terms.unsettled(poll)).filter(({ identity }) => identities.includes(identity));
      }),
    );
    return kept.flat();
  }

  /** Nothing befalls anybody for a while, and what did has no consequences any more. @returns the number of the last change before it */
  async calm(): Promise<number> {
    const last = Math.max(...this.mishaps.map(({ kind, to }) => (kind === 'slow' ? 0 : to)));
    await pause(Math.max(0, last + aftermathMs - Date.now()));
    const { count } = this.changes;
    await this.more('quiet');
    return count;
  }

  async close(): Promise<void> {
    clearInterval(this.lagging);
    this.terms.close();
    this.changes.stop();
    await this.fleet.close();
    await endAll(this.proxies, this.engine);
  }

  /** Versions of each list that come for the first time. */
  private async more(trouble: string): Promise<void> {
    const seen = () =>
      pollNames.map(
        (poll) =>
          new Set(this.sendings.all.filter((one) => one.poll === poll).map(({ change }) => change)).size,
      );
    const wanted = seen().map((count) => count + between);
    const end = Date.now() + patienceMs;
    while (seen().some((count, index) => count < (wanted[index] ?? 0))) {
      if (Date.now() > end)
        throw new Error(
          `After ${trouble} hardly anything came for ${patienceMs / 1000} seconds: ${seen()} of ${wanted} versions of ${pollNames}. Missing: ${this.laws.missing().join('\n')}`,
        );
      await pause(100);
    }
  }

  private begin(kind: Mishap['kind'], instance?: string): Mishap {
    const mishap: Mishap = {
      kind,
      from: Date.now(),
      to: Number.POSITIVE_INFINITY,
      ...(instance !== undefined && { instance }),
    };
    this.mishaps.push(mishap);
    return mishap;
  }

  private async suffers(trouble: Trouble): Promise<Mishap> {
    switch (trouble) {
      case 'kill':
        return this.kill(this.victim());
      case 'stop':
        return this.stop(this.victim());
      case 'swallow':
        return this.swallow();
      case 'late':
        return this.comeLate();
      case 'cut':
      case 'stall':
      case 'delay': {
        const name = this.victim();
        const mishap = this.begin(trouble, name);
        this.proxies.get(name)?.change(trouble);
        await pause(this.spanMs());
        this.proxies.get(name)?.change('through');
        return ended(mishap);
      }
      default:
        return this.suffersEngine(trouble);
    }
  }

  private async kill(name: string): Promise<Mishap> {
    await pause(this.random.integer(0, 1000));
    const born = this.mishaps.findLast((one) => one.kind === 'kill' && one.instance === name)?.to ?? 0;
    const inHand = () => this.sendings.inHandOf(name).filter(({ at }) => at > born).length;
    await this.until(() => inHand() > 0, `${name} has something in hand`);
    this.inHandAtKills.push(inHand());
    const mishap = this.begin('kill', name);
    const restarted = this.fleet.restart(name, 'SIGKILL');
    mishap.to = mishap.from + 500;
    await restarted;
    return mishap;
  }

  private async stop(name: string): Promise<Mishap> {
    const mishap = this.begin('stop', name);
    this.fleet.signal(name, 'SIGSTOP');
    await pause(this.spanMs());
    this.fleet.signal(name, 'SIGCONT');
    return ended(mishap);
  }

  /** Only the leader of a poll writes: whichever it is. */
  private async swallow(): Promise<Mishap> {
    const mishap = this.begin('swallow');
    await new Promise<void>((resolve) => {
      for (const proxy of this.proxies.values()) proxy.swallowReply(() => resolve());
    });
    for (const proxy of this.proxies.values()) proxy.disarm();
    return ended(mishap);
  }

  /** A leader is stopped when a write has left it, another leads, the write reaches the engine, and the leader is woken. */
  private async comeLate(): Promise<Mishap> {
    const { name, held } = await this.nextWrite();
    const poll = pollNames.find((one) => one === held.poll);
    assert.ok(poll, `a write of ${held.poll}`);
    const mishap = this.begin('late', name);
    this.fleet.signal(name, 'SIGSTOP');
    const term = this.terms.of(poll);
    await Promise.race([this.terms.after(poll, term?.term), pause(patienceMs)]);
    const reply = await held.release();
    this.fleet.signal(name, 'SIGCONT');
    const next = this.terms.of(poll);
    this.lateWrites.push(
      `${/FENCED|REWOUND|WRITTEN|DONE/.exec(reply)?.[0] ?? reply} once ${next?.instance === name ? 'nobody else' : 'another'} led`,
    );
    return ended(mishap);
  }

  private async nextWrite(): Promise<{ name: string; held: HeldWrite }> {
    const caught = new Promise<{ name: string; held: HeldWrite }>((resolve) => {
      for (const [name, proxy] of this.proxies)
        proxy.holdWrite((held) => {
          for (const one of this.proxies.values()) one.disarm();
          resolve({ name, held });
        });
    });
    return caught;
  }

  private async suffersEngine(trouble: EngineTrouble): Promise<Mishap> {
    const { engine } = this;
    const forgetsFrom = Date.now();
    if (trouble === 'rewind') {
      const snapshot = engine.snapshot();
      await this.more('a snapshot');
      const mishap = this.begin(trouble);
      mishap.forgetsFrom = forgetsFrom;
      await engine.rewind(snapshot);
      return ended(mishap);
    }
    if (trouble === 'promote') return this.promote(await engine.replica());
    const mishap = this.begin(trouble);
    if (trouble === 'empty') {
      mishap.forgetsFrom = forgetsFrom;
      await engine.empty();
    } else {
      // Its log is a second behind, or two where the disk is busy.
      mishap.forgetsFrom = forgetsFrom - 2000;
      await engine.restart();
    }
    return ended(mishap);
  }

  /** What came after the replica lost sight of its master is missing in it. */
  private async promote(replica: RedisServer): Promise<Mishap> {
    const forgetsFrom = Date.now();
    await loseSight(replica.port);
    await this.more('a replica that lost sight');
    const mishap = this.begin('promote');
    mishap.forgetsFrom = forgetsFrom;
    await this.engine.promote(replica);
    for (const proxy of this.proxies.values()) proxy.turnTo(this.engine.port);
    return ended(mishap);
  }

  /** Every other time one that leads. */
  private victim(): string {
    const leader = this.terms.of(this.random.pick(['sent', 'held']))?.instance;
    return leader !== undefined && this.random.next() < 0.5 ? leader : this.random.pick(['a', 'b', 'c']);
  }

  /** Between 0.3 and 3 leases. */
  private spanMs(): number {
    return this.random.integer(0.3 * lease * 1000, 3 * lease * 1000);
  }

  private async until(isSo: () => boolean, what: string): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!isSo()) {
      if (Date.now() > end) throw new Error(`Not within ${patienceMs / 1000} seconds: ${what}.`);
      await pause(10);
    }
  }

  private heard(name: string, line: string): void {
    const [, mark = '', json = ''] = /\b(took|back|asks|undeliverable|lagged) (\{.*\})$/.exec(line) ?? [];
    if (json === '') return;
    const printed = JSON.parse(json);
    if (mark === 'took') this.sendings.took({ ...printed, instance: name, said: [] });
    else if (mark === 'back')
      this.sendings.said(printed.delivery, { how: printed.how, by: name, at: printed.at } satisfies Said);
    else if (mark === 'undeliverable') this.sendings.undeliverable.add(printed.key);
    else if (mark === 'lagged')
      this.mishaps.push(without({ instance: name, from: printed.at - printed.ms, to: printed.at }));
    else {
      const asked = this.answerElsewhere(printed.delivery, name);
      this.asked.add(asked);
      void asked.finally(() => this.asked.delete(asked));
    }
  }

  /** Another instance hands a record back, or any that can be reached. */
  private async answerElsewhere(delivery: string, name: string): Promise<void> {
    const others = names.filter((one) => one !== name).toSorted(() => (this.sendings.all.length % 2) - 0.5);
    for (const by of [...others, name]) {
      this.sendings.said(delivery, { how: 'acknowledged', by, at: Date.now() });
      if (await this.takesAnswer(by, delivery)) return;
    }
  }

  /** Whether an instance has taken it: one that is killed, stopped or about to start takes none. */
  private async takesAnswer(by: string, delivery: string): Promise<boolean> {
    const body = { __user_inject_props__: [{ p: 'coupa', v: JSON.stringify({ delivery }), vt: 'json' }] };
    try {
      const response = await fetch(new URL('inject/answers', this.fleet.member(by).url), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(answerMs),
      });
      return response.ok;
    } catch {
      return false;
    }
  }

  /** Where this process got no turn, neither did any proxy. */
  private watchOwnLag(): NodeJS.Timeout {
    let last = Date.now();
    return setInterval(() => {
      const now = Date.now();
      if (now - last > slowMs) this.allLagged(last, now);
      last = now;
    }, turnMs);
  }

  private allLagged(from: number, to: number): void {
    for (const instance of names) this.mishaps.push(without({ instance, from, to }));
  }
}

/** Told of lines once there is somebody to tell. */
interface Hears {
  line(name: string, line: string): void;
}

function ended(mishap: Mishap): Mishap {
  mishap.to = Date.now();
  return mishap;
}

async function endAll(proxies: ReadonlyMap<string, EngineProxy>, engine: EngineOfFleet): Promise<void> {
  await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
  await engine.close();
}

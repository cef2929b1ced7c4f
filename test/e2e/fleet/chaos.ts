import { setTimeout as pause } from 'node:timers/promises';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { Random } from '../../simulator/random';
import { loseSight } from '../../unit/fleet/real-engine';
import { EngineOfFleet } from './engine-of-fleet';
import { EngineProxy, type Weather } from './engine-proxy';
import { FleetOfNodeReds, names } from './fleet-of-node-reds';

/** What may befall a fleet. */
export type Trouble = 'kill' | 'stop' | Exclude<Weather, 'through'> | 'swallow' | EngineTrouble;

type EngineTrouble = 'restart' | 'rewind' | 'empty' | 'promote';

/** Seconds. */
const lease = 4;

/** Records that have to come between two troubles. */
const between = 20;

/** Three Node-REDs, each behind a proxy of its own, and what befalls them and their engine, one after the other. */
export class Chaos {
  private readonly random: Random;

  private constructor(
    readonly fleet: FleetOfNodeReds,
    private readonly engine: EngineOfFleet,
    private readonly proxies: ReadonlyMap<string, EngineProxy>,
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  /** They poll from now on, not from the beginning: whoever loses the position loses records. */
  static async start(seed: number): Promise<Chaos> {
    const engine = await EngineOfFleet.start();
    const proxies = new Map<string, EngineProxy>();
    for (const name of names) proxies.set(name, await EngineProxy.start(engine.port));
    const engineOf = (name: string) => `redis://127.0.0.1:${proxies.get(name)?.port}`;
    const options = { lease, engineOf, properties: { start: 'now' } };
    const fleet = await FleetOfNodeReds.start(options).catch(async (error: unknown) => {
      await endAll(proxies, engine);
      throw error;
    });
    const chaos = new Chaos(fleet, engine, proxies, seed);
    fleet.tenant.startChanging({ perSecond: 20, resources: ['invoices'] });
    await fleet.more(between);
    fleet.begin();
    return chaos;
  }

  /** Troubles in any order. */
  shuffled(troubles: readonly Trouble[]): Trouble[] {
    const left = [...troubles];
    return troubles.flatMap(() => left.splice(this.random.integer(0, left.length - 1), 1));
  }

  /** One trouble, and what follows until records come again. */
  async suffer(trouble: Trouble): Promise<void> {
    if (isOfEngine(trouble)) await this.suffersEngine(trouble);
    else await this.suffers(trouble, this.victim());
    await this.fleet.more(between);
  }

  /** The tenant rests, and everything has arrived. @returns how many receipts there were by then */
  async rest(): Promise<number> {
    const { fleet } = this;
    fleet.tenant.stopChanging();
    await fleet.complete();
    return fleet.receipts.length;
  }

  async close(): Promise<void> {
    await this.fleet.close();
    await endAll(this.proxies, this.engine);
  }

  /** Every other time the one that leads. */
  private victim(): string {
    const { leader } = this.fleet;
    return leader !== '' && this.random.next() < 0.5 ? leader : this.random.pick(['a', 'b', 'c']);
  }

  private async suffers(trouble: Exclude<Trouble, EngineTrouble>, name: string): Promise<void> {
    const { fleet } = this;
    if (trouble === 'kill') {
      await pause(this.random.integer(0, 1000));
      await fleet.restart(name, 'SIGKILL');
    } else if (trouble === 'stop') {
      fleet.signal(name, 'SIGSTOP');
      await pause(this.spanMs());
      fleet.signal(name, 'SIGCONT');
    } else if (trouble === 'swallow') {
      // Only the leader writes: whichever it is.
      await Promise.race([...this.proxies.values()].map((proxy) => proxy.swallowReply()));
    } else {
      this.proxies.get(name)?.change(trouble);
      await pause(this.spanMs());
      this.proxies.get(name)?.change('through');
    }
  }

  private async suffersEngine(trouble: EngineTrouble): Promise<void> {
    const { engine, fleet } = this;
    if (trouble === 'restart') await engine.restart();
    else if (trouble === 'empty') await engine.empty();
    else if (trouble === 'rewind') {
      const snapshot = engine.snapshot();
      await fleet.more(between);
      await engine.rewind(snapshot);
    } else await this.promote(await engine.replica());
  }

  /** What came after the replica lost sight of its master is missing in it. */
  private async promote(replica: RedisServer): Promise<void> {
    await loseSight(replica.port);
    await this.fleet.more(between);
    await this.engine.promote(replica);
    for (const proxy of this.proxies.values()) proxy.turnTo(this.engine.port);
  }

  /** Between 0.3 and 3 leases. */
  private spanMs(): number {
    return this.random.integer(0.3 * lease * 1000, 3 * lease * 1000);
  }
}

async function endAll(proxies: ReadonlyMap<string, EngineProxy>, engine: EngineOfFleet): Promise<void> {
  await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
  await engine.close();
}

function isOfEngine(trouble: Trouble): trouble is EngineTrouble {
  return ['restart', 'rewind', 'empty', 'promote'].includes(trouble);
}

import { Tenant } from '../../simulator';
import { connection, poll, prints, statusesOf } from '../node-red/flows';
import type { Started } from '../node-red/start';
import { fleetNode, startMember } from './members';

/** Instances that there are at any time, but for the one that is missing. */
const count = 3;

/** Milliseconds after which nothing comes any more. */
const patienceMs = 60_000;

/** Three instances that poll a tenant of their own every 0.3 s, and what they print. */
export class Members {
  private readonly members = new Map<string, Started>();
  private readonly listeners = new Set<() => void>();
  private readonly received = new Set<string>();
  /** Who polls, as each of the others says. */
  private readonly leaders = new Map<string, string>();
  private started = 0;

  private constructor(
    private readonly tenant: Tenant,
    private readonly engine: string,
    private readonly checkout: string | undefined,
  ) {}

  static async start(engine: string, checkout?: string): Promise<Members> {
    const members = new Members(await Tenant.start({ rateLimit: false }), engine, checkout);
    for (let index = 0; index < count; index += 1) await members.add();
    return members;
  }

  /** Sends the leader a signal, and has as many instances as before afterwards. @returns milliseconds without a record */
  async failover(signal: NodeJS.Signals): Promise<number> {
    await this.arrives(this.create());
    const leader = await this.leader();
    const leading = this.members.get(leader);
    if (leading === undefined) throw new Error(`${leader} leads, and is not there.`);
    const begun = performance.now();
    leading.nodeRed.signal(signal);
    await this.arrives(this.create());
    const waited = performance.now() - begun;
    if (signal === 'SIGSTOP') await this.wake(leader, leading);
    else await this.replace(leader, leading);
    return waited;
  }

  async end(): Promise<void> {
    for (const { nodeRed } of this.members.values()) nodeRed.signal('SIGCONT');
    await Promise.all([...this.members.values()].map(({ end }) => end()));
    await this.tenant.close();
  }

  private async wake(name: string, { nodeRed }: Started): Promise<void> {
    nodeRed.signal('SIGCONT');
    await this.until(`${name} stands by`, () => this.leaders.has(name));
  }

  private async replace(name: string, { end }: Started): Promise<void> {
    this.members.delete(name);
    this.leaders.delete(name);
    await end();
    await this.add();
  }

  private async add(): Promise<void> {
    this.started += 1;
    const name = `instance${this.started}`;
    const nodes = [
      fleetNode(this.engine),
      connection(this.tenant.url, { fleet: 'fleet' }),
      poll('poll', ['prints'], [], { start: 'beginning', interval: 0.005 }),
      prints('prints'),
      ...statusesOf('poll'),
    ];
    const member = await startMember(name, nodes, { checkout: this.checkout });
    this.members.set(name, member);
    member.nodeRed.onEachLine((line) => this.take(name, line));
  }

  private take(name: string, line: string): void {
    const [, id] = /received (\d+)/.exec(line) ?? [];
    if (id !== undefined) this.received.add(id);
    const [, shown] = /shows (.*)/.exec(line) ?? [];
    const [, leader] = /^stands by: (\w+) polls/.exec(shown ?? '') ?? [];
    if (leader !== undefined) this.leaders.set(name, leader);
    else if (shown !== undefined) this.leaders.delete(name);
    for (const listener of [...this.listeners]) listener();
  }

  /** All others say the same, once they know. */
  private async leader(): Promise<string> {
    const agreed = () => {
      const [first, ...others] = [...this.members.keys()].flatMap((name) => this.leaders.get(name) ?? []);
      const isOne = first !== undefined && others.every((other) => other === first);
      return isOne && others.length === count - 2 && this.members.has(first) ? first : undefined;
    };
    await this.until('all others agree who leads', () => agreed() !== undefined);
    return agreed() ?? '';
  }

  private create(): string {
    return String(this.tenant.resource('invoices').create().id);
  }

  private arrives(id: string): Promise<void> {
    return this.until(`record ${id} is in a flow`, () => this.received.has(id));
  }

  private until(what: string, isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.listeners.delete(look);
        act();
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`Not within a minute: ${what}.`))),
        patienceMs,
      );
      const look = () => {
        if (isSo()) settle(resolve);
      };
      this.listeners.add(look);
      look();
    });
  }
}

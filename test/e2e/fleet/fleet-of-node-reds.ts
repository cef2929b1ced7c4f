import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Tenant, type TenantOptions } from '../../simulator/tenant';
import { connection, type FlowNode, type NodeRed, platformNames, poll, tab } from '../harness';
import { startMember } from '../harness/fleet-member';

/** What a flow got. */
export interface Receipt {
  instance: string;
  id: string;
  updatedAt: string;
  /** `msg.coupa.key`: the same for every sending of a version. */
  key: string;
}

/** How the instances are called. */
export const names = ['a', 'b', 'c'];

/** The same flow on every instance: who it is, and where its engine is, the environment says. */
export function flowsOfFleet(tenant: Tenant, lease: number): FlowNode[] {
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url: '${COUPA_ENGINE}', instance: '${COUPA_INSTANCE}', lease },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['recorder'], []], {
      interval: 0.005,
      start: 'beginning',
      pageSize: 10,
      overlap: 60,
    }),
    { id: 'statuses', type: 'status', z: 'tab', scope: ['poll'], wires: [['shows']] },
    prints('shows', `'shows ' + msg.status.text`),
    prints('recorder', `'received ' + msg.coupa.id + ' ' + msg.coupa.updatedAt + ' ' + msg.coupa.key`),
  ];
}

function prints(id: string, text: string): FlowNode {
  return { id, type: 'function', z: 'tab', func: `node.log(${text});`, outputs: 0, wires: [] };
}

/** What a fleet is made of. */
export interface FleetOptions {
  /** Seconds. */
  lease: number;
  /** Where an instance finds the engine. */
  engineOf(name: string): string;
  /** Default: one poll of invoices, whose messages are printed. */
  flows?(tenant: Tenant): FlowNode[];
  /** Of the tenant. Default: it has no rate limit. */
  tenant?: TenantOptions;
  /** Told of each line that an instance prints. */
  heard?(name: string, line: string): void;
  /** The folder, built, of the package's sources that an instance has. Default: this one's. */
  checkoutOf?(name: string): string | undefined;
}

/** Three Node-REDs, of both major versions, over one real engine. */
export class FleetOfNodeReds {
  readonly receipts: Receipt[] = [];
  private listeners: (() => void)[] = [];
  readonly members = new Map<string, NodeRed>();
  /** The one that polls, as those say that stand by. */
  leader = '';
  private readonly got = new Set<string>();

  private constructor(
    readonly tenant: Tenant,
    private readonly options: FleetOptions,
  ) {}

  static async start(options: FleetOptions): Promise<FleetOfNodeReds> {
    const fleet = new FleetOfNodeReds(await Tenant.start({ rateLimit: false, ...options.tenant }), options);
    try {
      const added = await Promise.allSettled(names.map((name, index) => fleet.add(name, index)));
      const failed = added.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      return fleet;
    } catch (error) {
      // Whatever runs by then would keep the tests from ending.
      await fleet.close();
      throw error;
    }
  }

  member(name: string): NodeRed {
    const member = this.members.get(name);
    assert.ok(member, `an instance ${name}`);
    return member;
  }

  signal(name: string, signal: NodeJS.Signals): void {
    const { pid } = this.member(name);
    assert.ok(pid, `${name} runs`);
    process.kill(pid, signal);
  }

  async restart(name: string, end: NodeJS.Signals): Promise<void> {
    const member = this.member(name);
    await member.kill(end);
    const { length } = member.log;
    await member.start();
    for (const line of member.log.slice(length)) this.heard(name, line);
    this.listen(name);
  }

  until(isSo: () => boolean): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.listeners = this.listeners.filter((one) => one !== look);
        resolve();
      };
      this.listeners.push(look);
    });
  }

  more(count: number): Promise<void> {
    const wanted = this.receipts.length + count;
    return this.until(() => this.receipts.length >= wanted);
  }

  /** Resolves when another than this one polls. */
  otherThan(leader: string): Promise<void> {
    return this.until(() => this.leader !== leader);
  }

  /** Resolves when nothing is missing any more: to look with each line would take the time that proxies and tenant of this process need. */
  async complete(): Promise<void> {
    while (this.missing().length > 0) await pause(500);
  }

  /** Last versions that nobody got. */
  missing(): string[] {
    const { got } = this;
    return this.tenant
      .records('invoices')
      .map((record) => ({ id: record['id'], date: new Date(String(record['updated-at'])).toISOString() }))
      .map(({ id, date }) => `${id} ${date}`)
      .filter((version) => !got.has(version));
  }

  /** Versions that came for the first time behind a newer one of the same record, wherever. */
  outOfOrder(): string[] {
    const last = new Map<string, string>();
    const known = new Set<string>();
    return this.receipts.flatMap(({ instance, id, updatedAt, key }) => {
      if (known.has(key)) return [];
      known.add(key);
      const earlier = last.get(id) ?? '';
      last.set(id, updatedAt);
      return updatedAt < earlier ? [`${id} of ${instance}: ${updatedAt} behind ${earlier}`] : [];
    });
  }

  /** Keys that came more than once. */
  repeated(): string[] {
    const keys = this.receipts.map(({ key }) => key);
    return keys.filter((key, index) => keys.indexOf(key) !== index);
  }

  async close(): Promise<void> {
    for (const [name, { pid }] of this.members) if (pid !== undefined) this.signal(name, 'SIGCONT');
    await Promise.all([...this.members.values()].map((member) => member.stop()));
    await this.tenant.close();
  }

  private async add(name: string, index: number): Promise<void> {
    const { lease, engineOf, flows } = this.options;
    const platform = platformNames[index % platformNames.length] ?? 'node-red-5';
    const env = { COUPA_INSTANCE: name, COUPA_ENGINE: engineOf(name) };
    const member = await startMember({ platform, env, checkout: this.options.checkoutOf?.(name) });
    this.members.set(name, member);
    this.listen(name);
    await member.deploy(flows?.(this.tenant) ?? flowsOfFleet(this.tenant, lease));
  }

  private listen(name: string): void {
    this.member(name).onLine((line) => this.heard(name, line));
  }

  private heard(name: string, line: string): void {
    this.options.heard?.(name, line);
    const [, id = '', updatedAt = '', key = ''] = /received (\d+) (\S+) (\S+)/.exec(line) ?? [];
    const [, leader = ''] = /shows stands by: (\w+) polls/.exec(line) ?? [];
    // `nobody polls yet` is said as well.
    if (names.includes(leader)) this.leader = leader;
    if (id !== '') {
      this.receipts.push({ instance: name, id, updatedAt, key });
      this.got.add(`${id} ${updatedAt}`);
    }
    for (const look of [...this.listeners]) look();
  }
}

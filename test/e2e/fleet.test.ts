import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RedisServer } from '../../scripts/redis.mjs';
import { Tenant } from '../simulator/tenant';
import { noEngine } from '../unit/fleet/real-engine';
import { connection, type FlowNode, type NodeRed, platformNames, poll, startNodeRed, tab } from './harness';
import { startMember } from './harness/fleet-member';

interface Receipt {
  instance: string;
  id: string;
  updatedAt: string;
  /** `msg.coupa.key`: the same for every sending of a version. */
  key: string;
}

const names = ['a', 'b', 'c'];

/** The same flow on every instance: who it is, the environment says. */
function flows(tenant: Tenant, url: string, lease: number): FlowNode[] {
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url, instance: '${COUPA_INSTANCE}', lease },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['recorder'], []], { interval: 0.005, start: 'beginning', pageSize: 10, overlap: 60 }),
    { id: 'statuses', type: 'status', z: 'tab', scope: ['poll'], wires: [['shows']] },
    {
      id: 'shows',
      type: 'function',
      z: 'tab',
      func: `node.log('shows ' + msg.status.text);`,
      outputs: 0,
      wires: [],
    },
    {
      id: 'recorder',
      type: 'function',
      z: 'tab',
      func: `node.log('received ' + msg.coupa.id + ' ' + msg.coupa.updatedAt + ' ' + msg.coupa.key);`,
      outputs: 0,
      wires: [],
    },
  ];
}

/** Three Node-REDs, of both major versions, over one real engine. */
class Fleet {
  readonly receipts: Receipt[] = [];
  private listeners: (() => void)[] = [];
  readonly members = new Map<string, NodeRed>();

  constructor(
    readonly tenant: Tenant,
    readonly redis: RedisServer,
    private readonly lease: number,
  ) {}

  static async start(lease: number): Promise<Fleet> {
    const { startRedis } = await import('../../scripts/redis.mjs');
    const tenant = await Tenant.start({ rateLimit: false });
    const folder = mkdtempSync(join(tmpdir(), 'coupa-redis-'));
    const redis = await startRedis({ folder, args: ['--appendonly', 'yes'] });
    const fleet = new Fleet(tenant, redis, lease);
    for (const [index, name] of names.entries()) await fleet.add(name, index);
    return fleet;
  }

  /** The one that polls, as those say that stand by. */
  leader = '';

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
    await this.member(name).kill(end);
    await this.member(name).start();
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

  /** Last versions that nobody got. */
  missing(): unknown[] {
    const got = new Set(this.receipts.map(({ id, updatedAt }) => `${id} ${updatedAt}`));
    return this.tenant
      .records('invoices')
      .map((record) => `${record['id']} ${new Date(String(record['updated-at'])).toISOString()}`)
      .filter((version) => !got.has(version));
  }

  /**
   * Versions that came for the first time behind a newer one of the same record, wherever. (One that was in the flow of an instance which
   * is stopped goes to another, and comes a second time when that one is woken.)
   */
  outOfOrder(): string[] {
    const last = new Map<string, string>();
    const first = this.receipts.filter(
      ({ key }, index) => this.receipts.findIndex((one) => one.key === key) === index,
    );
    return first.flatMap(({ instance, id, updatedAt }) => {
      const earlier = last.get(id) ?? '';
      last.set(id, updatedAt);
      return updatedAt < earlier ? [`${id} of ${instance}: ${updatedAt} behind ${earlier}`] : [];
    });
  }

  async close(): Promise<void> {
    for (const name of this.members.keys()) this.signal(name, 'SIGCONT');
    await Promise.all([...this.members.values()].map((member) => member.stop()));
    await this.tenant.close();
    await this.redis.stop();
    rmSync(this.redis.folder, { recursive: true, force: true });
  }

  private async add(name: string, index: number): Promise<void> {
    const platform = platformNames[index % platformNames.length] ?? 'node-red-5';
    const member = await startMember({ platform, env: { COUPA_INSTANCE: name } });
    this.members.set(name, member);
    this.listen(name);
    await member.deploy(flows(this.tenant, this.redis.url, this.lease));
  }

  private listen(name: string): void {
    this.member(name).onLine((line) => {
      const [, id = '', updatedAt = '', key = ''] = /received (\d+) (\S+) (\S+)/.exec(line) ?? [];
      const [, leader = ''] = /shows stands by: (\w+) polls/.exec(line) ?? [];
      if (leader !== '') this.leader = leader;
      if (id !== '') this.receipts.push({ instance: name, id, updatedAt, key });
      for (const look of [...this.listeners]) look();
    });
  }
}

describe('Three Node-REDs of a fleet', function () {
  this.timeout(300_000);
  let fleet: Fleet | undefined;

  async function start(context: Mocha.Context, lease: number): Promise<Fleet> {
    const { findRedis } = await import('../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      context.test!.title += ` (${noEngine})`;
      context.skip();
    }
    const at = await Fleet.start(lease);
    fleet = at;
    fleet.tenant.startChanging({ perSecond: 20, resources: ['invoices'] });
    await fleet.more(20);
    await fleet.until(() => at.leader !== '');
    return at;
  }

  afterEach(async () => {
    await fleet?.close();
    fleet = undefined;
  });

  it('lose nothing when the one that polls is killed, and when it is stopped for a while and woken', async function () {
    const lease = 5;
    const at = await start(this, lease);
    for (let round = 0; round < 3; round += 1) {
      const killed = at.leader;
      const restarted = at.otherThan(killed);
      at.signal(killed, 'SIGKILL');
      await restarted;
      await at.restart(killed, 'SIGKILL');
      await at.more(20);
    }
    for (const leases of [0.3, 1.2, 3]) {
      const stopped = at.leader;
      const lost = leases > 1 ? at.otherThan(stopped) : Promise.resolve();
      at.signal(stopped, 'SIGSTOP');
      await pause(leases * lease * 1000);
      await lost;
      at.signal(stopped, 'SIGCONT');
      await at.more(40);
    }
    at.tenant.stopChanging();
    await at.until(() => at.missing().length === 0);
    assert.deepEqual(at.outOfOrder(), []);
    const tokens = at.tenant.requests.filter(({ path }) => path.startsWith('/oauth2/token'));
    assert.equal(tokens.length, 1, 'one sign-in serves all');
  });

  it('hand over at once when the one that polls is ended, however long its lease, and repeat nothing', async function () {
    // With a lease of ten minutes nobody else would lead in time unless it was given back.
    const at = await start(this, 600);
    for (let round = 0; round < 2; round += 1) {
      const ended = at.leader;
      const handedOver = at.otherThan(ended);
      await Promise.all([handedOver, at.restart(ended, 'SIGTERM')]);
      await at.more(20);
    }
    at.tenant.stopChanging();
    await at.until(() => at.missing().length === 0);
    assert.equal(new Set(at.receipts.map(({ instance }) => instance)).size, 3, 'each takes its share');
    const keys = at.receipts.map(({ key }) => key);
    assert.deepEqual(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
    );
    assert.deepEqual(at.outOfOrder(), []);
  });
});

for (const platform of platformNames) {
  describe(`A Node-RED of a fleet without the engine's client, on ${platform}`, function () {
    this.timeout(120_000);
    let tenant: Tenant | undefined;
    let nodeRed: NodeRed | undefined;

    afterEach(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    it('polls nothing, and tells catch nodes what to install', async () => {
      tenant = await Tenant.start();
      const catches = { id: 'catches', type: 'catch', z: 'tab', scope: null, wires: [['tells']] };
      const tells = {
        id: 'tells',
        type: 'function',
        z: 'tab',
        func: `node.log('caught ' + msg.error.code + ' ' + msg.error.message);`,
        outputs: 0,
        wires: [],
      };
      const all = [...flows(tenant, 'redis://127.0.0.1', 10), catches, tells];
      nodeRed = await startNodeRed({ platform, flows: all });
      const line = await nodeRed.waitFor(/caught /);
      assert.match(line, /COUPA_CONFIG .*Run "npm install @redis\/client" in Node-RED's user directory/);
      assert.deepEqual(tenant.requests, []);
      assert.equal(nodeRed.log.filter((one) => one.includes('caught ')).length, 1);
    });
  });
}

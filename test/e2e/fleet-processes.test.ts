import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child } from '../../scripts/programs';
import type { RedisServer } from '../../scripts/redis.mjs';
import { Tenant } from '../simulator';
import { noEngine } from '../unit/fleet/real-engine';
import type { InstanceOrder } from './fleet/instance';

interface Receipt {
  id: number;
  updatedAt: string;
  key: string;
  instance: string;
}

const leaseMs = 2000;
const names = ['a', 'b', 'c'];
const program = join(__dirname, 'fleet', 'instance.ts');

/** Three instances in processes of their own, a real engine, a simulated tenant that changes all the time. */
class Processes {
  readonly receipts: Receipt[] = [];
  readonly lines: string[] = [];
  readonly children = new Map<string, Child>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'coupa-fleet-'));
  private listeners: (() => void)[] = [];
  private runs = 0;
  redis: RedisServer;
  term = '';
  leader = '';

  constructor(
    readonly tenant: Tenant,
    redis: RedisServer,
  ) {
    this.redis = redis;
  }

  async start(name: string): Promise<void> {
    const { startChild } = await import('../../scripts/child.mjs');
    this.runs += 1;
    const order: InstanceOrder = {
      name,
      run: `${name}${this.runs}`,
      site: this.tenant.url,
      engine: this.redis.url,
      leaseMs,
      perSecond: 20,
      witness: join(this.folder, `${name}.json`),
    };
    const child = startChild(name, ['--import', 'tsx', program, JSON.stringify(order)]);
    this.children.set(name, child);
    child.onLine((line) => this.take(name, line));
  }

  /** The process that leads, as far as it has said so. */
  get leading(): Child {
    const child = this.children.get(this.leader);
    assert.ok(child, 'somebody leads');
    return child;
  }

  /** Resolves when it is so; looked at with every line that an instance prints. */
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

  /** Resolves when somebody leads another term, and something has been sent since. */
  async nextTerm(): Promise<void> {
    const before = this.term;
    await this.until(() => this.term !== before);
    await this.more(1);
  }

  /** Last versions that nobody got. */
  missing(): unknown[] {
    const got = new Set(this.receipts.map(({ id, updatedAt }) => `${id} ${updatedAt}`));
    return this.tenant
      .records('invoices')
      .filter((record) => !got.has(`${record['id']} ${record['updated-at']}`))
      .map((record) => record['id']);
  }

  async close(): Promise<void> {
    for (const child of this.children.values()) child.process.kill('SIGCONT');
    await Promise.all([...this.children.values()].map((child) => child.stop()));
    await this.tenant.close();
    await this.redis.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private take(instance: string, line: string): void {
    this.lines.push(`${instance} ${line}`);
    if (line.startsWith('{"id"')) {
      this.receipts.push({ ...(JSON.parse(line) as Omit<Receipt, 'instance'>), instance });
    }
    if (line.startsWith('{"leads"')) {
      this.term = (JSON.parse(line) as { leads: string }).leads;
      this.leader = instance;
    }
    for (const look of [...this.listeners]) look();
  }
}

describe('Three instances over a real engine', function () {
  this.timeout(240_000);
  let fleet: Processes | undefined;

  async function begin(context: Mocha.Context, args: string[]): Promise<Processes> {
    const { findRedis, startRedis } = await import('../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      context.test!.title += ` (${noEngine})`;
      context.skip();
    }
    const tenant = await Tenant.start({ rateLimit: false });
    const folder = mkdtempSync(join(tmpdir(), 'coupa-redis-'));
    const started = new Processes(tenant, await startRedis({ folder, args }));
    fleet = started;
    for (const name of names) await started.start(name);
    await started.until(() => started.lines.some((line) => line.includes('"position":"2')));
    tenant.startChanging({ perSecond: 20, resources: ['invoices'] });
    await started.more(10);
    return started;
  }

  async function assertAtRest(at: Processes): Promise<void> {
    at.tenant.stopChanging();
    await at.until(() => at.missing().length === 0);
  }

  function assertOrder(at: Processes): void {
    const last = new Map<number, string>();
    for (const { id, updatedAt } of at.receipts) {
      const before = last.get(id) ?? updatedAt;
      assert.ok(Date.parse(updatedAt) >= Date.parse(before), `${id}: ${updatedAt} after ${before}`);
      last.set(id, updatedAt);
    }
  }

  afterEach(async () => {
    await fleet?.close();
    if (fleet !== undefined) rmSync(fleet.redis.folder, { recursive: true, force: true });
    fleet = undefined;
  });

  it('lose nothing when leaders are killed, and stopped and woken, one after the other', async function () {
    const at = await begin(this, ['--appendonly', 'yes']);
    for (let round = 0; round < 2; round += 1) {
      const killed = at.leader;
      at.leading.process.kill('SIGKILL');
      await at.nextTerm();
      await at.start(killed);
      await at.more(5);
      const stopped = at.leading;
      stopped.process.kill('SIGSTOP');
      await at.nextTerm();
      stopped.process.kill('SIGCONT');
      await at.more(20);
    }
    await assertAtRest(at);
    assertOrder(at);
    const flows = new Set(at.receipts.map(({ instance }) => instance));
    assert.deepEqual([...flows].toSorted(), names, 'each of them got something');
    const tokens = at.tenant.requests.filter(({ path }) => path.startsWith('/oauth2/token'));
    assert.equal(tokens.length, 1, 'one sign-in serves all');
  });

  it('lose nothing when the engine is killed and comes back with its log, an older snapshot, or empty', async function () {
    const { startRedis } = await import('../../scripts/redis.mjs');
    const at = await begin(this, ['--appendonly', 'yes']);
    const { folder, port } = at.redis;
    const back = async (from: string, args: string[]) => {
      at.redis = await startRedis({ folder: from, port, args });
      await at.more(20);
    };
    await at.redis.stop();
    await back(folder, ['--appendonly', 'yes']);

    const older = mkdtempSync(join(tmpdir(), 'coupa-redis-'));
    cpSync(folder, older, { recursive: true });
    await at.more(40);
    await at.redis.stop();
    await back(older, ['--appendonly', 'yes', '--aof-load-truncated', 'yes']);

    const empty = mkdtempSync(join(tmpdir(), 'coupa-redis-'));
    await at.redis.stop();
    await back(empty, ['--appendonly', 'yes']);
    await assertAtRest(at);
    for (const used of [folder, older, empty]) rmSync(used, { recursive: true, force: true });
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisServer } from '../../scripts/redis.mjs';
import { Tenant } from '../simulator/tenant';
import { noEngine } from '../unit/fleet/real-engine';
import { connection, type FlowNode, type NodeRed, platformNames, poll, tab } from './harness';
import { startMember } from './harness/fleet-member';

/** Seconds. */
const lease = 3;

/** What a record's token is like that took no way through the engine. */
const atOnce = /received \S+ \S+:\d+\.1$/;

function flows(tenant: Tenant, url: string): FlowNode[] {
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url, instance: '${COUPA_INSTANCE}', lease },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['flow'], []], { interval: 0.005, start: 'beginning', pageSize: 10, overlap: 60 }),
    {
      id: 'flow',
      type: 'function',
      z: 'tab',
      func: `node.log('received ' + msg.coupa.key + ' ' + msg.coupa.delivery);`,
      outputs: 0,
      wires: [],
    },
  ];
}

describe('A Node-RED that is alone in its fleet', function () {
  this.timeout(300_000);
  const members: NodeRed[] = [];
  let redis: RedisServer | undefined;
  let tenant: Tenant | undefined;

  before(async function () {
    const { findRedis, startRedis } = await import('../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.test!.parent!.title += ` (${noEngine})`;
      this.skip();
    }
    redis = await startRedis({ folder: mkdtempSync(join(tmpdir(), 'coupa-redis-')) });
    tenant = await Tenant.start({ rateLimit: false });
  });

  after(async () => {
    await Promise.all(members.map((one) => one.stop()));
    await tenant?.close();
    await redis?.stop();
    if (redis !== undefined) rmSync(redis.folder, { recursive: true, force: true });
  });

  async function begin(name: string): Promise<NodeRed> {
    const platform = platformNames[members.length % platformNames.length] ?? 'node-red-5';
    const member = await startMember({ platform, env: { COUPA_INSTANCE: name } });
    members.push(member);
    await member.deploy(flows(tenant as Tenant, redis?.url ?? ''));
    return member;
  }

  const lines = () => members.flatMap(({ log }) => log.filter((line) => line.includes('received ')));
  const keys = () => lines().map((line) => /received (\S+)/.exec(line)?.[1] ?? '');

  it('sends what it reads at once, loses nothing when it is killed, and shares once another is there', async () => {
    const invoices = (tenant as Tenant).resource('invoices');
    let count = new Set((tenant as Tenant).records('invoices').map(({ id }) => id)).size;
    const a = await begin('a');
    const more = async () => {
      invoices.createMany(20);
      count += 20;
      const areThere = () => new Set(keys()).size >= count;
      await Promise.race(members.map((member) => member.waitUntil('all are in a flow', areThere)));
    };
    const isAtOnce = () => lines().some((line) => atOnce.test(line));
    while (!isAtOnce()) await more();
    const before = keys();
    assert.equal(new Set(before).size, before.length, 'nothing came twice');

    invoices.createMany(200);
    count += 200;
    await a.waitUntil('some of them are there', () => keys().length > before.length);
    await a.kill('SIGKILL');
    await a.start();
    await more();

    const b = await begin('b');
    while (!b.log.some((line) => line.includes('received '))) await more();
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisServer } from '../../scripts/redis.mjs';
import { Tenant } from '../simulator/tenant';
import { noEngine } from '../unit/fleet/real-engine';
import {
  connection,
  type FlowNode,
  type NodeRed,
  platformNames,
  poll,
  printedKeys,
  printer,
  tab,
} from './harness';
import { startMember } from './harness/fleet-member';

const names = ['a', 'b', 'c'];
const records = 300;

/** Polls ask for what was updated since a moment, back-fills also up to one. */
const ofBackfill = /asks for .*updated-at\[lt_or_eq\]/;

/** Loaded before Node-RED: prints each request that the process makes, when it leaves. */
const asking = `import { subscribe } from 'node:diagnostics_channel';
subscribe('undici:request:create', ({ request }) => process.stdout.write('asks for ' + request.path + '\\n'));`;
const options = `--import=data:text/javascript,${encodeURIComponent(asking)}`;

function flows(tenant: Tenant, url: string): FlowNode[] {
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url, instance: '${COUPA_INSTANCE}', lease: 3 },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['print'], []], { interval: 60, start: 'now', pageSize: 10 }),
    printer('print'),
    {
      id: 'again',
      type: 'inject',
      z: 'tab',
      props: [
        { p: 'command', v: 'backfill', vt: 'str' },
        { p: 'from', v: 'beginning', vt: 'str' },
      ],
      wires: [['poll']],
    },
  ];
}

describe('A back-fill of three Node-REDs of a fleet', function () {
  this.timeout(300_000);
  const members = new Map<string, NodeRed>();
  let tenant: Tenant | undefined;
  let redis: RedisServer | undefined;

  before(async function () {
    const { findRedis, startRedis } = await import('../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.test!.parent!.title += ` (${noEngine})`;
      this.skip();
    }
    redis = await startRedis({ folder: mkdtempSync(join(tmpdir(), 'coupa-redis-')) });
    tenant = await Tenant.start({ rateLimit: false, size: 'large' });
    tenant.resource('invoices').createMany(records);
    for (const [index, name] of names.entries()) {
      const platform = platformNames[index % platformNames.length] ?? 'node-red-5';
      const env = { COUPA_INSTANCE: name, NODE_OPTIONS: options };
      members.set(name, await startMember({ platform, env }));
      await member(name).deploy(flows(tenant, redis.url));
    }
  });

  after(async () => {
    await Promise.all([...members.values()].map((one) => one.stop()));
    await tenant?.close();
    await redis?.stop();
    if (redis !== undefined) rmSync(redis.folder, { recursive: true, force: true });
  });

  const member = (name: string): NodeRed => {
    const found = members.get(name);
    assert.ok(found, `an instance ${name}`);
    return found;
  };
  const keys = () => names.flatMap((name) => printedKeys(member(name).log));

  it('is read by all, and is whole though one of them is killed with a page in hand', async () => {
    await Promise.race(names.map((name) => member(name).waitFor(/asks for \/api\/invoices/)));
    await member('b').inject('again');
    // Who leads reads the first page by itself; which of the others takes one is nobody's to say.
    const readers = names.filter((name) => name !== 'a');
    const killed = await Promise.any(
      readers.map((name) =>
        member(name)
          .waitFor(ofBackfill)
          .then(() => name),
      ),
    );
    await member(killed).kill('SIGKILL');
    const alive = names.filter((name) => name !== killed);
    const isWhole = () => new Set(keys()).size >= records;
    await Promise.race(alive.map((name) => member(name).waitUntil('all are in a flow', isWhole, 120_000)));
    const lost = new Set(printedKeys(member(killed).log));
    const others = alive.flatMap((name) => printedKeys(member(name).log)).filter((key) => !lost.has(key));
    assert.equal(new Set(others).size, others.length, 'twice comes only what the killed one had');
  });
});

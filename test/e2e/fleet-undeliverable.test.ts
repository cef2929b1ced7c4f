import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisServer } from '../../scripts/redis.mjs';
import { Tenant } from '../simulator/tenant';
import { noEngine } from '../unit/fleet/real-engine';
import { connection, type FlowNode, type NodeRed, platformNames, poll, printedKeys, tab } from './harness';
import { startMember } from './harness/fleet-member';

const names = ['a', 'b', 'c'];
const count = 4;

/** The same flow on every instance. It refuses what it gets until it is told to take it, and prints what it takes, or hears given up. */
function flows(tenant: Tenant, url: string): FlowNode[] {
  const code = (id: string, func: string, wires: string[]): FlowNode => ({
    id,
    type: 'function',
    z: 'tab',
    func,
    outputs: wires.length,
    wires: [wires],
  });
  const button = (id: string, wires: string[]): FlowNode => ({
    id,
    type: 'inject',
    z: 'tab',
    props: [],
    wires: [wires],
  });
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url, instance: '${COUPA_INSTANCE}', lease: 3 },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['flow'], ['second']], {
      interval: 0.005,
      start: 'beginning',
      delivery: 'acknowledge',
      maxAttempts: 1,
    }),
    code(
      'flow',
      `if (flow.get('takes')) node.log('received ' + msg.coupa.key);
       else msg.error = { message: 'closed' };
       return msg;`,
      ['poll'],
    ),
    code(
      'second',
      `if (msg.topic === 'undeliverable') node.log('gave up ' + msg.coupa.key);
       if (msg.topic === 'undeliverables') node.log('answer ' + JSON.stringify(msg.payload));`,
      [],
    ),
    button('open', ['opened']),
    code('opened', `flow.set('takes', true); node.log('open now');`, []),
    button('again', ['command']),
    code('command', `return { command: 'redeliver' };`, ['poll']),
  ];
}

describe('Undeliverable records of three Node-REDs of a fleet', function () {
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
    tenant = await Tenant.start({ rateLimit: false });
    tenant.resource('invoices').createMany(count);
    for (const [index, name] of names.entries()) {
      const platform = platformNames[index % platformNames.length] ?? 'node-red-5';
      members.set(name, await startMember({ platform, env: { COUPA_INSTANCE: name } }));
      await member(name).deploy(flows(tenant, redis.url));
      // It leads, and gives up what there is.
      if (name === 'a') await member('a').waitUntil('all are given up', () => givenUp('a').length === count);
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
  const givenUp = (name: string) => member(name).log.filter((line) => line.includes('gave up '));
  const taken = () => ['b', 'c'].flatMap((name) => printedKeys(member(name).log));

  async function listed(name: string): Promise<number | undefined> {
    const response = await fetch(new URL('coupa/undeliverables/poll', member(name).url));
    const answer = (await response.json()) as { records?: unknown[] };
    return answer.records?.length;
  }

  it('are listed and sent again through any instance when the one that gave them up was killed and its user directory is gone', async () => {
    const { userDir } = member('a');
    await member('a').kill('SIGKILL');
    rmSync(userDir, { recursive: true, force: true });
    // Until another leads, nobody can say.
    while ((await listed('c')) !== count);

    for (const name of ['b', 'c']) {
      await member(name).inject('open');
      await member(name).waitFor(/open now/);
    }
    await member('c').inject('again');
    const answer = await member('c').waitFor(/answer \{/);
    assert.match(answer, new RegExp(`"redelivered":${count},.*"left":0`));
    await Promise.race(
      ['b', 'c'].map((name) => member(name).waitUntil('all are taken', () => taken().length >= count)),
    );
    assert.equal(new Set(taken()).size, count);
    while ((await listed('b')) !== 0);
    assert.equal(taken().length, count, 'each once');
  });
});

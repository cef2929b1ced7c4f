import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/base/clock';
import { CoupaError } from '../../../lib/base/errors';
import { readEngineAddresses } from '../../../lib/fleet/engine-address';
import { RedisEngine } from '../../../lib/fleet/redis/redis-engine';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { answered, askUntil, loseSight, noEngine } from './real-engine';

const name = 'coupa-master';
const change = { put: new Map(), drop: [] };
const bid = { instance: 'a', run: 'a', leaseMs: 600_000, random: 'a' };

describe('An engine that Sentinels watch', function () {
  this.timeout(120_000);
  const stops: (() => Promise<void>)[] = [];
  let master: RedisServer | undefined;
  let replica: RedisServer | undefined;
  let sentinel = '';

  before(async function () {
    const { findRedis, startRedis, startSentinel } = await import('../../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.test!.parent!.title += ` (${noEngine})`;
      this.skip();
    }
    master = await startRedis();
    stops.push(master.stop);
    replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
    stops.push(replica.stop);
    await askUntil(replica.port, ['INFO', 'replication'], /master_link_status:up/);
    const watching = await startSentinel({ name, port: master.port });
    stops.push(watching.stop);
    sentinel = watching.url;
    // It hears of replicas from the master.
    await askUntil(watching.port, ['SENTINEL', 'replicas', name], new RegExp(String(replica.port)));
  });

  after(async () => {
    for (const stop of stops) await stop();
  });

  const engineNamed = (master: string) =>
    new RedisEngine(
      { addresses: readEngineAddresses(sentinel, true), sentinel: master, clock: systemClock },
      'test',
    );

  it('refuses a master that they do not know, and says what to write', async () => {
    const engine = engineNamed('another');
    await assert.rejects(engine.examine(), (error: unknown) => {
      assert.ok(error instanceof CoupaError);
      assert.equal(error.code, 'COUPA_CONFIG');
      assert.match(error.message, /watch no master that is called another/);
      return true;
    });
    await engine.close();
  });

  it('is written to, and its successor once they name one, which tells what it lacks', async () => {
    assert.ok(master && replica);
    const engine = engineNamed(name);
    const won = await engine.campaign('poll', bid);
    assert.equal(won.kind, 'won');
    const { term } = won as { term: string };
    assert.equal(await engine.write('poll', { ...change, term, from: '', to: '1' }), 'WRITTEN');
    await askUntil(replica.port, ['HGET', '{test:poll}:state', 'head'], /^1$/);
    await loseSight(replica.port);
    assert.equal(await engine.write('poll', { ...change, term, from: '1', to: '2' }), 'WRITTEN');
    await master.stop('SIGKILL');
    assert.equal(
      await answered(() => engine.write('poll', { ...change, term, from: '2', to: '3' })),
      'REWOUND',
    );
    await engine.close();
  });
});

import assert from 'node:assert/strict';
import { createClient } from '@redis/client';
import type { RedisEngine } from '../../../lib/fleet/redis/redis-engine';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { type MovingLine, movingLine } from './moving-line';
import { answered, askUntil, engineAt, loseSight, noEngine } from './real-engine';

const holder = { instance: 'a', run: 'a', leaseMs: 600_000 };
const order = { run: 'a', answers: [], maxInFlight: 9, room: 9, deadMs: 600_000 };
const change = { put: new Map<string, string>(), drop: [] };

/** In the order in which the test makes them. */
const connections = ['commands', 'documents', 'records'];

describe('An engine whose address leads to a promoted replica', () => {
  let master: RedisServer | undefined;
  let replica: RedisServer | undefined;
  let line: MovingLine | undefined;
  let engine: RedisEngine | undefined;

  beforeEach(async function () {
    const { findRedis, startRedis } = await import('../../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.currentTest!.title += ` (${noEngine})`;
      return this.skip();
    }
    master = await startRedis();
    replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
    await askUntil(replica.port, ['INFO', 'replication'], /master_link_status:up/);
    line = await movingLine(master.port);
    engine = engineAt(line.url);
  });

  afterEach(async () => {
    await engine?.close();
    line?.close();
    await master?.stop();
    await replica?.stop();
  });

  for (const [index, name] of connections.entries())
    it(`is reached by all connections once the one for ${name} broke, though the old master goes on as one`, async () => {
      assert.ok(master && replica && line && engine);
      const { term } = (await engine.campaign('poll', { ...holder, random: 'x' })) as { term: string };
      await engine.write('poll', { ...change, term, from: '', to: '1' });
      await engine.exchange('poll', order);
      await askUntil(replica.port, ['ZCARD', '{test:poll}:instances'], /^1$/);
      await loseSight(replica.port);
      await askUntil(replica.port, ['REPLICAOF', 'NO', 'ONE'], /OK/);
      await askUntil(replica.port, ['INFO', 'replication'], /role:master/);
      line.moveTo(replica.port);
      line.cut(index);

      const { renew, write, exchange } = verbsOf(engine, term);
      await answered<unknown>([renew, write, exchange][index]!);
      assert.deepEqual(await answered(renew), { kind: 'renewed', witness: undefined });
      await answered(write);
      await answered(exchange);
      assert.deepEqual([await headAt(master), await headAt(replica)], ['1', '2']);
    });
});

/** The poll's head as a server has it. */
async function headAt({ url }: RedisServer): Promise<string | null> {
  const client = await createClient({ url }).connect();
  const head = await client.hGet('{test:poll}:state', 'head');
  client.destroy();
  return head;
}

function verbsOf(engine: RedisEngine, term: string) {
  return {
    renew: () => engine.renew('poll', { ...holder, term }),
    write: () => engine.write('poll', { ...change, term, from: '1', to: '2' }),
    exchange: () => engine.exchange('poll', order),
  };
}

import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/base/clock';
import type { CoupaError } from '../../../lib/base/errors';
import { Receiver } from '../../../lib/fleet/delivery/receiver';
import { readEngineAddresses } from '../../../lib/fleet/engine-address';
import { RedisEngine } from '../../../lib/fleet/redis/redis-engine';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { noEngine } from './real-engine';
import { type SlowLine, slowLine } from './slow-line';

const megabyte = 1_000_000;
const deadMs = 10_000;

describe('A slow line to an engine', () => {
  let server: RedisServer | undefined;
  let line: SlowLine | undefined;
  const engines: RedisEngine[] = [];

  beforeEach(async function () {
    const { findRedis, startRedis } = await import('../../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.currentTest!.title += ` (${noEngine})`;
      return this.skip();
    }
    server = await startRedis();
    line = await slowLine(server.port, 8 * megabyte);
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
    line?.close();
    await server?.stop();
  });

  function engineAt(url = '', silenceMs?: number): RedisEngine {
    const addresses = readEngineAddresses(url, false);
    const engine = new RedisEngine({ addresses, clock: systemClock, silenceMs }, 'test');
    engines.push(engine);
    return engine;
  }

  async function led(engine: RedisEngine): Promise<string> {
    const bid = { instance: 'a', run: 'a', leaseMs: 60_000, random: 'x' };
    const campaign = await engine.campaign('poll', bid);
    assert.equal(campaign.kind, 'won');
    return (campaign as { term: string }).term;
  }

  /** One whose connections are there: making them is in the two seconds, too, and a busy machine takes its time. */
  async function connected(term: string, url?: string): Promise<RedisEngine> {
    const engine = engineAt(url);
    const holder = { instance: 'a', run: 'a', term, leaseMs: 60_000 };
    while ((await engine.renew('poll', holder).catch(() => undefined)) === undefined);
    return engine;
  }

  /** 500 records of 50 kB: what an instance finds by default at most when it begins to lead. */
  const records = new Map(
    Array.from({ length: 500 }, (_, index) => [String(index), String(index).padEnd(50_000, '.')]),
  );
  const changeOf = (term: string, put: ReadonlyMap<string, string>) => {
    return { term, from: '', to: '1', document: '{}', witness: '{}', put, drop: [] };
  };

  /** What else goes on meanwhile, in the two seconds that each may take. @returns how often. */
  async function goesOn(engine: RedisEngine, term: string, large: Promise<unknown>): Promise<number> {
    let isThrough = false;
    let count = 0;
    const end = large.finally(() => {
      isThrough = true;
    });
    while (!isThrough) {
      const holder = { instance: 'a', run: 'a', term, leaseMs: 60_000 };
      assert.equal((await engine.renew('poll', holder)).kind, 'renewed');
      await engine.permit('limit', { perSecond: 0, burst: 1, run: 'a' });
      count += 1;
    }
    await end;
    return count;
  }

  it('carries 25 MB of unsettled records to a new leader, while leases are renewed and requests leave', async () => {
    const quick = engineAt(server?.url);
    const term = await led(quick);
    assert.equal(await quick.write('poll', changeOf(term, records)), 'WRITTEN');
    const slow = await connected(term, line?.url);
    const read = slow.read('poll', term);
    assert.ok((await goesOn(slow, term, read)) > 10);
    const kept = await read;
    assert.ok(kept !== 'FENCED');
    assert.equal(kept.rows.size, records.size);
  });

  it('carries a document of 25 MB to the engine meanwhile, too', async () => {
    const slow = engineAt(line?.url);
    const term = await led(slow);
    const write = slow.write('poll', {
      ...changeOf(term, new Map()),
      document: ''.padEnd(25 * megabyte, '.'),
    });
    assert.ok((await goesOn(slow, term, write)) > 10);
    assert.equal(await write, 'WRITTEN');
  });

  it('carries a record that alone takes more than two seconds, once', async () => {
    const quick = engineAt(server?.url);
    const term = await led(quick);
    const put = new Map([['1', ''.padEnd(20 * megabyte, '.')]]);
    await quick.write('poll', { ...changeOf(term, put), send: [{ token: '1.1' }] });
    const slow = await connected(term, line?.url);
    const order = { run: 'b', answers: [], maxInFlight: 10, room: 10, deadMs };
    const exchange = slow.exchange('poll', order);
    assert.ok((await goesOn(slow, term, exchange)) > 10);
    assert.deepEqual(
      (await exchange).records.map(({ token }) => token),
      ['1.1'],
    );
  });

  it('carries a record of 5 MB once, though it takes longer than half a lease of whoever takes it', async () => {
    const quick = engineAt(server?.url);
    const term = await led(quick);
    const message = JSON.stringify({ payload: { id: 1, text: ''.padEnd(5 * megabyte, '.') } });
    const put = new Map([['1', JSON.stringify({ id: '1', message })]]);
    await quick.write('poll', { ...changeOf(term, put), send: [{ token: '1.1' }] });
    const slow = engineAt(line?.url);
    const { exchange } = slow;
    let fetched = 0;
    slow.exchange = async (...order) => {
      const exchanged = await exchange.apply(slow, order);
      fetched += exchanged.records.length;
      return exchanged;
    };
    // It takes 0.6 seconds at least.
    const shortMs = 1000;
    const delivered = await new Promise((resolve) => {
      const receiver = new Receiver({
        engine: slow,
        poll: 'poll',
        run: 'b',
        clock: systemClock,
        maxInFlight: 10,
        by: { kind: 'turn' },
        deadMs: shortMs,
        deliver: (object) => void receiver.close().then(() => resolve(object)),
      });
      receiver.start();
    });
    assert.equal(JSON.stringify(delivered), message);
    assert.equal(fetched, 1);
  });

  it('is given up when a document stops in the middle, and the next one has another', async () => {
    const quick = engineAt(server?.url);
    const term = await led(quick);
    await quick.write('poll', changeOf(term, new Map([...records].slice(0, 60))));
    const slow = engineAt(line?.url, 500);
    const stopped = slow.read('poll', term);
    const told = assert.rejects(stopped, (error: CoupaError) => {
      assert.equal(error.code, 'COUPA_STATE');
      assert.match(error.message, /did not answer within 0\.5 seconds/);
      return true;
    });
    await line?.stallBusy(megabyte);
    await told;
    const again = await slow.read('poll', term);
    assert.equal(again !== 'FENCED' && again.rows.size, 60);
  });
});

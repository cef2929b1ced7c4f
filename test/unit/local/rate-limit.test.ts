import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { RateLimit } from '../../../lib/local/rate-limit';
import type { Priority } from '../../../lib/ports/gate';
import { manualClock } from '../connection/manual-clock';

const never = new AbortController().signal;
setMaxListeners(0, never);

describe('rate limit', () => {
  it('lets ten leave at once after a rest, then one every 50 ms at 20 per second', async () => {
    const { enterAll, clock, entered } = gate({ requestsPerSecond: 20, maxConcurrency: 100 });
    enterAll(40);
    await clock.tick(0);
    assert.equal(entered.length, 10);
    await clock.tick(49);
    assert.equal(entered.length, 10);
    await clock.tick(1);
    assert.equal(entered.length, 11);
    await clock.tick(1000);
    assert.equal(entered.length, 31);
  });

  it('never exceeds what a tenant with 25 per second and a burst of 20 allows, and wastes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }), async (gaps) => {
        const { enterAll, clock, entered } = gate({ requestsPerSecond: 20, maxConcurrency: 100 });
        for (const gap of gaps) {
          enterAll(gap % 7);
          await clock.tick(gap);
        }
        await clock.tick(60_000);
        let bucket = 20;
        let last = Number.NEGATIVE_INFINITY;
        for (const at of entered) {
          bucket = Math.min(20, bucket + ((at - last) * 25) / 1000) - 1;
          last = at;
          assert.ok(bucket >= 0, 'the tenant would have answered 429');
        }
        assert.equal(
          entered.length,
          gaps.reduce((sum, gap) => sum + (gap % 7), 0),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('uses the whole rate while many wait', async () => {
    const { enterAll, clock, entered } = gate({ requestsPerSecond: 25, maxConcurrency: 4, hold: 10 });
    enterAll(2000);
    await clock.tick(60_000);
    assert.ok(entered.length >= 0.99 * 25 * 60, `${entered.length} in a minute`);
    assert.ok(entered.length <= 25 * 60 + 10);
  });

  it('has no rate at 0 requests per second', async () => {
    const { enterAll, clock, entered } = gate({ requestsPerSecond: 0, maxConcurrency: 1000 });
    enterAll(500);
    await clock.tick(0);
    assert.equal(entered.length, 500);
  });

  it('works with less than one request per second', async () => {
    const { enterAll, clock, entered } = gate({ requestsPerSecond: 0.5, maxConcurrency: 4 });
    enterAll(3);
    await clock.tick(3999);
    assert.equal(entered.length, 2);
    await clock.tick(1);
    assert.equal(entered.length, 3);
  });

  it('lets no more in than there are places', async () => {
    const { limit, clock } = gate({ requestsPerSecond: 0, maxConcurrency: 2 });
    const first = await limit.enter(never);
    await limit.enter(never);
    let third = false;
    void limit.enter(never).then(() => {
      third = true;
    });
    await clock.tick(1000);
    assert.equal(third, false);
    first();
    await clock.tick(0);
    assert.equal(third, true);
  });

  it('counts a place that is given back twice once', async () => {
    const { limit, clock, enterAll, entered } = gate({ requestsPerSecond: 0, maxConcurrency: 1 });
    const leave = await limit.enter(never);
    enterAll(3);
    leave();
    leave();
    await clock.tick(0);
    assert.equal(entered.length, 1);
  });

  it('is first come first served, foreground before background', async () => {
    const { limit, clock } = gate({ requestsPerSecond: 0, maxConcurrency: 1 });
    const leave = await limit.enter(never);
    const order: string[] = [];
    const come = (name: string, priority: Priority) =>
      void limit.enter(never, priority).then((out) => {
        order.push(name);
        out();
      });
    come('b1', 'background');
    come('f1', 'foreground');
    come('b2', 'background');
    come('f2', 'foreground');
    leave();
    await clock.tick(0);
    assert.deepEqual(order, ['f1', 'f2', 'b1', 'b2']);
  });

  it('lets those who give up go, without a place or a share of the rate', async () => {
    const { limit, clock, enterAll, entered } = gate({ requestsPerSecond: 1, maxConcurrency: 5 });
    enterAll(1);
    const stop = new AbortController();
    const reason = new Error('enough');
    const given = assert.rejects(limit.enter(stop.signal), reason);
    enterAll(1);
    stop.abort(reason);
    await given;
    await assert.rejects(limit.enter(stop.signal), reason);
    assert.equal(limit.waiting, 1);
    await clock.tick(1000);
    assert.equal(entered.length, 2);
  });

  it('holds everybody during a pause, and only until its end', async () => {
    const { limit, clock, enterAll, entered } = gate({ requestsPerSecond: 20, maxConcurrency: 100 });
    limit.pause(5000);
    limit.pause(1000);
    enterAll(3);
    assert.equal(limit.pausedFor, 5000);
    await clock.tick(4999);
    assert.equal(entered.length, 0);
    await clock.tick(1);
    assert.equal(entered.length, 3);
    assert.equal(limit.pausedFor, 0);
  });
});

function gate({ hold, ...settings }: { requestsPerSecond: number; maxConcurrency: number; hold?: number }) {
  const clock = manualClock();
  const limit = new RateLimit({ ...settings, clock });
  const entered: number[] = [];
  const enterAll = (count: number) => {
    for (let index = 0; index < count; index++) {
      void limit.enter(never).then((leave) => {
        entered.push(clock.monotonic());
        if (hold !== undefined) clock.setTimeout(leave, hold);
      });
    }
  };
  return { clock, limit, entered, enterAll };
}

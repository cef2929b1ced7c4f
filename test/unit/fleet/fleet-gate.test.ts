import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import type { Engine } from '../../../lib/fleet/engine/engine';
import { FleetGate } from '../../../lib/fleet/fleet-gate';
import { type ManualClock, manualClock } from '../connection/manual-clock';
import { ModelEngine } from './model-engine';

const forever = new AbortController().signal;
setMaxListeners(0, forever);

describe('The gate of a fleet', () => {
  let clock: ManualClock;
  let engine: Engine;

  beforeEach(() => {
    clock = manualClock();
    engine = new ModelEngine(() => clock.now());
  });

  const gate = (run: string, requestsPerSecond = 10, maxConcurrency = 100, reached = engine) =>
    new FleetGate({ engine: reached, limit: 'site', run, clock, requestsPerSecond, maxConcurrency });

  /** Counts who was let in. */
  function ask(from: FleetGate, requests: number, seen: string[] = [], name = '', priority?: 'background') {
    for (let count = 0; count < requests; count += 1)
      from.enter(forever, priority).then((leave) => {
        seen.push(name);
        leave();
      });
    return seen;
  }

  it('lets all instances together make no more requests than the rate and one burst', async () => {
    const seen: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) ask(gate(name), 100, seen, name);
    await clock.tick(0);
    assert.equal(seen.length, 5);
    for (let tenth = 0; tenth < 100; tenth += 1) await clock.tick(100);
    assert.ok(seen.length <= 105 && seen.length >= 100, `${seen.length}`);
    for (const name of ['a', 'b', 'c', 'd']) {
      const share = seen.filter((one) => one === name).length;
      assert.ok(share >= 20 && share <= 32, `${name}: ${share}`);
    }
  });

  it('holds all instances when the tenant has refused one of them for its rate', async () => {
    const [a, b] = [gate('a'), gate('b')];
    a.pause(5000);
    const seen = ask(b, 1);
    await clock.tick(4900);
    assert.equal(seen.length, 0);
    assert.ok(b.pausedFor > 0 && b.pausedFor <= 5000);
    await clock.tick(200);
    assert.equal(seen.length, 1);
  });

  it('lets foreground requests go before background ones, and no more than may be under way', async () => {
    const one = gate('a', 10, 1);
    const seen: string[] = [];
    const leaves: (() => void)[] = [];
    const enter = (name: string, priority: 'foreground' | 'background') =>
      one.enter(forever, priority).then((leave) => {
        seen.push(name);
        leaves.push(leave);
      });
    enter('first', 'background');
    enter('behind', 'background');
    enter('ahead', 'foreground');
    await clock.tick(2000);
    assert.equal(seen.length, 1);
    leaves.shift()?.();
    await clock.tick(2000);
    assert.equal(seen.length, 2);
    leaves.shift()?.();
    await clock.tick(2000);
    assert.deepEqual(seen, ['ahead', 'first', 'behind']);
  });

  it('lets go of who gives up, and keeps its place for the next', async () => {
    const one = gate('a', 1, 1);
    const leave = await one.enter(forever);
    const given = new AbortController();
    const waits = one.enter(given.signal);
    given.abort(new Error('given up'));
    await assert.rejects(waits, /given up/);
    assert.equal(one.waiting, 0);
    leave();
    const seen = ask(one, 1);
    await clock.tick(3000);
    assert.equal(seen.length, 1);
  });

  it('keeps nobody waiting where there is no limit', async () => {
    const seen = ask(gate('a', 0), 50);
    await clock.tick(0);
    assert.equal(seen.length, 50);
  });

  it('keeps to its share of the rate while the engine cannot be reached', async () => {
    let isThere = true;
    const failing: Engine = Object.assign(Object.create(engine) as Engine, {
      permit: (limit: string, order: Parameters<Engine['permit']>[1]) =>
        isThere
          ? engine.permit(limit, order)
          : Promise.reject(new CoupaError('COUPA_STATE', phrase`No engine.`)),
    });
    const [a, b] = [gate('a', 10, 100, failing), gate('b', 10, 100, failing)];
    ask(a, 1);
    ask(b, 1);
    await clock.tick(10);
    ask(a, 1);
    await clock.tick(1000);
    isThere = false;
    const seen = ask(a, 100);
    for (let tenth = 0; tenth < 100; tenth += 1) await clock.tick(100);
    assert.ok(seen.length >= 48 && seen.length <= 52, `${seen.length}`);
  });
});

import assert from 'node:assert/strict';
import { Fleet } from '../../../lib/fleet/fleet';
import { manualClock } from '../connection/manual-clock';
import { ModelEngine } from './model-engine';

describe('An instance of a fleet', () => {
  function setUp({ isLogged = true } = {}) {
    const clock = manualClock();
    const engine = new ModelEngine(() => clock.now());
    const told: string[] = [];
    let isClosed = false;
    engine.close = async () => {
      isClosed = true;
    };
    engine.examine = async () => ({ version: 'Redis 7', server: '', isLogged, evictionPolicy: 'noeviction' });
    const fleet = new Fleet({
      engine,
      engineName: 'redis:6379',
      instance: 'a',
      run: 'r',
      leaseMs: 10_000,
      mayLead: true,
      clock,
      notice: (text) => told.push(String(text)),
    });
    return { clock, fleet, told, isClosed: () => isClosed };
  }

  it('keeps the engine open until the last who holds it has let it go', async () => {
    const { clock, fleet, isClosed } = setUp();
    const [one, other] = [fleet.hold(), fleet.hold()];
    const closing = fleet.close();
    one();
    one();
    await clock.tick(100);
    assert.equal(isClosed(), false);
    other();
    await closing;
    assert.equal(isClosed(), true);
  });

  it('closes the engine after two seconds, whoever still holds it', async () => {
    const { clock, fleet, isClosed } = setUp();
    fleet.hold();
    const closing = fleet.close();
    await clock.tick(1999);
    assert.equal(isClosed(), false);
    await clock.tick(1);
    await closing;
    assert.equal(isClosed(), true);
  });

  it('says once that an engine keeps no log', async () => {
    const { clock, fleet, told } = setUp({ isLogged: false });
    fleet.greet();
    fleet.greet();
    await clock.tick(1);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^The engine redis:6379 keeps no log of its changes \(appendonly no\)/);
    await fleet.close();
  });

  it('says nothing of an engine that keeps one, and is on the list until it is closed', async () => {
    const { clock, fleet, told } = setUp();
    fleet.greet();
    await clock.tick(1);
    assert.deepEqual(told, []);
    const names = async () => (await fleet.roster.seen()).map(({ name }) => name);
    assert.deepEqual(await names(), ['a']);
    await fleet.close();
    assert.deepEqual(await names(), []);
  });
});

import assert from 'node:assert/strict';
import { Roster } from '../../../lib/fleet/roster';
import { manualClock } from '../connection/manual-clock';
import { ModelEngine } from './model-engine';

describe('The list of the instances of a fleet', () => {
  function setUp() {
    const clock = manualClock();
    const engine = new ModelEngine(() => clock.now());
    const roster = new Roster(engine, clock);
    const seen = async () => (await roster.seen()).map(({ name }) => name);
    const announce = (name: string) => {
      const ending = new AbortController();
      void new Roster(engine, clock).announce({ name, run: `run of ${name}` }, ending.signal);
      return ending;
    };
    return { clock, engine, roster, seen, announce };
  }

  it('has each that announces itself, by name', async () => {
    const { clock, seen, announce } = setUp();
    const [b, a] = [announce('b'), announce('a')];
    await clock.tick(1);
    assert.deepEqual(await seen(), ['a', 'b']);
    a.abort();
    b.abort();
  });

  it('forgets one that has said nothing for a minute, and keeps the others', async () => {
    const { clock, seen, announce } = setUp();
    const [dead, alive] = [announce('dead'), announce('alive')];
    await clock.tick(1);
    dead.abort();
    await clock.tick(50_000);
    assert.deepEqual(await seen(), ['alive', 'dead']);
    await clock.tick(20_000);
    assert.deepEqual(await seen(), ['alive']);
    alive.abort();
  });

  it('is written anew where somebody has written something else there', async () => {
    const { clock, engine, seen, announce } = setUp();
    for (const text of ['no list', 'null', '[null]', '{"a":[{']) {
      const { text: before } = (await engine.recall('instances')) ?? {};
      await engine.replace('instances', { before, text, keptMs: 60_000 });
      assert.deepEqual(await seen(), []);
    }
    const ending = announce('a');
    await clock.tick(1);
    assert.deepEqual(await seen(), ['a']);
    ending.abort();
  });

  it('is left by one that is closed', async () => {
    const { clock, roster, seen, announce } = setUp();
    announce('a').abort();
    const b = announce('b');
    await clock.tick(1);
    b.abort();
    await roster.leave('run of b');
    assert.deepEqual(await seen(), ['a']);
  });
});

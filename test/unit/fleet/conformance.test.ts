import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { systemClock } from '../../../lib/base/clock';
import type { Engine } from '../../../lib/fleet/engine/engine';
import { engineCases } from './engine-cases';
import { exchangeCases, playClockGoesBack } from './exchange-cases';
import { ModelEngine } from './model-engine';
import { pageCases } from './page-cases';
import { noEngine, type RealEngine, realEngine } from './real-engine';

const goesBack =
  "gives back what a dead instance had though the engine's clock has gone back, and nothing of a live one";

describe('The model of an engine', () => {
  for (const [title, play] of [...engineCases, ...exchangeCases, ...pageCases])
    it(title, async () => {
      const engine = new ModelEngine(() => systemClock.now());
      await play(engine, title);
    });

  it(goesBack, async () => {
    let ahead = 600_000;
    const engine = new ModelEngine(() => systemClock.now() + ahead);
    await playClockGoesBack(engine, 'clock', async () => {
      ahead = 0;
    });
  });
});

describe('A real engine', () => {
  let real: RealEngine | undefined;
  let engine: Engine | undefined;

  before(async function () {
    this.timeout(60_000);
    real = await realEngine();
    engine = real?.open();
  });
  after(() => real?.stop());

  for (const [title, play] of [...engineCases, ...exchangeCases, ...pageCases])
    it(title, async function () {
      if (engine === undefined) {
        this.test!.title += ` (${noEngine})`;
        return this.skip();
      }
      await play(engine, title);
    });

  it(goesBack, async function () {
    if (real === undefined) return this.skip();
    const admin = await createClient({ url: real.url }).connect();
    // Nobody turns back the clock of a server: what it has written moves on instead.
    const prefix = `clock-${randomUUID()}`;
    const key = (ending: string) => `{${prefix}:poll}:${ending}`;
    await playClockGoesBack(real.open(prefix), 'poll', async () => {
      for (const run of ['dies', 'lives']) await admin.zIncrBy(key('instances'), 600_000, run);
      for (const field of ['since', 'last']) await admin.hIncrByFloat(key('watch'), field, 600_000);
    }).finally(() => admin.destroy());
  });

  it('says its version, and whether it writes a log', async function () {
    if (engine === undefined) return this.skip();
    const facts = await engine.examine();
    assert.match(facts.version, /^(Redis|Valkey) [7-9]\./);
    assert.equal(facts.evictionPolicy, 'noeviction');
  });
});

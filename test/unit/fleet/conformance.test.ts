import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/base/clock';
import type { Engine } from '../../../lib/fleet/engine';
import { engineCases } from './engine-cases';
import { exchangeCases } from './exchange-cases';
import { ModelEngine } from './model-engine';
import { pageCases } from './page-cases';
import { noEngine, type RealEngine, realEngine } from './real-engine';

describe('The model of an engine', () => {
  for (const [title, play] of [...engineCases, ...exchangeCases, ...pageCases])
    it(title, async () => {
      const engine = new ModelEngine(() => systemClock.now());
      await play(engine, title);
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

  it('says its version, and whether it writes a log', async function () {
    if (engine === undefined) return this.skip();
    const facts = await engine.examine();
    assert.match(facts.version, /^(Redis|Valkey) [7-9]\./);
    assert.equal(facts.evictionPolicy, 'noeviction');
  });
});

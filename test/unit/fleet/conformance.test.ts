import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { systemClock } from '../../../lib/base/clock';
import type { Engine } from '../../../lib/fleet/engine/engine';
import { engineCases, playIsLater, playLeaseEnds, playRequestsAreDue } from './engine-cases';
import { exchangeCases, playAvoidedForHours, playClockGoesBack, playRemoved } from './exchange-cases';
import { ModelEngine } from './model-engine';
import { pageCases } from './page-cases';
import { noEngine, type RealEngine, realEngine } from './real-engine';

/** Milliseconds by which clocks go back. */
const by = 600_000;

const adminOf = (url: string) => createClient({ url });

type Keys = (ending: string) => string;
type Admin = ReturnType<typeof adminOf>;

/** What is done where an engine's clock has gone back; of a real one nobody sets the clock: what it has written moves on instead. */
const goesBack: [
  title: string,
  play: (engine: Engine, name: string, goBack: () => Promise<unknown>) => Promise<void>,
  moveOn: (admin: Admin, key: Keys) => Promise<unknown>,
][] = [
  [
    'gives back what a dead instance had, and nothing of a live one',
    playClockGoesBack,
    async (admin, key) => {
      for (const run of ['dies', 'lives']) await admin.zIncrBy(key('instances'), by, run);
      for (const field of ['since', 'last']) await admin.hIncrByFloat(key('watch'), field, by);
    },
  ],
  [
    'lets another lead when the lease of a dead one is over',
    playLeaseEnds,
    async (admin, key) => admin.pExpire(key('lease'), by),
  ],
  [
    'lets requests leave when they were to, holds a pause no longer, and counts who is there',
    playRequestsAreDue,
    async (admin, key) => {
      for (const field of ['full', 'paused', 'at']) await admin.hIncrByFloat(key('limit'), field, by);
      for (const run of ['a', 'dies']) await admin.zIncrBy(key('instances'), by, run);
    },
  ],
  [
    'says of a document that it is later than the one before',
    playIsLater,
    async (admin, key) => admin.hIncrBy(key('state'), 'witnessAt', by),
  ],
  [
    'keeps a record no longer from where it failed',
    playAvoidedForHours,
    async (admin, key) => {
      const entry = (await admin.xRange(key('records'), '-', '+'))?.[0];
      if (entry === undefined) throw new Error('There is no record.');
      const { token = '', avoid = '', till } = entry.message;
      await admin.xDel(key('records'), entry.id);
      const again = { token, avoid, till: String(Number(till) + by) };
      await admin.hSet(key('sendings'), token, await admin.xAdd(key('records'), '*', again));
    },
  ],
];

describe('The model of an engine', () => {
  for (const [title, play] of [...engineCases, ...exchangeCases, ...pageCases])
    it(title, async () => {
      const engine = new ModelEngine(() => systemClock.now());
      await play(engine, title);
    });

  for (const [title, play] of goesBack)
    it(`${title}, though its clock has gone back`, async () => {
      let ahead = 10 * by;
      const engine = new ModelEngine(() => systemClock.now() + ahead);
      await play(engine, 'clock', async () => {
        ahead -= by;
      });
    });
});

describe('A real engine', () => {
  let real: RealEngine | undefined;
  let engine: Engine | undefined;

  before(async () => {
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

  for (const [title, play, moveOn] of goesBack)
    it(`${title}, though its clock has gone back`, async function () {
      if (real === undefined) return this.skip();
      const admin = adminOf(real.url);
      await admin.connect();
      const prefix = `clock-${randomUUID()}`;
      const key = (ending: string) => `{${prefix}:poll}:${ending}`;
      await play(real.open(prefix), 'poll', () => moveOn(admin, key)).finally(() => admin.destroy());
    });

  it('takes nothing for under way that somebody has removed from its stream, and says so to whoever leads', async function () {
    if (real === undefined) return this.skip();
    const admin = adminOf(real.url);
    await admin.connect();
    const prefix = `removed-${randomUUID()}`;
    await playRemoved(real.open(prefix), 'poll', () => admin.del(`{${prefix}:poll}:records`)).finally(() =>
      admin.destroy(),
    );
  });

  it('says its version, and whether it writes a log', async function () {
    if (engine === undefined) return this.skip();
    const facts = await engine.examine();
    assert.match(facts.version, /^(Redis|Valkey) [7-9]\./);
    assert.equal(facts.evictionPolicy, 'noeviction');
  });
});

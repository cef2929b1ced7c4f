import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { Candidate } from '../../../lib/fleet/candidate';
import type { Engine } from '../../../lib/fleet/engine/engine';
import { WitnessKeeper } from '../../../lib/fleet/witness-keeper';
import { type ManualClock, manualClock } from '../connection/manual-clock';
import { MemoryStore } from '../poll/rig';
import { ModelEngine } from './model-engine';

describe('A candidate', () => {
  let clock: ManualClock;
  let engine: Engine;
  let told: string[];
  let errors: unknown[];

  beforeEach(() => {
    clock = manualClock();
    engine = new ModelEngine(() => clock.now());
    told = [];
    errors = [];
  });

  function candidate(
    name: string,
    { mayLead = true, reached = engine, leads = true, begins = true } = {},
  ): Candidate {
    const one = new Candidate({
      engine: reached,
      poll: 'poll',
      instance: name,
      run: name,
      leaseMs: 10_000,
      mayLead,
      clock,
      witnesses: new WitnessKeeper(new MemoryStore(), clock, () => undefined),
      lead: () => {
        if (!leads) throw new Error('cannot lead');
        told.push(`${name} leads`);
        return {
          cannotBegin: !begins,
          close: async () => {
            told.push(`${name} ends`);
          },
        };
      },
      standsBy: (leader) => void (told.at(-1) !== `${name}: ${leader}` && told.push(`${name}: ${leader}`)),
      failed: (error, pauseMs) => {
        errors.push(error);
        told.push(`${name} tries again in ${pauseMs}`);
      },
    });
    one.start();
    return one;
  }

  it('leads where nobody does, and says to the others who leads', async () => {
    const a = candidate('a');
    await clock.tick(100);
    const b = candidate('b');
    await clock.tick(60_000);
    assert.deepEqual(told, ['a leads', 'b: a']);
    assert.equal(a.leader, 'a');
    assert.equal(b.leader, 'a');
  });

  it('takes over within half a second from one that closes', async () => {
    const a = candidate('a');
    await clock.tick(100);
    candidate('b');
    await clock.tick(5000);
    void a.close();
    await clock.tick(501);
    assert.deepEqual(told, ['a leads', 'b: a', 'a ends', 'b leads']);
  });

  it('gives the lease back and says so when it cannot begin to lead', async () => {
    candidate('a', { leads: false });
    await clock.tick(100);
    assert.match(told.join(), /a tries again in/);
    candidate('b');
    await clock.tick(1001);
    assert.ok(told.includes('b leads'));
  });

  it('lets another lead when it cannot begin for two leases', async () => {
    candidate('a', { begins: false });
    await clock.tick(100);
    candidate('b');
    await clock.tick(19_000);
    assert.deepEqual(told, ['a leads', 'b: a']);
    await clock.tick(5000);
    assert.deepEqual(told.slice(2, 5), ['a ends', 'a: undefined', 'b leads']);
    await clock.tick(60_000);
    assert.deepEqual(told.slice(5), ['a: b']);
  });

  it('goes on trying to lead where there is no other', async () => {
    candidate('a', { begins: false });
    await clock.tick(30_000);
    assert.deepEqual(told, ['a leads', 'a ends', 'a: undefined', 'a leads']);
  });

  it('takes over within a lease and a second from one that says nothing any more', async () => {
    let isCut = false;
    const cut = Object.assign(Object.create(engine) as Engine, {
      renew: (...args: Parameters<Engine['renew']>) =>
        isCut ? Promise.reject(unreachable()) : engine.renew(...args),
      campaign: (...args: Parameters<Engine['campaign']>) =>
        isCut ? Promise.reject(unreachable()) : engine.campaign(...args),
    });
    candidate('a', { reached: cut });
    await clock.tick(100);
    candidate('b');
    await clock.tick(2500);
    isCut = true;
    await clock.tick(11_100);
    const [first, second, ...rest] = told;
    assert.deepEqual([first, second], ['a leads', 'b: a']);
    assert.ok(rest.indexOf('a ends') >= 0 && rest.indexOf('a ends') < rest.indexOf('b leads'), `${rest}`);
  });

  for (const early of Array.from({ length: 9 }, (_, index) => index))
    it(`tells of its engine, and of nothing else, when its lease ends between two looks at the clock, ${early} looks behind the timer`, async () => {
      // Node.js fires a timer up to a millisecond early.
      let looks = 0;
      const { monotonic, now } = clock;
      clock.monotonic = () => {
        looks = Math.max(0, looks - 1);
        return monotonic() - (looks > 0 ? 1 : 0);
      };
      clock.now = () => now() - (looks > 0 ? 1 : 0);
      let isCut = false;
      const unlessCut =
        <Order extends unknown[], Reply>(ask: (...order: Order) => Promise<Reply>) =>
        (...order: Order) =>
          isCut ? Promise.reject(unreachable()) : ask(...order);
      const cut = Object.assign(Object.create(engine) as Engine, {
        renew: unlessCut(engine.renew.bind(engine)),
        campaign: unlessCut(engine.campaign.bind(engine)),
      });
      candidate('a', { reached: cut });
      await clock.tick(100);
      isCut = true;
      for (let ms = 0; ms < 11_000; ms += 1) {
        looks = early;
        await clock.tick(1);
      }
      assert.deepEqual(
        errors.filter((error) => !(error instanceof CoupaError)),
        [],
      );
      isCut = false;
      await clock.tick(2000);
      assert.equal(told.at(-1), 'a leads');
    });

  it('never leads where it only takes records', async () => {
    candidate('a', { mayLead: false });
    await clock.tick(30_000);
    assert.deepEqual(told, ['a: undefined']);
  });

  it('tries again each second at most while the engine cannot be used, however long that is', async () => {
    let isThere = false;
    const absent = Object.assign(Object.create(engine) as Engine, {
      campaign: (...args: Parameters<Engine['campaign']>) =>
        isThere ? engine.campaign(...args) : Promise.reject(unreachable()),
    });
    candidate('a', { reached: absent });
    await clock.tick(3600);
    isThere = true;
    await clock.tick(1000);
    assert.deepEqual(told, [
      'a tries again in 500',
      'a tries again in 1000',
      'a tries again in 1000',
      'a tries again in 1000',
      'a tries again in 1000',
      'a leads',
    ]);
  });
});

const unreachable = () => new CoupaError('COUPA_STATE', phrase`The engine cannot be reached.`);

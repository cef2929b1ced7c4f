import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import type { ReceiverParts } from '../../../lib/fleet/delivery/receiver-parts';
import { Fleet } from '../../../lib/fleet/fleet';
import { FleetPoll } from '../../../lib/member/fleet-poll';
import type { Command } from '../../../lib/poll/command';
import type { Poller } from '../../../lib/poll/poller';
import type { PollerParts } from '../../../lib/poll/poller-parts';
import { FollowedFlow } from '../../../lib/poll/tell/followed-flow';
import type { StateStore } from '../../../lib/ports/state-store';
import { Telemetry } from '../../../lib/ports/telemetry';
import { manualClock } from '../connection/manual-clock';
import { ModelEngine } from '../fleet/model-engine';

/** Milliseconds after which a leader has read an engine that knows nothing: the others may. */
const readMs = 5_200;

const nothing: StateStore = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };

describe('A poll of a fleet', () => {
  function setUp() {
    const clock = manualClock();
    const engine = new ModelEngine(() => clock.now());
    const said: string[] = [];
    /** What a poller does with one command, for as long as it takes. */
    let polling: () => Promise<void> = () => Promise.resolve();
    /** Whoever leads hands a record over. */
    let handOver: (id: string) => void = assert.fail;

    function instance(
      name: string,
      {
        url = '/api/invoices',
        delivery = 'send',
        mayLead = true,
        reached = engine,
        by = { kind: 'turn' } as ReceiverParts['by'],
        /** What its flow does with a record. */
        taken = (): void => undefined,
      } = {},
    ) {
      const fleet = new Fleet({
        engine: reached,
        engineName: 'redis',
        instance: name,
        run: name,
        leaseMs: 10_000,
        mayLead,
        clock,
        notice: () => undefined,
      });
      const createPoller = ({ store, outbox }: Pick<PollerParts, 'store' | 'outbox'>) => {
        const begin = () => {
          said.push(`${name} leads`);
          outbox?.open({
            acknowledge: (token) => said.push(`${name} hears of ${token}`) > 0,
            refuse: () => false,
            sendAgain: (token) => said.push(`${name} sends ${token} again`) > 0,
          });
          handOver = (id) => outbox?.send(`${id}.1`, { id, attempt: 1, message: '{}' });
        };
        const poller = {
          start: () => void store.load().then(begin),
          close: () => store.save({ by: name }).then(() => said.push(`${name} saved`)),
          pause: () => polling().then(() => said.push(`${name} pauses`)),
          resume: () => polling().then(() => said.push(`${name} resumes`)),
          poll: () => polling(),
          report: async () => {
            await polling();
            return { resource: name, lastPoll: { error: { message: phrase`It failed.` } } };
          },
          beginsFrom: async () => {
            await polling();
            return { resource: name, position: 1 };
          },
        };
        return poller as unknown as Poller;
      };
      const poll = new FleetPoll({
        fleet,
        key: 'poll',
        node: 'n',
        clock,
        local: { ...nothing, handedOver: () => Promise.resolve() },
        book: { ...nothing, handedOver: () => Promise.resolve() },
        witnesses: nothing,
        source: { resource: 'invoices', url, settings: { delivery, markExported: 'false' } },
        polls: async () => [{ resource: name }] as never,
        createPoller,
        pages: { shape: 'shape', read: () => Promise.resolve(undefined) },
        records: { maxInFlight: 10, by, deliver: taken },
        followed: new FollowedFlow(new Telemetry(), { id: 'n' }, 'invoices'),
        outlet: {
          standsBy: (leader) => said.push(`${name} stands by ${leader ?? 'nobody'}`),
          failed: (error) => said.push(`${name} failed: ${(error as CoupaError).code}`),
          error: (error) => said.push(`${name} error: ${(error as Error).message}`),
          notice: (text) => said.push(`${name} is told: ${text}`),
        },
      });
      poll.start();
      return poll;
    }

    return {
      clock,
      engine,
      said,
      instance,
      handOver: (id: string) => handOver(id),
      polls: (work: () => Promise<void>) => {
        polling = work;
      },
    };
  }

  const pause: Command = { kind: 'pause' };

  it('is led by one instance; the others say which, once', async () => {
    const { clock, said, instance } = setUp();
    instance('a');
    await clock.tick(readMs);
    instance('b');
    instance('c');
    await clock.tick(5000);
    assert.deepEqual(said, ['a leads', 'b stands by a', 'c stands by a']);
  });

  it('is handed over at once by an instance that closes, with what it saved', async () => {
    const { clock, said, instance } = setUp();
    const a = instance('a');
    await clock.tick(readMs);
    const b = instance('b');
    await clock.tick(100);
    said.length = 0;
    await a.close();
    await clock.tick(1100);
    assert.deepEqual(said, ['a saved', 'b leads']);
    assert.equal(b.leader, 'b');
  });

  for (const [by, heard] of [
    [{ kind: 'turn' }, ['a hears of 1.1']],
    [{ kind: 'flow', acknowledgeTimeoutMs: 60_000 }, []],
  ] as const)
    it(`is left with what its own flow has taken, and what it gives back is for a successor (${by.kind})`, async () => {
      const { clock, said, instance, handOver } = setUp();
      let closing: Promise<void> | undefined;
      const a = instance('a', {
        by,
        taken: () => {
          closing = a.close();
        },
      });
      await clock.tick(readMs);
      said.length = 0;
      handOver('1');
      await clock.tick(1000);
      await closing;
      assert.deepEqual(said, [...heard, 'a saved']);
      instance('b', { by });
      await clock.tick(1000);
      assert.deepEqual(
        said.slice(-2),
        by.kind === 'turn' ? ['a saved', 'b leads'] : ['b leads', 'b sends 1.1 again'],
      );
    });

  it('keeps its position in time though what came of its records cannot be heard', async () => {
    const { clock, engine, said, instance } = setUp();
    const reached = Object.create(engine) as ModelEngine;
    const a = instance('a', { reached });
    await clock.tick(readMs);
    said.length = 0;
    reached.exchange = () => new Promise(() => undefined);
    await clock.tick(1000);
    const closing = a.close();
    await clock.tick(2000);
    await closing;
    assert.deepEqual(said, ['a saved']);
  });

  it('is led by no instance that takes records only', async () => {
    const { clock, said, instance } = setUp();
    instance('a', { mayLead: false });
    await clock.tick(30_000);
    assert.deepEqual(said, ['a stands by nobody']);
  });

  it('carries commands out where it is led, whoever was asked', async () => {
    const { clock, said, instance } = setUp();
    const a = instance('a');
    await clock.tick(readMs);
    const b = instance('b');
    await clock.tick(100);
    said.length = 0;
    await a.run(pause);
    const asked = Promise.all([b.run(pause), b.report(), b.beginsFrom(), b.polls()]);
    await clock.tick(1500);
    const [, report, bounds, polls] = await asked;
    assert.deepEqual(said, ['a pauses', 'a pauses']);
    assert.equal(String(report.lastPoll?.error?.message), 'It failed.');
    assert.deepEqual(bounds, { resource: 'a', position: 1 });
    assert.deepEqual(polls, [{ resource: 'a' }]);
  });

  it('carries out what another instance was asked before what the leading one is asked then', async () => {
    const { clock, said, instance } = setUp();
    const a = instance('a');
    await clock.tick(readMs);
    const b = instance('b');
    await clock.tick(100);
    said.length = 0;
    const asked = [b.run({ kind: 'resume' }), a.run(pause)];
    await clock.tick(1500);
    await Promise.all(asked);
    assert.deepEqual(said, ['a resumes', 'a pauses']);
  });

  it('carries out what the leading instance is asked though the engine is silent about what others were', async () => {
    const { clock, engine, said, instance } = setUp();
    const reached = Object.create(engine) as ModelEngine;
    const a = instance('a', { reached });
    await clock.tick(readMs);
    said.length = 0;
    reached.collect = () => new Promise(() => undefined);
    const asked = a.run(pause);
    await clock.tick(1000);
    await asked;
    assert.deepEqual(said, ['a pauses']);
  });

  it('answers whoever asks for a poll that takes long before it has ended, and tells its failure where it failed', async () => {
    const { clock, said, instance, polls } = setUp();
    instance('a');
    await clock.tick(readMs);
    const b = instance('b');
    await clock.tick(100);
    said.length = 0;
    let fail: (error: Error) => void = assert.fail;
    polls(
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    const asked = b.run({ kind: 'poll', message: {} });
    await clock.tick(9500);
    assert.equal(await asked, undefined);
    fail(new CoupaError('COUPA_SERVER', phrase`The tenant failed.`));
    await clock.tick(1);
    assert.deepEqual(said, ['a error: The tenant failed.']);
  });

  it('answers a command that waits for the engine as soon as that is silent for two seconds, and goes on with it', async () => {
    const { clock, engine, said, instance, polls } = setUp();
    const reached = Object.create(engine) as ModelEngine;
    const a = instance('a', { reached });
    await clock.tick(readMs);
    said.length = 0;
    const silent = new CoupaError('COUPA_STATE', phrase`The engine did not answer.`);
    const unanswered = () =>
      new Promise<never>((_, reject) => void clock.setTimeout(() => reject(silent), 2000));
    const waiting: (() => void)[] = [];
    const stored = () => {
      for (const done of waiting.splice(0)) done();
    };
    polls(() => new Promise((resolve) => waiting.push(resolve)));
    const answers: string[] = [];
    const answered = (asked: Promise<unknown>) => {
      asked.then(
        () => answers.push('done'),
        (error: CoupaError) => answers.push(`${error.code}: ${error.message}`),
      );
    };
    const ask = (command: Command) => answered(a.run(command));
    ask(pause);
    await clock.tick(60_000);
    assert.deepEqual(answers, [], 'the engine answers');

    reached.recall = unanswered;
    ask(pause);
    ask({ kind: 'poll', message: {} });
    await clock.tick(1999);
    assert.deepEqual(answers, []);
    await clock.tick(1);
    const carriedOut = /^COUPA_STATE: The engine .*did not answer.* The command is carried out all the same/;
    assert.equal(
      answers.filter((answer) => carriedOut.test(answer)).length,
      2,
      'the one that waited already, too',
    );
    assert.equal(answers.filter((answer) => answer === 'COUPA_STATE: The engine did not answer.').length, 1);
    stored();
    await clock.tick(1);
    assert.deepEqual(said, ['a pauses', 'a pauses']);

    for (const asked of [a.report(), a.beginsFrom()]) answered(asked);
    await clock.tick(2000);
    assert.deepEqual(answers.splice(3), Array(2).fill('COUPA_STATE: The engine did not answer.'));

    reached.recall = () => Promise.reject(silent);
    ask(pause);
    await clock.tick(1000);
    stored();
    await clock.tick(1);
    assert.equal(answers[3], 'done', 'what still comes in that time counts');
  });

  it('answers a command at another instance two seconds after its engine answered last, at the latest', async () => {
    const { clock, engine, instance } = setUp();
    instance('a');
    await clock.tick(readMs);
    const reached = Object.create(engine) as ModelEngine;
    const b = instance('b', { reached });
    await clock.tick(100);
    const answers: string[] = [];
    b.run(pause).catch((error: CoupaError) => answers.push(`${error.code}: ${error.message}`));
    await clock.tick(0);
    reached.recall = () => new Promise(() => undefined);
    reached.collect = () => new Promise(() => undefined);
    await clock.tick(1999);
    assert.deepEqual(answers, []);
    await clock.tick(1);
    assert.match(answers.join(), /^COUPA_STATE: The engine redis did not answer within 2 seconds\./);
  });

  it('refuses commands at once while nobody leads, and lets acknowledgements be', async () => {
    const { clock, instance } = setUp();
    const a = instance('a', { mayLead: false });
    await clock.tick(100);
    await assert.rejects(a.run(pause), { code: 'COUPA_STATE', message: /^No instance of the fleet leads/ });
    await a.run({ kind: 'acknowledge', delivery: 'd' });
    await a.run({ kind: 'refuse', delivery: 'd', reason: 'r' });
  });

  it('names both URLs once where two instances would ask for different things', async () => {
    const { clock, said, instance } = setUp();
    instance('a');
    await clock.tick(readMs);
    instance('b', { url: '/api/orders' });
    await clock.tick(20_000);
    const told = said.filter((line) => line.startsWith('b is told'));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /\/api\/invoices .*\/api\/orders/);
  });

  it('names the settings once that two instances have differently', async () => {
    const { clock, said, instance } = setUp();
    instance('a', { delivery: 'acknowledge' });
    await clock.tick(readMs);
    instance('b');
    instance('c', { delivery: 'acknowledge' });
    await clock.tick(20_000);
    const told = said.filter((line) => line.includes('is told'));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^b is told: .*\(there \/ here\): delivery: acknowledge \/ send\./);
  });

  it('says once that the engine cannot be reached, goes on when it is back, and then would say so again', async () => {
    const { clock, engine, said, instance } = setUp();
    let isDown = true;
    const reached = Object.create(engine) as ModelEngine;
    reached.campaign = async (...bid) => {
      if (isDown) throw new CoupaError('COUPA_STATE', phrase`The engine cannot be reached.`);
      return engine.campaign(...bid);
    };
    reached.renew = async (...holder) => {
      if (isDown) throw new CoupaError('COUPA_STATE', phrase`The engine cannot be reached.`);
      return engine.renew(...holder);
    };
    instance('a', { reached });
    await clock.tick(60_000);
    assert.deepEqual(said, ['a failed: COUPA_STATE']);
    isDown = false;
    await clock.tick(31_000);
    assert.deepEqual(said.slice(1), ['a leads']);
    isDown = true;
    await clock.tick(20_000);
    assert.equal(said.at(-1), 'a failed: COUPA_STATE');
    assert.equal(said.filter((line) => line === 'a failed: COUPA_STATE').length, 2);
  });

  it('says that it can take no records though it can be led, once', async () => {
    const { clock, engine, said, instance } = setUp();
    const reached = Object.create(engine) as ModelEngine;
    reached.exchange = () => Promise.reject(new CoupaError('COUPA_STATE', phrase`The answer stopped.`));
    instance('a', { reached });
    await clock.tick(40_000);
    assert.deepEqual(said, ['a leads', 'a error: The answer stopped.']);
  });

  it('is closed within two seconds though the engine does not answer', async () => {
    const { clock, engine, instance } = setUp();
    const reached = Object.create(engine) as ModelEngine;
    const a = instance('a', { reached });
    await clock.tick(100);
    reached.write = () => new Promise(() => undefined);
    let isClosed = false;
    void a.close().then(() => {
      isClosed = true;
    });
    await clock.tick(2000);
    assert.equal(isClosed, true);
  });
});

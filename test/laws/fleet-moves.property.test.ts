import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Act } from './fleet-operator';
import {
  anyMishap,
  assertBounds,
  assertNothingLost,
  assertNothingTwice,
  assertOneOrder,
  assertOrder,
  deliveries,
  deploy,
  movesIn,
  one,
  play,
  playLeaving,
  refusingWorldOf,
  worldOf,
} from './fleet-play';
import type { FleetWorld, Mishap, Moment } from './fleet-world';
import type { Change } from './model-tenant';
import { parameters, patience } from './worlds';

/** What else happens where instances leave a fleet and come back. */
const anyMove = fc.oneof(
  { weight: 6, arbitrary: anyMishap },
  { weight: 4, arbitrary: one('leave') },
  { weight: 4, arbitrary: one('return') },
  { weight: 2, arbitrary: one('off') },
);

async function holdsWhereMoved(given: FleetWorld): Promise<void> {
  const outcome = await play({ ...given, ignored: [], refused: [] });
  assertNothingLost(outcome);
  assertOneOrder(outcome);
  assertNothingTwice(outcome);
  assertBounds(outcome);
}

async function holdsWhereGivenUp(given: FleetWorld): Promise<void> {
  const { fleet, ...outcome } = await play(given);
  assertNothingLost({ fleet, ...outcome });
  fleet.operator.assertNoneLost(outcome.undeliverable);
  fleet.operator.assertNoneTwice(outcome.undeliverable);
  assert.deepEqual(fleet.operator.repeats, []);
}

describe('the laws of a fleet that is left', function () {
  this.timeout(patience);

  for (const delivery of deliveries)
    it(`hold under "${delivery}" when instances, the last one, too, poll by themselves for a while and come back, are killed, and the engine forgets`, async () => {
      await fc.assert(
        fc.asyncProperty(worldOf(anyMove, delivery), async (world) => {
          const outcome = await play(world);
          assertNothingLost(outcome);
          assertOrder(outcome);
          assertBounds(outcome);
        }),
        parameters(100),
      );
    });

  it('hold, and nothing comes twice or out of order, when a whole fleet is left by its leader and taken up by it again', async () => {
    await fc.assert(
      fc.asyncProperty(movesIn(worldOf(deploy, ...deliveries)), holdsWhereMoved),
      parameters(100),
    );
  });

  it('hold, and nothing that the flows took comes twice, when a fleet is left by its leader in the midst of it', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(deploy, 'send'), async (given) => {
        const { outcome, before } = await playLeaving({ ...given, ignored: [], refused: [] });
        assertNothingTwice({ fleet: { sent: before } });
        assertNothingLost(outcome);
        assertBounds(outcome);
      }),
      parameters(100),
    );
  });

  it('keep what was given up until it was sent again or dismissed, here or there, and send nothing of it again unasked', async () => {
    await fc.assert(fc.asyncProperty(movesIn(refusingWorldOf(deploy)), holdsWhereGivenUp), parameters(50));
  });

  describe('regressions', () => {
    const create: Change = { kind: 'create', late: 0 };
    const close: Mishap = { kind: 'close', instance: 0 };
    const moment = (given: Partial<Moment>): Moment => ({ ms: 50, changes: [], mishaps: [], ...given });
    const small = { pageSize: 1, maxInFlight: 1, ignored: [], refused: [], elsewhere: [] };

    it('what somebody asks for may come before it is said that it will', async () => {
      const moments = [
        moment({ moves: 'out' }),
        moment({ changes: [create, create] }),
        moment({ changes: [create] }),
        moment({ mishaps: [close] }),
        moment({ changes: [create, create] }),
        moment({ acts: [{ command: 'redeliver' }] }),
      ];
      await holdsWhereGivenUp({
        ...small,
        delivery: 'acknowledge',
        moments,
        refused: [1, 4, 8],
        maxAttempts: 1,
      });
    });

    it('what a node was sending again when it came back to its fleet is listed no more once it was taken', async () => {
      const moments = [
        moment({ moves: 'back' }),
        moment({ changes: [create, create], moves: 'back' }),
        moment({ changes: [create, { kind: 'update', pick: 0, late: 0, times: 1 }], moves: 'out' }),
        moment({ mishaps: [close] }),
        moment({ changes: [create] }),
        moment({ mishaps: [close], acts: [{ command: 'redeliver' }] }),
      ];
      await holdsWhereGivenUp({
        ...small,
        delivery: 'acknowledge',
        moments,
        ignored: [8],
        refused: [4, 5, 6, 10],
        maxAttempts: 2,
      });
    });

    it('what was given up while all was being sent again may be among it', async () => {
      const late: Change = { kind: 'create', late: 1 };
      const update: Change = { kind: 'update', pick: 0, late: 0, times: 1 };
      const moments = [
        moment({ changes: [late, update] }),
        moment({ changes: [create, create, create], mishaps: [close], moves: 'out' }),
        moment({ ms: 1000, changes: [create], acts: [{ command: 'redeliver' }], moves: 'out' }),
        moment({ acts: [{ command: 'redeliver' }] }),
      ];
      await holdsWhereGivenUp({
        ...small,
        delivery: 'acknowledge',
        moments,
        maxInFlight: 5,
        refused: [1, 6],
        slow: [6],
        maxAttempts: 1,
      });
    });

    it('what was given up while all was being dismissed may be among it', async () => {
      const update = (pick: number): Change => ({ kind: 'update', pick, late: 0, times: 1 });
      const all = (command: Act['command']): Act[] => [{ command }];
      const moments = [
        moment({ changes: [update(3)], moves: 'back' }),
        moment({ changes: [update(0)], moves: 'out' }),
        moment({ moves: 'out' }),
        moment({ changes: [update(0)], moves: 'out' }),
        moment({ ms: 3500, acts: all('redeliver'), moves: 'out' }),
        moment({ mishaps: [{ kind: 'close', instance: 1 }], acts: all('redeliver'), moves: 'out' }),
        moment({ acts: all('dismiss') }),
      ];
      await holdsWhereGivenUp({
        ...small,
        delivery: 'acknowledge',
        moments,
        ignored: [4],
        refused: [1],
        maxAttempts: 1,
      });
    });

    it('what a node brought back to its fleet is not lost with an engine that forgets it at once', async () => {
      const strike = (kind: 'leave' | 'stop' | 'return', instance: number): Mishap => ({ kind, instance });
      const moments = [
        moment({ mishaps: [strike('leave', 2)] }),
        moment({ mishaps: [strike('stop', 1)] }),
        moment({ mishaps: [{ kind: 'flush' }, strike('leave', 0)] }),
        moment({ mishaps: [strike('return', 0)] }),
        moment({}),
        moment({
          ms: 1000,
          changes: [{ kind: 'create', late: 3187 }],
          mishaps: [{ kind: 'rewind', writes: 1 }],
        }),
        moment({ ms: 3500 }),
        moment({ ms: 1000 }),
        moment({ ms: 300 }),
      ];
      const outcome = await play({ ...small, delivery: 'send', moments });
      assertNothingLost(outcome);
      assertOrder(outcome);
      assertBounds(outcome);
    });

    it('what is sent next when the last record is acknowledged is waited for', async () => {
      const moments = [
        moment({ ms: 300, changes: [{ kind: 'update', pick: 0, late: 0, times: 1 }] }),
        moment({ changes: [create], mishaps: [{ kind: 'leave', instance: 1 }] }),
      ];
      const outcome = await play({
        ...small,
        delivery: 'acknowledge',
        pageSize: 3,
        moments,
        ignored: [1, 5],
      });
      assertNothingLost(outcome);
      assertBounds(outcome);
    });

    it('what a flow could not acknowledge before its node was stopped comes again', async () => {
      const moments = [
        moment({ changes: [create], moves: 'out' }),
        moment({ changes: [{ kind: 'update', pick: 22, late: 0, times: 1 }] }),
        moment({ mishaps: [close] }),
      ];
      await holdsWhereMoved({ ...small, delivery: 'acknowledge', moments });
    });
  });
});

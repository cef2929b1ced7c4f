import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  anyMishap,
  assertBounds,
  assertLeftWithLatest,
  assertNothingLost,
  assertNothingTwice,
  assertOrder,
  assertRepeatsUnsaved,
  comings,
  deliveries,
  deploy,
  lonely,
  one,
  play,
  refusingWorldOf,
  worldOf,
} from './fleet-play';
import type { Moment } from './fleet-world';
import { parameters, patience } from './worlds';

describe('the laws of a fleet', function () {
  this.timeout(patience);

  for (const delivery of deliveries)
    it(`hold under "${delivery}" when instances are stopped, woken, killed and cut off, replies are lost, and the engine forgets`, async () => {
      await fc.assert(
        fc.asyncProperty(worldOf(anyMishap, delivery), async (world) => {
          const outcome = await play(world);
          assertNothingLost(outcome);
          assertOrder(outcome);
          assertLeftWithLatest(outcome);
          assertBounds(outcome);
        }),
        parameters(430),
      );
    });

  it('hold where the only instance sends what it reads into its own flow at once, and others come and go', async () => {
    let atOnce = 0;
    await fc.assert(
      fc.asyncProperty(lonely(worldOf(comings(anyMishap), 'send')), async (world) => {
        const outcome = await play(world);
        assertNothingLost(outcome);
        assertOrder(outcome);
        assertLeftWithLatest(outcome);
        assertBounds(outcome);
        atOnce += outcome.fleet.sent.filter(({ atOnceBy }) => atOnceBy !== undefined).length;
      }),
      parameters(150),
    );
    assert.ok(atOnce > 0);
  });

  it('hold, and nothing comes twice, where the only instance does so, and others are deployed and shut down', async () => {
    await fc.assert(
      fc.asyncProperty(lonely(worldOf(comings(deploy), 'send')), async (given) => {
        const outcome = await play(given);
        assertNothingLost(outcome);
        assertOrder(outcome);
        assertLeftWithLatest(outcome);
        assertNothingTwice(outcome);
      }),
      parameters(100),
    );
  });

  it('hold, and no kill repeats what was saved, where the only instance does so', async () => {
    const kill = fc.oneof(one('kill'), deploy);
    await fc.assert(
      fc.asyncProperty(lonely(worldOf(comings(kill), 'send')), async (given) => {
        const outcome = await play(given);
        assertNothingLost(outcome);
        assertOrder(outcome);
        assertLeftWithLatest(outcome);
        assertRepeatsUnsaved(outcome);
      }),
      parameters(100),
    );
  });

  it('keep what was given up until it was sent again or dismissed, whoever leads, is killed with its user directory, or forgets', async () => {
    await fc.assert(
      fc.asyncProperty(
        refusingWorldOf(fc.oneof({ weight: 9, arbitrary: anyMishap }, one('wipe'))),
        async (world) => {
          const outcome = await play(world);
          assertNothingLost(outcome);
          outcome.fleet.operator.assertNoneLost(outcome.undeliverable);
          assertBounds(outcome);
        },
      ),
      parameters(110),
    );
  });

  it('send nothing that was given up again unasked, nor behind what is newer, when instances are deployed one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(refusingWorldOf(deploy), async (given) => {
        const outcome = await play(given);
        assertNothingLost(outcome);
        outcome.fleet.operator.assertNoneLost(outcome.undeliverable);
        assert.deepEqual(outcome.fleet.operator.repeats, []);
      }),
      parameters(70),
    );
  });

  it('hold, and nothing comes twice, when instances are deployed one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(deploy, ...deliveries), async (given) => {
        const outcome = await play({ ...given, ignored: [], refused: [] });
        assertNothingLost(outcome);
        assertOrder(outcome);
        assertNothingTwice(outcome);
      }),
      parameters(140),
    );
  });

  it('tell on output 2 of a record that nobody may ever have had, since all who took it stopped: a world that was found', async () => {
    const moment = (given: Partial<Moment>): Moment => ({ ms: 3500, changes: [], mishaps: [], ...given });
    const { fleet, ...outcome } = await play({
      delivery: 'acknowledge',
      pageSize: 1,
      moments: [
        moment({ changes: [{ kind: 'create', late: 0 }] }),
        moment({
          ms: 50,
          mishaps: [
            { kind: 'wipe', instance: 2 },
            { kind: 'swallow', instance: 2 },
          ],
        }),
        moment({ mishaps: [{ kind: 'stop', instance: 2 }] }),
      ],
      maxInFlight: 1,
      ignored: [],
      refused: [1],
      elsewhere: [],
      maxAttempts: 1,
      isApart: true,
    });
    assertNothingLost({ fleet, ...outcome });
    fleet.operator.assertNoneLost(outcome.undeliverable);
    assert.deepEqual([fleet.sent.length, outcome.undeliverable.size], [0, 1]);
  });

  it('list the version that was given up where the engine had forgotten that another was: a world that was found', async () => {
    const moment = (given: Partial<Moment>): Moment => ({ ms: 50, changes: [], mishaps: [], ...given });
    const create = { kind: 'create', late: 0 } as const;
    const update = (pick: number) => ({ kind: 'update', pick, late: 0, times: 1 }) as const;
    const { fleet, ...outcome } = await play({
      delivery: 'acknowledge',
      pageSize: 3,
      moments: [
        moment({
          changes: [update(15), create, update(0)],
          acts: [{ command: 'redeliver', pick: undefined }],
        }),
        moment({ ms: 1000 }),
        moment({ changes: [update(17), create], mishaps: [{ kind: 'flush' }] }),
        moment({ ms: 300, changes: [{ kind: 'create', late: 387 }] }),
        moment({}),
        moment({ changes: [create, update(20)] }),
        moment({ mishaps: [{ kind: 'rewind', writes: 2 }] }),
      ],
      maxInFlight: 5,
      ignored: [],
      refused: [1, 6, 10],
      elsewhere: [],
      maxAttempts: 1,
    });
    assertNothingLost({ fleet, ...outcome });
    fleet.operator.assertNoneLost(outcome.undeliverable);
  });

  it('leave the flows with the last version where the engine forgot that an earlier one was settled: a world that was found', async () => {
    const moment = (given: Partial<Moment>): Moment => ({ ms: 50, changes: [], mishaps: [], ...given });
    const create = (late: number) => ({ kind: 'create', late }) as const;
    const update = (pick: number) => ({ kind: 'update', pick, late: 0, times: 1 }) as const;
    const rewind = (writes: number) => ({ kind: 'rewind', writes }) as const;
    const outcome = await play({
      delivery: 'acknowledge',
      pageSize: 1,
      moments: [
        moment({}),
        moment({ changes: [update(0)], mishaps: [rewind(1)] }),
        moment({ ms: 1000, changes: [create(1), create(0)] }),
        moment({ ms: 3500, changes: [update(11)], mishaps: [rewind(2)] }),
        moment({ mishaps: [rewind(1), rewind(6)] }),
      ],
      maxInFlight: 500,
      ignored: [],
      refused: [],
      elsewhere: [],
      slow: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20],
    });
    assertNothingLost(outcome);
    assertLeftWithLatest(outcome);
  });
});

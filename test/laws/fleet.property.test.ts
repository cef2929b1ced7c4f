import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  anyMishap,
  assertBounds,
  assertNothingLost,
  assertNothingTwice,
  assertOrder,
  deliveries,
  deploy,
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
          assertBounds(outcome);
        }),
        parameters(430),
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
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answer, config, type Flow, playWithFlow } from './acknowledging-flow';
import type { Change } from './model-tenant';
import {
  assertLeftAsTheyAre,
  assertNothingLost,
  change,
  changeOrReturn,
  contentOf,
  type Outcome,
  overlapSeconds,
  parameters,
  patience,
  type World,
  worldOf,
  wrongAnswers,
} from './worlds';

function assertAllSettled({ tenant, rig, known }: Outcome, flow: Flow): void {
  const givenUp = new Set(rig.undeliverable.map(({ message }) => contentOf(message.payload)));
  const missed = tenant
    .lastVersions()
    .filter(({ content }) => !known.has(content) && !flow.acknowledged.has(content) && !givenUp.has(content));
  assert.deepEqual(missed, [], 'last versions neither acknowledged nor given up');
}

/**
 * Nothing is sent more often than that. Where the node told of the tenant's clock, records may come again, and one that had been given up
 * may begin anew. The flow takes time here that does not pass for the tenant, so its clock may seem to be late.
 */
function assertAttempts({ rig }: Outcome, { sendings, deliveries }: Flow): void {
  const mayComeAgain = rig.notices.some((text) => /clock/.test(text));
  for (const [key, count] of mayComeAgain ? deliveries : sendings)
    assert.ok(count <= config.maxAttempts, `${key} was sent ${count} times`);
}

describe('the laws under acknowledgement', function () {
  this.timeout(patience);

  const world = worldOf(change, { overlap: overlapSeconds });

  it('settle every last version, in order, within maxInFlight and maxAttempts, whatever the flow does', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(answer, { minLength: 1, maxLength: 20 }), async (given, answers) => {
        const { outcome, flow } = await playWithFlow(given, answers, false);
        assertNothingLost(outcome);
        assertAllSettled(outcome, flow);
        assert.ok(flow.most <= config.maxInFlight, `${flow.most} in flight`);
        assertAttempts(outcome, flow);
      }),
      parameters(150),
    );
  });

  it('settle every last version when the process is killed at any moment, too', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(answer, { minLength: 1, maxLength: 20 }), async (given, answers) => {
        const { outcome, flow } = await playWithFlow(given, answers, true);
        assertNothingLost(outcome);
        assertAllSettled(outcome, flow);
      }),
      parameters(150),
    );
  });

  it('settle every last version whatever the clocks of the tenant say, also when the process is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        wrongAnswers,
        fc.array(answer, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        async (given, clocks, answers, crashes) => {
          const { outcome, flow } = await playWithFlow({ ...given, clocks }, answers, crashes);
          // Where a restart hid how much time had passed, what may be missing was told.
          if (outcome.rig.notices.some((text) => /may be missing/.test(text))) return;
          assertNothingLost(outcome);
          assertAllSettled(outcome, flow);
        },
      ),
      parameters(100),
    );
  });

  it('leave every record as it is in the end, also where it returns to what is still on its way', async () => {
    await fc.assert(
      fc.asyncProperty(
        worldOf(changeOrReturn, { overlap: overlapSeconds, gap: 1000 }),
        fc.array(answer, { minLength: 1, maxLength: 20 }),
        async (given, answers) => {
          const { outcome } = await playWithFlow(given, answers, false);
          assertLeftAsTheyAre(outcome);
        },
      ),
      parameters(100),
    );
  });

  describe('regressions', () => {
    const nothing = { before: [], between: [], during: [], faults: [], crashes: [] };

    it('a record that was given up does not hold the reported position, also while the file still lists it', async () => {
      const create = (late = 0): Change => ({ kind: 'create', late });
      const update = (pick: number, times: number, late = 0): Change => ({
        kind: 'update',
        pick,
        late,
        times,
      });
      const wait = (ms: number): Change => ({ kind: 'wait', ms });
      const given: World = {
        ...nothing,
        before: [update(5, 1, 4137), create(), create(), create(), update(48, 2)],
        between: [
          [
            create(),
            update(22, 2, 12_812),
            update(30, 2),
            update(12, 2),
            update(33, 2),
            create(4544),
            update(15, 2, 4256),
            create(7605),
          ],
          [update(41, 2), wait(3414), update(26, 2), update(8, 2), create(), update(42, 2, 16_511)],
          [create(), create(), create(10_762), wait(1477), create(2205), update(18, 1)],
        ],
        during: [
          update(46, 2),
          create(),
          wait(2937),
          wait(2983),
          wait(2980),
          wait(2837),
          create(),
          wait(2190),
          create(),
          create(),
        ],
        pageSize: 6,
        start: 'beginning',
        ids: 'sparse',
        overlap: overlapSeconds,
        clockSkewHours: 0,
        polls: 5,
      };
      const { outcome, flow } = await playWithFlow(given, ['ignore', 'acknowledge'], false);
      assertNothingLost(outcome);
      assertAllSettled(outcome, flow);
      assert.ok(outcome.rig.undeliverable.length > 0, 'nothing was given up');
    });

    it('a record that was given up begins anew only where it was told that the clock went back', async () => {
      const create = (late = 0): Change => ({ kind: 'create', late });
      const update = (pick: number, late: number): Change => ({ kind: 'update', pick, late, times: 1 });
      const wait = (ms: number): Change => ({ kind: 'wait', ms });
      const given: World = {
        ...nothing,
        before: [create(), create(1)],
        between: [
          [create(), create(), create(), wait(780), create(), create(), wait(2651)],
          [],
          [wait(429)],
          [],
          [update(0, 1), update(0, 5001), create(1), create()],
        ],
        during: [create(), create(), update(0, 1), update(15, 1), wait(3705), update(10, 0)],
        pageSize: 7,
        start: 'beginning',
        ids: 'number',
        overlap: overlapSeconds,
        clockSkewHours: -30,
        polls: 5,
      };
      const { outcome, flow } = await playWithFlow(given, ['refuse'], false);
      assertAttempts(outcome, flow);
      const most = Math.max(...flow.sendings.values());
      assert.ok(most > config.maxAttempts, 'the clock of this world seems to go back no more');
    });

    it('a document proves nothing behind a record that the flow refuses', async () => {
      const given: World = {
        ...nothing,
        during: [{ kind: 'create', late: 0 }],
        pageSize: 1,
        start: 'now',
        ids: 'number',
        overlap: overlapSeconds,
        clockSkewHours: -30,
        polls: 1,
      };
      const { outcome, flow } = await playWithFlow(given, ['refuse'], false);
      assertAllSettled(outcome, flow);
    });
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  assertNothingLost,
  assertNothingTwice,
  assertOrder,
  type Clocks,
  change,
  type Outcome,
  parameters,
  patience,
  play,
  worldOf,
  wrongAnswers,
  wrongBy,
} from './worlds';

const minute = 60_000;
const oneAnswer: fc.Arbitrary<Clocks> = fc.record({
  wrong: fc.record({ from: fc.nat(15), answers: fc.constant(1), by: wrongBy }).map((one) => [one]),
  set: fc.constant([]),
});

const clockNotices = ({ rig }: Outcome) => rig.notices.filter((text) => /clock/.test(text));

describe('the laws under wrong clocks', function () {
  this.timeout(patience);

  it('say nothing of clocks that are right', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(change), fc.boolean(), async (given, crashes) => {
        const outcome = await play({ ...given, clocks: { wrong: [], set: [] } }, { crashes });
        assertNothingLost(outcome);
        assert.deepEqual(clockNotices(outcome), []);
      }),
      parameters(100),
    );
  });

  it('lose nothing, repeat nothing and tell it once when one answer is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(change), oneAnswer, async (given, clocks) => {
        const outcome = await play({ ...given, clocks });
        assertNothingLost(outcome);
        assertOrder(outcome);
        assertNothingTwice(outcome);
        // A node that has seen no other answer cannot know that its very first one was too early, and loses nothing by it.
        const isFirst = given.start === 'beginning' && (clocks.wrong[0]?.from ?? 0) < 2 + given.faults.length;
        const told = clockNotices(outcome).length;
        assert.ok(told <= outcome.tenant.wrongDates, `told ${told} times`);
        if (!isFirst) assert.equal(told, outcome.tenant.wrongDates, 'not told');
      }),
      parameters(150),
    );
  });

  it('lose nothing whatever answers are wrong, also when the process is killed', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(change), wrongAnswers, fc.boolean(), async (given, clocks, crashes) => {
        const outcome = await play({ ...given, clocks }, { crashes });
        assertNothingLost(outcome);
      }),
      parameters(150),
    );
  });

  const isSet: fc.Arbitrary<Clocks> = fc.record({
    wrong: fc.constant([]),
    set: fc.record({ poll: fc.nat(5), by: wrongBy }).map((one) => [one]),
  });

  it('lose nothing when the clock is set for good', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(change), isSet, async (given, clocks) => {
        assertNothingLost(await play({ ...given, clocks }));
      }),
      parameters(100),
    );
  });

  it('lose nothing without saying so when it is set and the process is killed', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(change), isSet, async (given, clocks) => {
        // Nobody can notice that a clock was set back by less than the node did not run.
        fc.pre(clocks.set.every((one) => Math.abs(one.by) >= 10 * minute));
        const outcome = await play({ ...given, clocks }, { crashes: true });
        if (!clockNotices(outcome).some((text) => /may be missing/.test(text))) assertNothingLost(outcome);
      }),
      parameters(100),
    );
  });
});

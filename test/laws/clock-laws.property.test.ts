import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Change } from './model-tenant';
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
  type World,
  worldOf,
  wrongAnswers,
  wrongBy,
  wrongByMuch,
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
        // One that is earlier by less than the time until the next answer cannot be told from a slow one.
        const isSmall = clocks.wrong.some((one) => one.by < 0 && one.by > -10 * minute);
        if (!isFirst && !isSmall) assert.equal(told, outcome.tenant.wrongDates, 'not told');
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

  /** By more than a world lasts: nobody can notice that it was set back by less than the time until the next answer. */
  const isSet: fc.Arbitrary<Clocks> = fc.record({
    wrong: fc.constant([]),
    set: fc.record({ poll: fc.nat(5), by: wrongByMuch }).map((one) => [one]),
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
        const outcome = await play({ ...given, clocks }, { crashes: true });
        if (!clockNotices(outcome).some((text) => /may be missing/.test(text))) assertNothingLost(outcome);
      }),
      parameters(100),
    );
  });

  describe('regressions', () => {
    const create: Change = { kind: 'create', late: 0 };
    const updateOf = (pick: number, late = 0): Change => ({ kind: 'update', pick, late, times: 1 });
    const update = updateOf(0);
    const wait = (ms: number): Change => ({ kind: 'wait', ms });
    const wrong = (...answers: [from: number, answers: number, by: number][]): Clocks => ({
      wrong: answers.map(([from, count, much]) => ({ from, answers: count, by: much })),
      set: [],
    });
    const set = (poll: number, much: number): Clocks => ({ wrong: [], set: [{ poll, by: much }] });
    const day = 1440 * minute;
    const quiet: World = {
      before: [],
      between: [],
      during: [],
      faults: [],
      pageSize: 1,
      start: 'now',
      ids: 'number',
      overlap: 0,
      clockSkewHours: -30,
      polls: 3,
      crashes: [],
    };
    const worlds: Record<string, Partial<World>> = {
      'goes further back when the second answer is even earlier than the first': {
        during: [create, wait(1), update],
        clocks: wrong([0, 1, 40_000], [1, 2, 10 * minute], [3, 1, 40_000]),
      },
      'does not move the position of a new node by answers that later ones of its first scan refute': {
        start: 'beginning',
        between: [[], [update]],
        during: [create, create],
        clocks: wrong([0, 2, 40_000]),
      },
      'goes back after a restart, though the time has caught up with the wrong one since': {
        between: [[create], [], [wait(758), create, wait(1201)]],
        during: [update, wait(1262), create],
        clocks: wrong([0, 2, -40_000], [4, 6, 40_000]),
        crashes: [{ poll: 1, turns: 6 }],
      },
      'goes back after a restart, though the time has caught up with a clock that was set back': {
        between: [[], [create]],
        overlap: 20,
        polls: 2,
        clocks: set(0, -40_000),
        crashes: [{ poll: 1, turns: 0 }],
      },
      'takes no date of the old clock for a position when the clock was set back': {
        between: [[create, create], [create]],
        faults: [undefined, undefined, 'no-date'],
        pageSize: 2,
        polls: 2,
        clocks: set(0, -day),
      },
      'does not believe an answer that is ahead for confirming a step back before a restart': {
        between: [[], [], [], [], [update]],
        during: [create],
        polls: 6,
        clocks: wrong([2, 1, -10 * minute], [6, 6, 10 * minute]),
        crashes: [
          { poll: 2, turns: 1 },
          { poll: 3, turns: 6 },
        ],
      },
      'keeps a checkpoint that the time it goes back to does not refute': {
        between: [[], [update]],
        during: [create],
        polls: 4,
        clocks: wrong([0, 1, 10 * minute], [1, 2, day], [3, 2, 10 * minute]),
      },
      'takes the time it goes back to for one that may be wrong, too': {
        start: 'beginning',
        between: [[create], [update]],
        clocks: wrong([0, 2, 60 * minute], [2, 2, 10 * minute]),
      },
      'goes back before the first of two wrong times, where a restart hides how long ago that was': {
        start: 'beginning',
        between: [[], [], [create]],
        polls: 4,
        clocks: wrong([0, 2, 60 * minute], [2, 3, 10 * minute]),
        crashes: [{ poll: 3, turns: 3 }],
      },
      'goes back to where the first poll of a node began, though an answer in the middle of it is the one that stepped ahead':
        {
          before: [
            { kind: 'create', late: 1 },
            { kind: 'create', late: 1 },
          ],
          between: [[create, { kind: 'create', late: 1 }, create]],
          during: [update, create, update, wait(1337), wait(2228)],
          pageSize: 6,
          start: 'beginning',
          clocks: wrong([1, 1, -10 * minute], [0, 6, 10 * minute]),
        },
      'goes back to the position before a step ahead, whatever time it is by the clock it goes back to': {
        between: [[create], [], [update]],
        polls: 4,
        clocks: wrong([1, 2, 30 * day], [3, 2, 10 * minute]),
      },
      'does not believe an answer that is earlier for one that is earlier still': {
        before: [{ kind: 'create', late: 1 }, create, create],
        between: [
          [updateOf(1), update],
          [updateOf(0, 1), create, updateOf(1), updateOf(2)],
          [create, create, updateOf(0, 1), create, create],
          [update, updateOf(1)],
          [create],
        ],
        polls: 5,
        clocks: wrong([11, 2, 30 * day], [14, 4, 10 * minute], [18, 2, day]),
        crashes: [{ poll: 3, turns: 7 }],
      },
    };
    for (const [what, world] of Object.entries(worlds)) {
      it(what, async () => {
        const given = { ...quiet, ...world };
        assertNothingLost(await play(given, { crashes: given.crashes.length > 0 }));
      });
    }

    it('does not follow an early answer at the beginning of a scan that the next one denies', async () => {
      const outcome = await play({
        ...quiet,
        before: [create],
        between: [[create, create, create], [update, create], [create], [update]],
        during: [update, update, create, create, create],
        pageSize: 2,
        start: 'beginning',
        polls: 4,
        clocks: wrong([13, 1, -10 * minute]),
      });
      assertNothingLost(outcome);
      assertNothingTwice(outcome);
    });

    it('tells nothing when the answers of one time are looked at late', async () => {
      const outcome = await play({
        ...quiet,
        before: [wait(204), create, create, create, wait(2917)],
        between: [[wait(3240)]],
        during: [create, create, create, create, create],
        faults: [undefined, undefined, undefined, undefined, 'fails'],
        start: 'beginning',
        ids: 'sparse',
        polls: 1,
        clocks: wrong([0, 1, 40_000]),
      });
      assert.ok(clockNotices(outcome).length <= 1, outcome.rig.notices.join('\n'));
    });
  });
});

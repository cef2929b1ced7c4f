import fc from 'fast-check';
import {
  assertLeftAsTheyAre,
  assertNoneTwiceInARow,
  assertNothingLost,
  assertNothingTwice,
  assertOrder,
  change,
  changeOrReturn,
  overlapSeconds,
  parameters,
  patience,
  play,
  worldOf,
} from './worlds';

describe('the laws of the poll engine', function () {
  this.timeout(patience);

  it('lose nothing, repeat nothing and keep the order, whatever changes between any two requests', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(change), async (given) => {
        const outcome = await play(given);
        assertNothingLost(outcome);
        assertOrder(outcome);
        assertNothingTwice(outcome);
      }),
      parameters(400),
    );
  });

  it('lose nothing when the process is killed at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(change), async (given) => {
        assertNothingLost(await play(given, { crashes: true }));
      }),
      parameters(400),
    );
  });

  it('leave every record as it is in the end, also where it returns to what it was under one updated date', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(changeOrReturn, { gap: 1000 }), async (given) => {
        const outcome = await play(given);
        assertLeftAsTheyAre(outcome);
        assertNoneTwiceInARow(outcome);
      }),
      parameters(100),
    );
  });

  it('lose nothing where a whole list is answered with nothing by mistake, in which something was shown before', async () => {
    // What is remembered tells that it is a mistake: without a kill, that is all that was shown.
    const lies = fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 4 });
    const clocks = { wrong: [], set: [] };
    const fixed = { faults: [], overlap: overlapSeconds as 20, polls: 5, gap: 25_000, clocks };
    const worlds = worldOf(change, fixed);
    await fc.assert(
      fc.asyncProperty(worlds, lies, async (given, some) => {
        const outcome = await play({ ...given, lies: some }, { liesAtFirst: true });
        assertNothingLost(outcome);
        assertNothingTwice(outcome);
      }),
      parameters(150),
    );
  });

  describe('regressions', () => {
    it('takes the beginning of a scan from its first answer only: a later one that has a Date is later', async () => {
      const outcome = await play({
        before: [{ kind: 'create', late: 0 }],
        between: [],
        during: [
          { kind: 'update', pick: 0, late: 0, times: 1 },
          { kind: 'wait', ms: 1 },
          { kind: 'update', pick: 0, late: 0, times: 1 },
          { kind: 'wait', ms: 2693 },
        ],
        faults: ['no-date'],
        pageSize: 1,
        start: 'now',
        ids: 'number',
        overlap: 0,
        clockSkewHours: -30,
        polls: 1,
        crashes: [],
      });
      assertNothingLost(outcome);
    });
  });
});

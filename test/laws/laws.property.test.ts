import fc from 'fast-check';
import {
  assertLeftAsTheyAre,
  assertNoneTwiceInARow,
  assertNothingLost,
  assertNothingTwice,
  assertOrder,
  change,
  changeOrReturn,
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

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { comingAndGoing, RemovalsPlay, removalsWorld, removalsWorldOf } from './removals-world';
import { parameters, patience } from './worlds';

describe('the laws of removals', function () {
  this.timeout(patience);

  it('never tell what is there as DELETED, are never silent about what is gone, and tell it once', async () => {
    await fc.assert(
      fc.asyncProperty(removalsWorld, async (given) => {
        const play = new RemovalsPlay({ ...given, kills: [] });
        await play.run();
        assert.deepEqual(play.violations, []);
        assert.deepEqual(play.silent, [], 'gone, and nobody was told');
        assert.deepEqual(play.toldTwice, []);
      }),
      parameters(500),
    );
  });

  it('hold when the process is killed at any moment, in the middle of a look, too', async () => {
    await fc.assert(
      fc.asyncProperty(removalsWorld, async (given) => {
        const play = new RemovalsPlay(given);
        await play.run();
        assert.deepEqual(play.violations, []);
        assert.deepEqual(play.silent, [], 'gone, and nobody was told');
        assert.deepEqual(play.toldTwice, [], 'told twice otherwise than with one key');
      }),
      parameters(500),
    );
  });

  it('never leave a record as gone that has come back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(removalsWorldOf(comingAndGoing, 120), async (given) => {
        // Where it comes back with its updated date, that is found as far as polls reach back.
        const play = new RemovalsPlay({ ...given, kills: [], overlap: 120, turns: 120 });
        await play.run(true);
        assert.deepEqual(play.violations, []);
        assert.deepEqual(play.silent, [], 'gone, and nobody was told');
        assert.deepEqual(play.takenForGone, [], 'there, and told as gone');
      }),
      parameters(60),
    );
  });

  it('hold where a poll that waits for the flow sends what was removed behind the looks: a world that was found', async () => {
    const create = { kind: 'create' } as const;
    const remove = (pick: number) => ({ kind: 'remove', pick }) as const;
    const play = new RemovalsPlay({
      before: [create],
      during: [
        ...[remove(0), create, create, create, create, remove(0), remove(0), create, create, create],
        ...[{ kind: 'wait', ms: 1 } as const, remove(29)],
      ],
      faults: [],
      lie: 0,
      lyingQuestion: 0,
      readings: { ids: 'number', absent: '404', ignoresFields: false, ignoresIds: false },
      start: 'now',
      idField: 'id',
      delivery: 'acknowledge',
      replies: ['refuse'],
      pageSize: 2,
      kills: [],
    });
    await play.run();
    assert.deepEqual([play.violations, play.silent, play.toldTwice], [[], [], []]);
  });

  it('hold where a killed process had told what the tenant refuses to say again: a world that was found', async () => {
    const play = new RemovalsPlay({
      before: [],
      during: [{ kind: 'create' }, { kind: 'remove', pick: 0 }],
      faults: [undefined, 'fails', ...Array(5).fill(undefined), 'order', 'fails', 'forbidden'],
      lie: 1,
      lyingQuestion: 0,
      readings: { ids: 'number', absent: '404', ignoresFields: false, ignoresIds: false },
      start: 'beginning',
      idField: 'id',
      delivery: 'send',
      replies: ['acknowledge'],
      pageSize: 2,
      kills: [9],
    });
    await play.run();
    assert.deepEqual([play.violations, play.silent, play.toldTwice], [[], [], []]);
    const told = play.rig.messages.map(({ coupa }) => coupa.key).filter((key) => key.includes('deleted'));
    assert.equal(new Set(told).size, 2, 'it is told again, by the key of a later look');
  });
});

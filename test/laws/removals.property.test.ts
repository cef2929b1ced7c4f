import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RemovalsPlay, removalsWorld } from './removals-world';
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
});

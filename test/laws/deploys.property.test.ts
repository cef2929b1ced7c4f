import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DeploysPlay, deploysWorld } from './deploys-world';
import { parameters, patience } from './worlds';

describe('the laws under deploys that change settings', function () {
  this.timeout(patience);

  it('leave the flow with the last version of every record, never send two of one at once, and nothing from an instance before', async () => {
    await fc.assert(
      fc.asyncProperty(deploysWorld, async (world) => {
        const play = new DeploysPlay(world);
        await play.run();
        assert.deepEqual(play.violations, []);
        assert.deepEqual(play.missed, [], 'last versions that the flow does not have');
      }),
      parameters(300),
    );
  });
});

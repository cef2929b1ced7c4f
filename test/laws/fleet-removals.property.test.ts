import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyMishap, deploy } from './fleet-play';
import { FleetRemovals, fleetRemovalsWorldOf } from './fleet-removals';
import { parameters, patience } from './worlds';

describe('the laws of removals in a fleet', function () {
  this.timeout(patience);

  it('hold when whoever looks is stopped, woken, killed and cut off, replies are lost, and the engine forgets', async () => {
    await fc.assert(
      fc.asyncProperty(fleetRemovalsWorldOf(anyMishap), async (given) => {
        const play = new FleetRemovals(given);
        await play.run();
        assert.deepEqual(play.violations, []);
        assert.deepEqual(play.silent, [], 'gone, and nobody was told');
        assert.deepEqual(play.toldTwice({ again: true }), [], 'told twice otherwise than with one key');
      }),
      parameters(40),
    );
  });

  it('hold, and nothing is told twice, when instances are deployed one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fleetRemovalsWorldOf(deploy), async (given) => {
        const play = new FleetRemovals({ ...given, fleet: { ...given.fleet, ignored: [], refused: [] } });
        await play.run();
        assert.deepEqual(play.violations, []);
        assert.deepEqual(play.silent, [], 'gone, and nobody was told');
        assert.deepEqual(play.toldTwice({ again: false }), []);
      }),
      parameters(40),
    );
  });
});

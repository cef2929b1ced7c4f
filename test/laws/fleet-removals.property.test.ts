import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyMishap, deploy } from './fleet-play';
import { FleetRemovals, fleetRemovalsWorldOf } from './fleet-removals';
import type { Mishap, Moment } from './fleet-world';
import type { RemovalChange } from './removal-tenant';
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

  describe('regressions', () => {
    it('what only an empty list proved is told by a later look, too, once the engine forgot that, and the list has filled again', async () => {
      const moment = (ms: number, ...mishaps: Mishap[]): Moment => ({ ms, changes: [], mishaps });
      const remove = (pick: number): RemovalChange => ({ kind: 'remove', pick });
      const play = new FleetRemovals({
        fleet: {
          delivery: 'send',
          pageSize: 1,
          moments: [
            moment(1000, { kind: 'partition', instance: 1 }),
            moment(300),
            moment(50, { kind: 'rewind', writes: 4 }),
          ],
          maxInFlight: 500,
          ignored: [],
          refused: [],
          elsewhere: [],
        },
        tenant: [
          { changes: [], during: [remove(0), remove(14)], faults: [] },
          { changes: [remove(4)], during: [], faults: [] },
        ],
        readings: { ids: 'number', absent: '404', ignoresFields: false, ignoresIds: true },
        start: 'now',
        idField: 'id',
      });
      await play.run();
      assert.deepEqual([play.violations, play.silent, play.toldTwice({ again: true })], [[], [], []]);
      assert.ok(play.toldTwice({ again: false }).includes('invoices:3:deleted:4'), 'else it shows nothing');
    });
  });
});

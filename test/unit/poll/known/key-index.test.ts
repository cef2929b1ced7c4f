import assert from 'node:assert/strict';
import { Slices } from '../../../../lib/base/slices';
import { entryOf, hasKey } from '../../../../lib/poll/known/entry';
import { IdSet } from '../../../../lib/poll/known/id-set';
import { KnownIds } from '../../../../lib/poll/known/known-ids';
import type { RecordId } from '../../../../lib/scan/record-id';
import { FakeClock } from '../rig';

const entry = (id: RecordId, key: RecordId) => entryOf({ id, key }, 'number');

describe('Whether another record has a number', () => {
  /** A look that has seen records 1 to 3,000, and misses 3,001 to 3,200, of which the last two have one number. */
  function looking(): KnownIds {
    const known = new KnownIds();
    known.belongTo('a list');
    const all = Array.from({ length: 3200 }, (_, index) => entry(index + 1, `N-${index + 1}`));
    all.splice(-1, 1, entry(3200, 'N-3199'));
    for (const one of all) known.sent(one);
    known.beginLook('a look', 0, 0);
    known.saw(all.slice(0, 3000));
    return known;
  }

  const index = (known: KnownIds) => known.indexKeys(new Slices(new FakeClock()));
  const hasAnother = (known: KnownIds, id: RecordId, key: RecordId) =>
    known.hasAnother(entry(id, key), hasKey(key));

  it('is told of each missing one without going through all that is known for each', async () => {
    const known = looking();
    const iterate = IdSet.prototype[Symbol.iterator];
    let steps = 0;
    IdSet.prototype[Symbol.iterator] = function* (this: IdSet) {
      for (const id of iterate.call(this)) {
        steps += 1;
        yield id;
      }
    };
    try {
      await index(known);
      for (let id = 3001; id < 3199; id += 1) assert.equal(hasAnother(known, id, `N-${id}`), false);
    } finally {
      IdSet.prototype[Symbol.iterator] = iterate;
    }
    assert.ok(steps <= 3200, `${steps} steps`);
  });

  it('is seen of records in the list, of missing ones, and of what is sent meanwhile', async () => {
    const known = looking();
    known.saw([entry('4,2', 'N-3001'), entry(5000, 'N-3002')]);
    known.sent(entry('text "of, an id', 'N-3003'));
    const indexed = index(known);
    known.sent(entry(5002, 'N-3004'));
    await indexed;
    known.sent(entry(5003, 'N-3005'));
    const found = [3001, 3002, 3003, 3004, 3005, 3006].map((id) => hasAnother(known, id, `N-${id}`));
    assert.deepEqual(found, [true, true, true, true, true, false]);
  });

  it('is seen of what was sent before, whatever a poll sends while all that is known is read', async () => {
    const known = looking();
    known.sent(entry(9000, 'N-3001'));
    // Each thousand entries take their time, and a poll has its turn between them.
    const indexed = known.indexKeys(new Slices(new FakeClock(0, 10)));
    for (let id = 4000; id < 4010; id += 1) known.sent(entry(id, `N-${id}`));
    await indexed;
    assert.equal(hasAnother(known, 3001, 'N-3001'), true);
    assert.equal(hasAnother(known, 3002, 'N-3002'), false);
  });

  it('is not taken from a record that was told as gone', async () => {
    const known = looking();
    await index(known);
    assert.equal(hasAnother(known, 3199, 'N-3199'), true);
    known.isGone(entry(3200, 'N-3199'));
    assert.equal(hasAnother(known, 3199, 'N-3199'), false);
  });

  it('tells a number from a text that looks like it', async () => {
    const known = looking();
    known.saw([entry(5000, '3001'), entry(5001, 7)]);
    known.sent(entry(5002, '7'));
    await index(known);
    assert.equal(hasAnother(known, 5000, '3001'), false);
    assert.equal(hasAnother(known, 5001, 7), false);
  });
});

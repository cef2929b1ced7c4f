import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { IdSet } from '../../../../lib/poll/known/id-set';
import { KnownIds } from '../../../../lib/poll/known/known-ids';

const million = 1_000_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are held once everything else was collected. */
function heldBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

describe('What is known of a million records', () => {
  it('takes at most 4 MB of memory, in the middle of a look and after it, too', () => {
    const known = new KnownIds();
    const before = heldBytes();
    known.belongTo('a list');
    for (let id = 1; id <= million; id += 1) known.sent(id);
    known.beginLook('a look', 0, 0);
    const held = [heldBytes() - before];
    for (let id = 1; id <= million; id += 50) {
      known.saw(Array.from({ length: 50 }, (_, index) => id + index));
      if (id === million / 2 + 1) held.push(heldBytes() - before);
    }
    known.endLook();
    held.push(heldBytes() - before);
    assert.equal(known.size, million);
    for (const bytes of held) assert.ok(bytes < 4_000_000, `${held.join(', ')} bytes`);
  });

  it('is stored in at most 4 MB, and read again', () => {
    const known = new KnownIds();
    known.belongTo('a list');
    for (let id = 1; id <= million; id += 1) known.sent(id * 12_345);
    known.beginLook('a look', 0, 0);
    const { removals } = known.toMember();
    const text = JSON.stringify(removals);
    assert.ok(text.length < 4_000_000, `${text.length} bytes`);
    const again = new KnownIds(JSON.parse(text));
    assert.equal(again.size, million);
    assert.equal(IdSet.from(removals?.known ?? []).at(1), million * 12_345);
  });
});

import assert from 'node:assert/strict';
import { OwnWrites } from '../../../lib/records/work/own-writes';

const minute = 60_000;

describe('What is known of writes that nobody knows the end of', () => {
  it('is forgotten after an hour, also while an older one is still under way', () => {
    const ownWrites = new OwnWrites();
    ownWrites.begin(['long'], 0);
    ownWrites.begin(['R-1'], 0).leftOpen(3 * minute);
    assert.equal(ownWrites.begin(['R-1'], 59 * minute).isOneOfSeveral(), true);
    ownWrites.begin(['R-2'], 0).leftOpen(3 * minute);
    assert.equal(ownWrites.begin(['R-2'], 61 * minute).isOneOfSeveral(), false);
  });

  it('takes no room for ever', () => {
    const ownWrites = new OwnWrites();
    for (let at = 0; at < 1000; at += 1) ownWrites.begin([`R-${at}`], at).leftOpen(at + 3 * minute);
    ownWrites.begin(['later'], 70 * minute);
    const { size } = Reflect.get(ownWrites, 'open') as Map<string, unknown>;
    assert.equal(size, 1);
  });

  it('is not forgotten while it is under way, however long', () => {
    const ownWrites = new OwnWrites();
    ownWrites.begin(['R-1'], 0);
    assert.equal(ownWrites.begin(['R-1'], 100 * minute).isOneOfSeveral(), true);
  });
});

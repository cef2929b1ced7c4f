import assert from 'node:assert/strict';
import { EachSender } from '../../../lib/write/session/each';

describe('sending the objects of a list one by one', () => {
  it('numbers them, and says with the last how many there were', () => {
    const parts: unknown[] = [];
    const each = new EachSender({}, (part) => parts.push([part.payload['id'], part.parts]));
    each.give([{ id: 1 }, { id: 2 }]);
    assert.equal(parts.length, 1, 'the last one is held back');
    each.give([{ id: 3 }]);
    each.end();
    const seen = parts as [number, { id: string; index: number; count?: number }][];
    assert.deepEqual(
      seen.map(([id, { index, count }]) => [id, index, count]),
      [
        [1, 0, undefined],
        [2, 1, undefined],
        [3, 2, 3],
      ],
    );
    assert.equal(new Set(seen.map(([, { id }]) => id)).size, 1);
  });

  it('sends nothing for an empty list', () => {
    const each = new EachSender({}, () => assert.fail('there is nothing to send'));
    each.end();
    assert.equal(each.count, 0);
  });

  it('keeps what the asking message was a part of', () => {
    const outer = { id: 'outer', index: 4 };
    const parts: unknown[] = [];
    const each = new EachSender({ parts: outer }, (part) => parts.push(part.parts['parts']));
    each.give([{ id: 1 }]);
    each.end();
    assert.deepEqual(parts, [outer]);
  });
});

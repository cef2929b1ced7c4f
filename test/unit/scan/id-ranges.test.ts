import assert from 'node:assert/strict';
import { distinct, IdRanges } from '../../../lib/scan/id-ranges';

describe('Ranges of ids of which one is read in another way', () => {
  for (const [what, range, id, left] of [
    ['end with it where it was all', { after: '3', upTo: 4 }, 4, []],
    [
      'are two where it was in the middle',
      { after: 3, upTo: 9 },
      5,
      [
        { after: 3, upTo: '4' },
        { after: 5, upTo: 9 },
      ],
    ],
    ['begin behind it where it was the first', { after: 3, upTo: 9 }, '4', [{ after: '4', upTo: 9 }]],
    ['stay where it is in none', { after: 3, upTo: 9 }, 3, [{ after: 3, upTo: 9 }]],
    ['stay where nobody can say what is beside it', { after: 3, upTo: 9 }, '5a', [{ after: 3, upTo: 9 }]],
  ] as const)
    it(what, () => {
      const ranges = new IdRanges([range]);
      ranges.readAlone(id);
      assert.deepEqual(ranges.ranges, left);
    });
});

describe('Distinct ranges of ids', () => {
  const all = [{ after: 3, upTo: 9 }, { after: 19 }];
  for (const [what, range, isLeftOut] of [
    ['one that is there', { after: 3, upTo: '9' }, true],
    ['a part of one', { after: '4', upTo: 5 }, true],
    ['what begins before one', { after: 2, upTo: 5 }, false],
    ['what ends behind one', { after: 4, upTo: 10 }, false],
    ['what has no end', { after: 4 }, false],
    ['what has no beginning', { upTo: 4 }, false],
    ['a part of one without an end', { after: 20 }, true],
  ] as const)
    it(`${isLeftOut ? 'leave out' : 'keep'} ${what}`, () => {
      assert.deepEqual(distinct([...all, range]), isLeftOut ? all : [...all, range]);
    });
});

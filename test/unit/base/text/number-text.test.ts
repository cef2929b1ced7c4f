import assert from 'node:assert/strict';
import fc from 'fast-check';
import { numberText } from '../../../../lib/base/text/number-text';

describe('The text of a number', () => {
  it('is what `String` makes of it', () => {
    for (const value of [
      0,
      -0,
      1,
      -1,
      17.5,
      2 ** 31,
      2 ** 53,
      -(2 ** 53),
      1e21,
      1e-7,
      5e-324,
      Number.MAX_VALUE,
    ])
      assert.equal(numberText(value), String(value));
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(fc.oneof(finite, fc.integer()), (value) => numberText(value) === String(value)));
  });
});

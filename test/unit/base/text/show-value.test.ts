import assert from 'node:assert/strict';
import fc from 'fast-check';
import { showValue } from '../../../../lib/base/text/show-value';

describe('a value that a sentence quotes', () => {
  const cyclic: Record<string, unknown> = { name: 'a' };
  cyclic['self'] = cyclic;
  const throwing = {
    toJSON: () => {
      throw new Error('no');
    },
  };

  for (const [value, shown] of [
    ['pol', '"pol"'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [7, '7'],
    [12n, '12n'],
    [true, 'true'],
    [['a', 1], '["a",1]'],
    [{ a: 1 }, '{"a":1}'],
    [[0n], '[ 0n ]'],
    [Symbol('x'), 'Symbol(x)'],
    ['x'.repeat(5_000_000), `"${'x'.repeat(99)}…"`],
  ] as const) {
    it(`is written as ${shown.slice(0, 20)}`, () => assert.equal(showValue(value), shown));
  }

  it('may have hundreds of millions of places, or bytes, which nobody goes through', () => {
    const rows: number[] = [];
    rows[400_000_000] = 1;
    let looks = 0;
    const bytes = Object.assign(Buffer.alloc(10), { toJSON: () => (looks += 1) });
    for (const large of [rows, { rows }, bytes]) assert.ok(showValue(large).length < 220);
    assert.equal(looks, 0);
  });

  it('may be anything at all', () => {
    for (const odd of [cyclic, throwing, Object.create(null), () => 1, new Map([[cyclic, throwing]])])
      assert.ok(showValue(odd).length > 0);
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }), (value) => {
        const shown = showValue(value);
        assert.ok(shown.length > 0 && shown.length < 220);
      }),
    );
  });
});

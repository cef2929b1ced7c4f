import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeIds, encodeIds, orderIds } from '../../../../lib/poll/known/id-block';
import { IdSet } from '../../../../lib/poll/known/id-set';
import type { RecordId } from '../../../../lib/scan/record-id';

const million = 1_000_000;

const anyId: fc.Arbitrary<RecordId> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3000 }) },
  fc.maxSafeNat(),
  fc.integer({ min: -50, max: -1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.5 }),
  fc.bigInt({ min: 0n, max: 10n ** 38n }).map(String),
  fc.integer({ min: 0, max: 3000 }).map((number) => `INV-${number}`),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
);

const steps = fc.array(fc.record({ add: fc.boolean(), ids: fc.array(anyId, { maxLength: 80 }) }), {
  maxLength: 12,
});

/** Bytes of a set as it is held and stored: its blocks are texts of one byte a character. */
function bytesOf(set: IdSet): number {
  return JSON.stringify(set.toRows()).length;
}

function filled(count: number, idOf: (index: number) => RecordId): IdSet {
  const set = IdSet.empty();
  for (let index = 0; index < count; index += 1) set.add(idOf(index));
  return set;
}

describe('A set of ids', () => {
  it('holds what was added and not removed, in its order, each as it was, after being stored, too', () => {
    fc.assert(
      fc.property(steps, (changes) => {
        let set = IdSet.empty();
        const expected = new Map<string, RecordId>();
        for (const { add, ids } of changes) {
          if (add) set.addAll(ids);
          else set.removeAll(ids);
          for (const id of ids) {
            const name = `${typeof id}:${id}`;
            if (add) expected.set(name, id);
            else expected.delete(name);
          }
          set = IdSet.from(set.toRows());
        }
        const ordered = [...expected.values()].sort(orderIds);
        assert.deepEqual([...set], ordered);
        assert.equal(set.size, ordered.length);
        assert.deepEqual(set.first(3), ordered.slice(0, 3));
        for (const { ids } of changes)
          for (const id of ids.slice(0, 5)) assert.equal(set.has(id), expected.has(`${typeof id}:${id}`));
      }),
    );
  });

  it('is the same whatever order its ids come in, with many blocks', () => {
    const ids = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 20_011);
    const set = IdSet.empty();
    set.addAll(ids);
    assert.deepEqual(
      [...set],
      [...ids].sort((a, b) => a - b),
    );
    set.removeAll(ids.filter((id) => id % 3 === 0));
    assert.deepEqual(
      [...set],
      ids.filter((id) => id % 3 !== 0).sort((a, b) => a - b),
    );
  });

  it('gives ids from all over it', () => {
    const set = IdSet.empty();
    assert.equal(set.at(0.5), undefined);
    for (let id = 1; id <= 5000; id += 1) set.add(id);
    assert.equal(set.at(0), 1);
    assert.equal(set.at(1), 5000);
    const middle = Number(set.at(0.5));
    assert.ok(middle > 2000 && middle < 3600, `${middle}`);
  });

  for (const [what, idOf, most] of [
    ['numbers beside each other', (index: number) => 4_000_000 + index, 1.4],
    ['numbers with gaps', (index: number) => 1000 + index * 9973 + ((index * 31) % 4000), 2.8],
    ['numbers beyond 2^53', (index: number) => String(9_219_595_375_673_293_000n + BigInt(index)), 3],
    ['texts', (index: number) => `INV-${String(index).padStart(9, '0')}`, 3],
  ] as const)
    it(`takes at most ${most} MB for a million ${what}`, () => {
      // Texts take longer to sort in: a fifth of them tells as much.
      const count = typeof idOf(0) === 'number' ? million : million / 5;
      const set = filled(count, idOf);
      assert.equal(set.size, count);
      const bytes = (bytesOf(set) * million) / count;
      assert.ok(bytes <= most * 1e6, `${bytes} bytes for a million`);
    });

  it('refuses a row that is none', () => {
    const whole = encodeIds(['INV-1', 'INV-2']);
    assert.deepEqual(decodeIds(whole), ['INV-1', 'INV-2']);
    for (const row of ['', 'x', 'nAAA', `${whole.slice(0, 3)}`, 'n////////////////', 't/w=='])
      assert.throws(() => IdSet.from([row]), RangeError, row);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ReadRecord } from '../../../lib/connection/json/listed-record';
import { Memory } from '../../../lib/poll/ledger/memory';
import { Version } from '../../../lib/poll/model/record';

/** A version as one of two servers wrote it. */
interface Seen {
  id: number;
  content: number;
  updatedAt: number;
  isSpaced: boolean;
}

const seen: fc.Arbitrary<Seen> = fc.record({
  id: fc.integer({ min: 1, max: 3 }),
  content: fc.integer({ min: 0, max: 2 }),
  updatedAt: fc.constantFrom(1000, 2000),
  isSpaced: fc.boolean(),
});

function versionOf({ id, content, updatedAt, isSpaced }: Seen): Version {
  const value = { id, content };
  const text = JSON.stringify(value, undefined, isSpaced ? 1 : 0);
  return new Version(value, id, updatedAt, 500, new ReadRecord(Buffer.from(text), value, text));
}

type Verb = (memory: Memory, store: () => void) => void;

const verb: fc.Arbitrary<Verb> = fc.oneof(
  seen.map(
    (one): Verb =>
      (memory) =>
        memory.remember(versionOf(one), true),
  ),
  seen.map(
    (one): Verb =>
      (memory, store) => {
        const undo = memory.remember(versionOf(one), true);
        store();
        undo();
      },
  ),
  seen.map(
    (one): Verb =>
      (memory) =>
        void memory.knows(versionOf(one)),
  ),
  fc.tuple(seen, fc.boolean()).map(
    ([one, always]): Verb =>
      (memory) => {
        const { identity, updatedAt, said: digest } = versionOf(one);
        memory.expect({ identity, updatedAt, digest }, always);
      },
  ),
  fc.constantFrom<Verb>(
    (memory) => memory.beginScan(),
    (memory) => memory.forget(({ updatedAt }) => updatedAt === 2000),
    (memory) => memory.forget(() => true),
    (memory) => memory.clear(),
    (memory) => memory.outdate('1'),
  ),
);

describe('The memory, stored again and again', () => {
  it('is stored as it is now, whatever was stored before', () => {
    fc.assert(
      fc.property(fc.array(verb, { maxLength: 20 }), (verbs) => {
        const [often, once] = [new Memory(), new Memory()];
        for (const change of verbs) {
          change(often, () => often.toRows());
          often.toRows();
          change(once, () => {});
        }
        assert.deepEqual([...often.toRows()].sort(), [...once.toRows()].sort());
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same list as before where a scan has found nothing new', () => {
    const memory = new Memory();
    memory.remember(versionOf({ id: 1, content: 1, updatedAt: 1000, isSpaced: false }), true);
    const rows = memory.toRows();
    memory.beginScan();
    memory.knows(versionOf({ id: 1, content: 1, updatedAt: 1000, isSpaced: false }));
    memory.forget(() => true);
    assert.equal(memory.toRows(), rows);
  });
});

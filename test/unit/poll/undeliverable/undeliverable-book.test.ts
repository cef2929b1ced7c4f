import assert from 'node:assert/strict';
import type { UndeliverableRow } from '../../../../lib/poll/model/undeliverable';
import {
  mostMebibytes,
  mostRecords,
  type Selection,
  UndeliverableBook,
} from '../../../../lib/poll/undeliverable/undeliverable-book';
import { invoiceMessage } from '../invoice-message';

/** A record that was given up, updated in this second. */
function row(
  id: number,
  version = 1,
  more: Partial<UndeliverableRow> & { second?: number } = {},
): UndeliverableRow & { sequence: number } {
  const { second = version, ...others } = more;
  const { topic, payload, coupa } = invoiceMessage(id, version);
  return {
    id: `${id}.${version}`,
    identity: `invoices:${id}`,
    sequence: version,
    topic,
    coupa: { ...coupa, updatedAt: dateOf(second) },
    payload: JSON.stringify(payload),
    reason: 'no',
    at: 0,
    ...others,
  };
}

function unnumbered(whole: UndeliverableRow, isSo = true): UndeliverableRow {
  const { sequence: _, ...others } = whole;
  return isSo ? others : whole;
}

const dateOf = (second: number) => new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString();

function bookOf(...rows: UndeliverableRow[]): UndeliverableBook {
  const book = new UndeliverableBook({ overflowed: () => {} });
  for (const one of rows) book.add(one);
  return book;
}

const keysOf = (book: UndeliverableBook) => Array.from(book.all(), ({ coupa }) => coupa.key);
const markedIn = (book: UndeliverableBook) =>
  Array.from(book.all()).flatMap(({ coupa, superseded }) => (superseded ? [coupa.key] : []));

const counted = ({ rows, superseded, unknown }: Selection) => ({
  selected: rows.length,
  superseded: superseded.length,
  unknown,
});

describe('the book of undeliverable records', () => {
  it(`keeps the latest ${mostRecords}, and tells that others are forgotten`, () => {
    let forgotten = 0;
    const book = new UndeliverableBook({
      overflowed: () => {
        forgotten += 1;
      },
    });
    for (let id = 1; id <= mostRecords + 2; id += 1) book.add(row(id));
    assert.equal(book.left, mostRecords);
    assert.equal(forgotten, 2);
    assert.equal(keysOf(book)[0], 'invoices:3:1');
  });

  it(`keeps ${mostMebibytes} MiB, and the latest record whatever its size`, () => {
    const half = JSON.stringify({ text: 'x'.repeat((mostMebibytes * 1024 * 1024) / 2 - 20) });
    const book = bookOf(row(1, 1, { payload: half }), row(2, 1, { payload: half }));
    assert.equal(book.left, 2);
    book.add(row(3));
    book.add(row(4, 1, { payload: half }));
    assert.deepEqual(
      keysOf(book),
      ['invoices:3:1', 'invoices:4:1'].toSpliced(0, 0, 'invoices:2:1').slice(-2),
    );
    book.add(row(5, 1, { payload: half + half + half }));
    assert.deepEqual(keysOf(book), ['invoices:5:1']);
  });

  it('forgets first what nobody asked to be sent again, and tells when it has to forget others', () => {
    const forgotten: [string, boolean][] = [];
    const book = new UndeliverableBook({
      overflowed: ({ coupa, asked }) => void forgotten.push([coupa.key, asked === true]),
    });
    for (let id = 1; id <= mostRecords; id += 1) book.add(row(id));
    book.ask(undefined);
    book.dismiss(['invoices:7:1']);
    book.add(row(mostRecords + 1));
    assert.deepEqual(forgotten, [], 'one that was dismissed makes room');
    book.add(row(mostRecords + 2));
    assert.deepEqual(forgotten.splice(0), [[`invoices:${mostRecords + 1}:1`, false]]);
    book.ask([`invoices:${mostRecords + 2}:1`]);
    book.add(row(mostRecords + 3));
    assert.deepEqual(forgotten, [['invoices:1:1', true]]);
    assert.equal(book.redelivering, mostRecords - 1);
    assert.equal(keysOf(book).at(-1), `invoices:${mostRecords + 3}:1`);
  });

  describe('of what was sent again and is kept no more', () => {
    const endingsOf = (book: UndeliverableBook) =>
      Object.fromEntries(book.endings.list().map(({ key, result }) => [key, result]));

    it('says whether the flow has it, or a newer version, or somebody dismissed it', () => {
      const book = bookOf(row(1), row(2), row(3), row(4));
      book.dismiss(['invoices:4:1']);
      book.ask(undefined);
      assert.deepEqual(endingsOf(book), {});
      book.delivered(row(1));
      book.delivered(row(2, 2));
      book.dismiss(['invoices:3:1']);
      const dismissed = { 'invoices:3:1': 'dismissed' };
      const others = { 'invoices:1:1': 'accepted', 'invoices:2:1': 'superseded' };
      assert.deepEqual(endingsOf(book), { ...others, ...dismissed });
      book.forget('invoices:3:1');
      assert.deepEqual(endingsOf(book), { ...others, ...dismissed });
    });

    it('says of one that was dismissed too late that the flow has it', () => {
      const book = bookOf(row(1));
      book.ask(undefined);
      book.dismiss(undefined);
      book.delivered(row(1));
      assert.deepEqual(endingsOf(book), { 'invoices:1:1': 'accepted' });
    });

    it('says that it was forgotten, as others came that were given up', () => {
      const book = bookOf();
      for (let id = 1; id <= mostRecords; id += 1) book.add(row(id));
      book.ask(undefined);
      book.add(row(mostRecords + 1));
      assert.deepEqual(endingsOf(book), { 'invoices:1:1': 'forgotten' });
    });

    it('says nothing once it is given up or sent again once more, and remembers no more than may be kept', () => {
      const book = bookOf(row(1));
      book.ask(undefined);
      book.delivered(row(1));
      book.add(row(1));
      assert.deepEqual(endingsOf(book), {});
      book.ask(undefined);
      for (let id = 2; id <= mostRecords + 6; id += 1) {
        book.add(row(id));
        book.ask(undefined);
        book.delivered(row(id));
      }
      const keys = Object.keys(endingsOf(book));
      assert.deepEqual([keys.length, keys[0]], [mostRecords, 'invoices:7:1']);
    });

    it('is forgotten when others are sent again, once all of those were over', () => {
      const book = bookOf(row(1), row(2), row(3));
      book.ask(['invoices:1:1']);
      book.ask(['invoices:2:1']);
      book.delivered(row(1));
      book.delivered(row(2));
      assert.deepEqual(Object.keys(endingsOf(book)), ['invoices:1:1', 'invoices:2:1']);
      book.ask(['invoices:3:1']);
      assert.deepEqual(endingsOf(book), {});
    });
  });

  it('takes no more of what was stored than it keeps', () => {
    const book = bookOf();
    book.restore(Array.from({ length: mostRecords + 1 }, (_, index) => row(index + 1)));
    assert.equal(book.left, mostRecords);
    assert.equal(keysOf(book)[0], 'invoices:2:1');
  });

  it('counts the bytes of what is left, not of what was', () => {
    const most = JSON.stringify({ text: 'x'.repeat(mostMebibytes * 1024 * 1024 - 100) });
    const book = bookOf(row(1, 1, { payload: most }));
    book.ask(undefined);
    book.delivered(row(1));
    book.add(row(2, 1, { payload: most }));
    book.dismiss(undefined);
    book.add(row(3, 1, { payload: most }));
    assert.deepEqual(keysOf(book), ['invoices:3:1']);
  });

  it('keeps the last giving up of a version, in its place', () => {
    const book = bookOf(row(1), row(2));
    book.add(row(1, 1, { reason: 'still no', id: 'another' }));
    assert.deepEqual(keysOf(book), ['invoices:1:1', 'invoices:2:1']);
    assert.deepEqual([book.find('invoices:1:1')?.reason, book.left], ['still no', 2]);
  });

  describe('knows that one is superseded', () => {
    for (const [what, delivered, expected] of [
      ['by a later version', row(1, 3), ['invoices:1:2']],
      ['by the same version', row(1, 2), ['invoices:1:2']],
      ['not by an earlier version', row(1, 1), []],
      ['not by another record', row(2, 3), []],
      ['by a later version of the same second', row(1, 3, { second: 2 }), ['invoices:1:2']],
      [
        'by what carries no date, such as a removal',
        row(1, 9, { coupa: invoiceMessage(1, 9).coupa }),
        ['invoices:1:2'],
      ],
    ] as const) {
      it(what, () => {
        const book = bookOf(row(1, 2));
        const isChanged = book.delivered(delivered);
        assert.deepEqual(markedIn(book), expected);
        assert.equal(isChanged, expected.length > 0);
      });
    }

    it('and not the second of two versions of one second when the first is delivered', () => {
      const book = bookOf(row(1, 1, { second: 5 }), row(1, 2, { second: 5 }));
      book.ask(undefined);
      book.delivered(row(1, 1, { second: 5 }));
      assert.deepEqual(keysOf(book), ['invoices:1:2']);
    });

    it('and not the second of them either where the first was dismissed while it was on its way', () => {
      const book = bookOf(row(1, 1, { second: 5 }), row(1, 2, { second: 5 }));
      book.ask(undefined);
      book.dismiss(['invoices:1:1']);
      assert.deepEqual([book.left, book.redelivering], [0, 1]);
      book.delivered(row(1, 1, { second: 5 }));
      assert.deepEqual(keysOf(book), ['invoices:1:2']);
    });

    it('by its number where it is not in the book any more, or has come back', () => {
      const numbered = (version: number, sequence: number) => row(1, version, { second: 5, sequence });
      const book = bookOf(numbered(1, 1), numbered(3, 3));
      book.delivered(numbered(2, 2));
      assert.deepEqual(markedIn(book), ['invoices:1:1']);
      book.delivered(numbered(1, 4));
      assert.deepEqual(markedIn(book), ['invoices:1:1', 'invoices:1:3']);
    });

    it('by its place where it was stored without a number, before all that has one', () => {
      const book = bookOf();
      const versions = [1, 2, 3].map((version) => row(1, version, { second: 5 }));
      const [first, second, third] = versions.map((version, at) => unnumbered(version, at < 2));
      book.restore([first, second, third].filter((one) => one !== undefined));
      const numbers = Array.from(book.all(), ({ sequence }) => sequence);
      assert.deepEqual(numbers, [-(2 ** 40) - 3, -(2 ** 40) - 2, 3]);
      book.delivered({ ...row(1, 1, { second: 5 }), sequence: -(2 ** 40) - 3 });
      assert.deepEqual(markedIn(book), ['invoices:1:1']);
      book.delivered(row(1, 4, { second: 5, sequence: 0 }) as UndeliverableRow & { sequence: number });
      assert.deepEqual(markedIn(book), ['invoices:1:1', 'invoices:1:2']);
    });

    it('by its place, also where those behind it were stored with the numbers that they got without one', () => {
      const book = bookOf();
      const first = unnumbered(row(1, 1, { second: 5 }));
      book.restore([first, row(1, 2, { second: 5, sequence: -(2 ** 40) - 9 })]);
      book.ask(undefined);
      const [, last = first] = book.listed();
      assert.equal(book.firstAsked(last).coupa.key, 'invoices:1:1');
    });

    it('and drops it when it is asked for, or was before', () => {
      const book = bookOf(row(1), row(2));
      book.delivered(row(1, 2));
      assert.deepEqual(counted(book.ask(undefined)), { selected: 1, superseded: 1, unknown: 0 });
      assert.deepEqual(keysOf(book), ['invoices:2:1']);
      book.delivered(row(2, 2));
      assert.deepEqual(keysOf(book), []);
      assert.deepEqual([book.left, book.redelivering], [0, 0]);
    });
  });

  it('says which version is to be sent first, whenever each was given up', () => {
    const numbered = (version: number, sequence: number) => row(1, version, { second: 5, sequence });
    const last = numbered(3, 3);
    const book = bookOf(last, numbered(2, 2), numbered(1, 1));
    book.ask(undefined);
    assert.equal(book.firstAsked(last).coupa.key, 'invoices:1:1');
    book.dismiss(['invoices:1:1']);
    assert.equal(book.firstAsked(last).coupa.key, 'invoices:1:2');
  });

  it('asks for the records of keys, once, and says which it does not know', () => {
    const book = bookOf(row(1), row(2));
    assert.deepEqual(counted(book.ask(['invoices:1:1', 'invoices:1:1', 'invoices:3:1'])), {
      selected: 1,
      superseded: 0,
      unknown: 1,
    });
    assert.deepEqual([book.left, book.redelivering], [1, 1]);
    assert.deepEqual(counted(book.ask(['invoices:1:1'])), { selected: 0, superseded: 0, unknown: 0 });
    assert.deepEqual(counted(book.ask([])), { selected: 0, superseded: 0, unknown: 0 });
  });

  it('lets a record that is given up again be asked for again', () => {
    const book = bookOf(row(1));
    book.ask(undefined);
    book.add(row(1, 1, { id: 'another' }));
    assert.deepEqual([book.left, book.redelivering], [1, 0]);
  });

  it('dismisses what is asked for, too', () => {
    const book = bookOf(row(1), row(2));
    book.ask(['invoices:1:1']);
    assert.deepEqual(counted(book.dismiss(undefined)), { selected: 2, superseded: 0, unknown: 0 });
    assert.deepEqual([book.left, book.redelivering], [0, 0]);
  });
});

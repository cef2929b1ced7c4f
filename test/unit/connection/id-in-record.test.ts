import assert from 'node:assert/strict';
import fc from 'fast-check';
import { idInRecord } from '../../../lib/connection/json/id-in-record';
import { ListedRecord, type ReadRecord } from '../../../lib/connection/json/listed-record';
import { parseRecords } from '../../../lib/connection/json/parse-list';
import { UnreadableRecord } from '../../../lib/connection/json/unreadable-record';

/** Members of records: names and texts that look like an id, at any depth. */
const name = fc.constantFrom('id', 'ids', 'i', 'ID', 'a"id":1', 'name', '\\"id', 'x', '}');
const text = fc.constantFrom('', 'id', '"id":7,', '\\', '\\"', '{"id":1}', '[', ']', '}', 'ü', '1,"id":2');
const id = fc.oneof(
  fc.integer({ min: -5, max: 99 }),
  fc.constantFrom('A-1', 'ü', 'a"b', '', 'x'.repeat(501), null, true, 1.5),
);
const inner = fc.dictionary(name, fc.oneof(text, fc.integer(), fc.constant(null)), { maxKeys: 3 });
const member = fc.oneof(text, fc.integer(), inner, fc.array(fc.oneof(text, inner), { maxLength: 3 }));
const record = fc
  .tuple(
    fc.uniqueArray(fc.tuple(name, member), { selector: ([key]) => key, maxLength: 5 }),
    fc.option(id),
    fc.nat(5),
  )
  .map(([members, own, at]) => {
    const others = members.filter(([key]) => key !== 'id');
    const placed =
      own === null ? others : [...others.slice(0, at), ['id', own] as const, ...others.slice(at)];
    return Object.fromEntries(placed) as Record<string, unknown>;
  });

describe('The id of a record that is not parsed', () => {
  it('is the one it has when it is parsed, wherever that stands and whatever else looks like one', () => {
    let found = 0;
    fc.assert(
      fc.property(record, fc.constantFrom(0, 1), (value, indent) => {
        const own = idInRecord(Buffer.from(JSON.stringify(value, undefined, indent)));
        const parsed = Object.getOwnPropertyDescriptor(value, 'id')?.value as unknown;
        if (own !== undefined) {
          found += 1;
          assert.equal(own, parsed);
        } else assert.ok(!Number.isInteger(parsed) && !/^[A-Z]-\d$/.test(String(parsed)), String(parsed));
      }),
      { numRuns: 3000 },
    );
    assert.ok(found > 500, `${found} found`);
  });

  it('is not looked for in what it has in it', () => {
    assert.equal(idInRecord(Buffer.from('{"lines":[{"id":7}],"by":{"id":8},"id":9}')), 9);
    assert.equal(idInRecord(Buffer.from('{"lines":[{"id":7}],"by":{"id":8}}')), undefined);
  });

  it('may have digits that no number holds', () => {
    assert.equal(idInRecord(Buffer.from('{"a":1,"id": 12345678901234567890}')), '12345678901234567890');
  });

  it('lets a page be read without parsing it, but for its last record', () => {
    const page = [1, 2, 3].map((one) => ({ by: { id: 7 }, text: '"id":5', id: one }));
    const read = parseRecords(Buffer.from(JSON.stringify(page))) as (ListedRecord | ReadRecord)[];
    assert.deepEqual(
      read.map((one) => [one instanceof ListedRecord, one.id]),
      [
        [true, 1],
        [true, 2],
        [false, 3],
      ],
    );
  });

  it('says nothing of whether it can be read: one that is no UTF-8 cannot, and the others can', () => {
    const page = Buffer.from('[{"a":"~","id":1},{"a":"ü","id":2},{"a":"x","id":3}]');
    page[page.indexOf('~')] = 0xff;
    const [first, second] = parseRecords(page) as ListedRecord[];
    assert.equal(first?.id, 1);
    assert.ok(first.read()[0] instanceof UnreadableRecord);
    assert.ok(second instanceof ListedRecord);
    assert.deepEqual((second.read()[0] as ReadRecord).value, { a: 'ü', id: 2 });
  });
});

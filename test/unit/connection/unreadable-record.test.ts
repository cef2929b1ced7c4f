import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../../lib/base/errors';
import { parseList } from '../../../lib/connection/json/parse-list';
import { UnreadableRecord } from '../../../lib/connection/json/unreadable-record';
import { jsonScraps } from './json-scraps';

const deep = `${'['.repeat(600)}${']'.repeat(600)}`;
const many = `[${'0,'.repeat(1_000_001)}0]`;
const large = `"${'x'.repeat(17_000_000)}"`;

/** A record that cannot be read, and what is said of it. */
const broken: readonly [what: string, record: string, why: RegExp][] = [
  ['an escape that there is none of', '{"id":2,"name":"a\\d"}', /It is not JSON at its character \d+\./],
  ['a control character behind a backslash', '{"id":2,"name":"a\\\u000b"}', /not JSON/],
  ['NaN', '{"id":2,"rate":NaN}', /not JSON/],
  ['Infinity', '{"id":2,"rate":-Infinity}', /not JSON/],
  ['a comma too many', '{"id":2,"rate":1,}', /not JSON/],
  ['a comma too few', '{"id":2 "rate":1}', /not JSON/],
  ['a comment', '{"id":2,/* rate */"rate":1}', /not JSON/],
  ['a value too few', '{"id":2,"rate":}', /not JSON/],
  ['single quotes', `{"id":2,'rate':1}`, /not JSON/],
  ['more levels than anybody walks', `{"id":2,"a":${deep}}`, /more than 500 levels/],
  ['a million values', `{"id":2,"a":${many}}`, /more than 1000000 values/],
  ['a text of 17 MB', `{"id":2,"a":${large}}`, /larger than 16777216 bytes/],
];

describe('A record of a list that cannot be read', () => {
  for (const [what, record, why] of broken) {
    it(`because of ${what} is told by its id, and the others are read`, () => {
      const [one, bad, three] = list(`[{"id":1},${record},{"id":12345678901234567}]`);
      assert.deepEqual([one, three], [{ id: 1 }, { id: '12345678901234567' }]);
      assert.ok(bad instanceof UnreadableRecord);
      assert.equal(bad.id, 2);
      assert.equal(bad.error.code, 'COUPA_RESPONSE');
      assert.match(bad.error.message, /^Record 2 of the answer cannot be read: /);
      assert.match(bad.error.message, why);
    });

    it(`because of ${what} makes a list unreadable for those who do not know such records`, () => {
      assert.throws(() => parseList(Buffer.from(`[{"id":1},${record}]`)), Error);
    });
  }

  it('because of bytes that are no UTF-8 is told by its id, and the others are read', () => {
    const bytes = Buffer.from('[{"id":1,"name":"Ü"},{"id":2,"name":"?"},{"id":3}]');
    bytes[bytes.indexOf('?')] = 0xdc;
    const [one, bad, three] = parseList(bytes, true) as unknown[];
    assert.deepEqual([one, three], [{ id: 1, name: 'Ü' }, { id: 3 }]);
    assert.ok(bad instanceof UnreadableRecord);
    assert.match(bad.error.message, /Record 2 .*no UTF-8/);
  });

  for (const [what, record, id] of [
    ['a text', '{"id":"A-17","x":NaN}', 'A-17'],
    ['digits that no number holds', '{"id":9219595375673293031,"x":NaN}', '9219595375673293031'],
    ['at its end', '{"x":NaN,"y":{"id":5},"z":[{"id":6}] , "id" : 7 }', 7],
    ['in an object of it only', '{"x":NaN,"y":{"id":5}}', undefined],
    ['an object', '{"id":{"id":4},"x":NaN}', undefined],
    ['no whole number', '{"id":1.5,"x":NaN}', undefined],
    ['nowhere', '{"x":NaN}', undefined],
  ] as const) {
    it(`is told by its id when that is ${what}`, () => {
      const [bad] = list(`[${record}]`);
      assert.ok(bad instanceof UnreadableRecord);
      assert.equal(bad.id, id);
      if (id === undefined) assert.match(bad.error.message, /^Record \(without id\)/);
    });
  }

  for (const [what, text] of [
    ['a quote in a text', '5" pipe'],
    ['three quotes in a text', '"5" and a "'],
    ['a backslash at the end of a text', 'C:\\'],
    ['a quote and a comma in a text', 'a", b, c'],
  ] as const) {
    it(`because of ${what} is told by its id, and the others are read`, () => {
      const bad = `{"id":2,"name":"${text}","lines":[{"id":10},{"id":11,"a":"b, c"}]}`;
      const behind = '{"id":3,"name":"a \\"b\\\\","lines":[{"id":12},{"id":13}]}';
      const read = list(`[{"id":1}, ${bad} , ${behind},{"id":12345678901234567}\n]\n`);
      assert.deepEqual(
        read.map((one) => (one as { id: unknown }).id),
        [1, 2, 3, '12345678901234567'],
      );
      assert.ok(read[1] instanceof UnreadableRecord);
      assert.deepEqual(read[2], JSON.parse(behind));
      assert.deepEqual(
        list(`[{"id":1},${bad}]`).map((one) => one instanceof UnreadableRecord),
        [false, true],
      );
    });
  }

  it('is no reason to take an answer that was cut for a whole one', () => {
    const text = '[{"id":1,"name":"a]b"},{"id":2,"name":"[c]","lines":[{"id":3,"name":"d]"}]},{"id":4}]';
    for (let length = 1; length < text.length; length += 1)
      assert.throws(() => list(text.slice(0, length)), SyntaxError, text.slice(0, length));
  });

  it('is another one when anything in it is another', () => {
    const [a, b, c] = list('[{"id":1,"x":NaN},{"id":1,"x":NaN },{"id":1,"x":NaN}]');
    assert.notEqual(JSON.stringify(a), JSON.stringify(b));
    assert.equal(JSON.stringify(a), JSON.stringify(c));
  });

  it('in a list of an object is told, and what stands around it is read', () => {
    const text =
      '{"total":3,"events":[{"id":1},{"id":2,"x":NaN},{"id":3}],"__proto__":[{"id":4,"x":NaN}],"n":{"a":[1]}}';
    const value = list(text) as unknown as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ['total', 'events', '__proto__', 'n']);
    const events = value['events'] as unknown[];
    assert.deepEqual([events[0], events[2]], [{ id: 1 }, { id: 3 }]);
    assert.ok(events[1] instanceof UnreadableRecord);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.deepEqual(value['n'], { a: [1] });
  });

  it('is the last of two lists of the same name', () => {
    assert.deepEqual(list('{"a":[{"x":NaN}],"a":[1]}'), { a: [1] });
    assert.deepEqual(list('{"a":[{"x":NaN}],"a":2}'), { a: 2 });
  });

  for (const text of [
    '[nul]',
    '[1,NaN]',
    '[{"a":1},[NaN]]',
    '[{"a":1},,{"b":1}]',
    '[{"a":1} {"b":1}',
    '[{"id":1},{"id":2',
    '{"events":[{"id":1}],"x":NaN}',
    '{"events":[{"id":1,"x":NaN}]',
    '{"a":{"events":[{"id":1,"x":NaN}]}}',
    `[${'{x},'.repeat(1001)}{x}]`,
  ]) {
    it(`is not what is wrong with ${text.slice(0, 40)}`, () => assert.throws(() => list(text), SyntaxError));
  }

  it('is never read as another one, and never hides one: each is whole, or told', () => {
    const scraps = fc.constantFrom(...jsonScraps, 'NaN', '"id":7', '\n');
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 12 }), (parts) => {
        const middle = `{${parts.join('')}}`;
        let read: unknown[];
        try {
          read = list(`[{"id":1},${middle},{"id":2}]`);
        } catch (error) {
          assert.ok(error instanceof SyntaxError);
          return;
        }
        assert.deepEqual([read[0], read.at(-1)], [{ id: 1 }, { id: 2 }]);
        for (const one of read.slice(1, -1)) assert.equal(typeof one, 'object');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('A list', () => {
  it('is read although its texts hold control characters as they are', () => {
    const name = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('x');
    assert.deepEqual(parseList(Buffer.from(`[{"id":1,\n"na\tme":"${name}"},{"id":2}]`)), [
      { id: 1, 'na\tme': name },
      { id: 2 },
    ]);
    assert.deepEqual(parseList(Buffer.from(`{"name":"${name}","n":12345678901234567}`)), {
      name,
      n: '12345678901234567',
    });
  });

  it('may have a hundred thousand elements and a million values, not more', () => {
    assert.equal((parseList(Buffer.from(`[${'0,'.repeat(99_999)}0]`)) as unknown[]).length, 100_000);
    assert.throws(() => parseList(Buffer.from(`[${'0,'.repeat(100_000)}0]`)), /more than 100000 elements/);
    const records = `{"a":[${'0,'.repeat(9_996)}0]},`.repeat(101).slice(0, -1);
    assert.throws(() => parseList(Buffer.from(`[${records}]`)), /more than 1000000 values/);
    assert.throws(() => parseList(Buffer.from(`[${records}]`), true), /more than 1000000 values/);
    assert.throws(() => parseList(Buffer.from(`{"a":[${records}]}`), true), /more than 1000000 values/);
    assert.throws(() => parseList(Buffer.from(`{"a":[${records}]}`)), /more than 1000000 values/);
  });

  it('that is deep and never ends is refused for its depth, however it is read', () => {
    for (const tolerant of [false, true])
      for (const opening of ['[', '{"a":', '{"a":['])
        assert.throws(() => parseList(Buffer.from(opening.repeat(100_000)), tolerant), {
          code: 'COUPA_RESPONSE',
        });
  });

  it('of records that can all be read is the same read either way', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const bytes = Buffer.from(JSON.stringify(value, undefined, indent));
        assert.deepEqual(parseList(bytes, true), parseList(bytes));
      }),
    );
  });
});

describe('Reading an answer', () => {
  for (const start of ['', '[', '[{"id":1},', '{"events":[', '{"a":"', '[{"id":1,"a":'])
    for (const scrap of [
      '{"a":',
      '[',
      '{',
      '"',
      '\\',
      '"\\',
      '\u000b',
      '"\u000b",',
      '\\\u000b',
      '1e',
      '9',
      '{x},',
      '{},',
      ',',
      ' ',
      '<?xml ',
      'eyJ-',
      '"a":[0],',
      '\ufeff',
      'ü',
    ])
      it(`takes time that grows with its length when it is ${JSON.stringify(start)} and then ${JSON.stringify(scrap)} over and over`, () => {
        for (const tolerant of [false, true]) {
          const [one = 0, four = 0] = [30_000, 120_000].map((length) =>
            processorTime(Buffer.from(start + scrap.repeat(length / scrap.length)), tolerant),
          );
          assert.ok(four < 40_000 + 10 * one, `${one} µs, for four times as much ${four} µs`);
        }
      });
});

/** Microseconds of the processor, the least of three times. */
function processorTime(bytes: Buffer, tolerant: boolean): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    try {
      parseList(bytes, tolerant);
    } catch (error) {
      assert.ok(error instanceof SyntaxError || error instanceof CoupaError, String(error));
    }
    return process.cpuUsage(before).user;
  });
  return Math.min(...times);
}

function list(text: string): unknown[] {
  return parseList(Buffer.from(text), true) as unknown[];
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutElements } from '../../../lib/connection/json/element-cutter';
import { digestOf, ReadRecord } from '../../../lib/connection/json/listed-record';
import { parseRecords } from '../../../lib/connection/json/parse-list';
import { withPlainEscapes } from '../../../lib/connection/json/spelling';

/** A JSON text, however a server may write it: no name twice in one object. */
const { spelt } = fc.letrec<{ spelt: string }>((tie) => {
  const character = fc.constantFrom(
    ...['a', '7', 'ü', '💶', '&', '{', ',', ':', ' ', '\\"', '\\\\', '\\n', '\\u0026', '\\u003C', '\\/', '/'],
    ...[
      '\\u00fc',
      '\\ud83d\\ude00',
      '\\ud83d',
      '\\u0009',
      '\\u001F',
      '\\u001f',
      '\\u0022',
      '\\u005c',
      '\\b',
      'x'.repeat(61),
    ],
  );
  const string = fc.array(character, { maxLength: 6 }).map((parts) => `"${parts.join('')}"`);
  const space = fc.constantFrom('', '', '', '', ' ', '\n');
  const number = fc.constantFrom('0', '1', '17', '123456789012345', '-1', '-0', '1.50', '0.5', '1e3');
  const names = fc.uniqueArray(fc.oneof(string, fc.constantFrom('"a"', '"1"', '"10"', '"\\u0031"', '"0x"')), {
    selector: (name) => JSON.parse(name) as string,
    maxLength: 4,
  });
  const object = names.chain((unique) =>
    fc.tuple(...unique.map(() => tie('spelt'))).map((values) => {
      const members = unique.map((name, index) => `${name}:${values[index] ?? 'null'}`);
      return `{${members.join()}}`;
    }),
  );
  const list = fc.array(tie('spelt'), { maxLength: 4 }).map((items) => `[${items.join()}]`);
  const plain = fc.oneof({ maxDepth: 3 }, string, number, fc.constantFrom('true', 'null'), object, list);
  return { spelt: fc.tuple(space, plain, space).map((parts) => parts.join('')) };
});

describe('The spelling of a record', () => {
  it('is told only where it is exactly what JSON.stringify writes, or that but for its escapes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 130 }),
        fc.array(spelt, { minLength: 1, maxLength: 3 }),
        (before, texts) => {
          const list = ['x'.repeat(before), ...texts].map((text, index) =>
            index === 0 ? `"${text}"` : text,
          );
          const cuts = cutElements(Buffer.from(`[${list.join()}]`), 0) ?? [];
          assert.equal(cuts.length, list.length);
          for (const [index, { spelling, careful }] of cuts.entries()) {
            const text = list[index] ?? '';
            const written = JSON.stringify(JSON.parse(text));
            if (careful) continue;
            if (spelling === 'plain') assert.equal(text, written);
            if (spelling === 'escaped') assert.equal(withPlainEscapes(text), written);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is plain of what JSON.stringify writes, but for signs, points, and names with digits in front', () => {
    const value = { id: 7, text: 'a "b" \\ / \n\t & ü 1.5 -2', list: [1, null, true, { a: [] }], none: {} };
    const json = JSON.stringify([value, value]);
    assert.deepEqual(
      cutElements(Buffer.from(json), 0)?.map(({ spelling }) => spelling),
      ['plain', 'plain'],
    );
    for (const other of [{ a: 1.5 }, { a: -1 }, { '1': 2 }]) {
      const cuts = cutElements(Buffer.from(JSON.stringify([other])), 0);
      assert.deepEqual(
        cuts?.map(({ spelling }) => spelling),
        ['other'],
      );
    }
  });

  it('does not matter to the digest of its content', () => {
    fc.assert(
      fc.property(fc.array(spelt, { minLength: 1, maxLength: 5 }), (texts) => {
        const records = texts.map((text, index) => `{"id":${index + 1},"a":${text}}`);
        const read = parseRecords(Buffer.from(`[${records.join()}]`)) as { read?(): readonly unknown[] }[];
        const parsed = read.flatMap((record) => record.read?.() ?? [record]);
        assert.equal(parsed.length, records.length);
        for (const record of parsed) {
          assert(record instanceof ReadRecord);
          assert.equal(record.digest, digestOf(record.value));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

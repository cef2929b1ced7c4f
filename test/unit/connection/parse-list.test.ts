import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ListedRecord, ReadRecord } from '../../../lib/connection/json/listed-record';
import { parseJson } from '../../../lib/connection/json/parse-json';
import { parseList, parseRecords } from '../../../lib/connection/json/parse-list';
import { jsonScraps } from './json-scraps';

describe('parseList', () => {
  for (const [json, value] of [
    ['[]', []],
    [' [ \r\n\t] ', []],
    ['[1]', [1]],
    ['[ {"a":[1,{"b":2}]} , [] , "],[\\"" ]', [{ a: [1, { b: 2 }] }, [], '],["']],
    [
      '[12345678901234567,{"id":9219595375673293031},1e400,1]',
      ['12345678901234567', { id: '9219595375673293031' }, '1e400', 1],
    ],
    ['["ü€😀",{"Straße":"日本"}]', ['ü€😀', { Straße: '日本' }]],
    ['["\\\\",1]', ['\\', 1]],
    ['\uFEFF[1]', [1]],
    ['{"a":[1]}', { a: [1] }],
    ['"[1]"', '[1]'],
    ['7', 7],
    ['', undefined],
    [' ', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(json)}`, () => assert.deepEqual(parsed(json), value));
  }

  for (const [json, value] of [
    ['[{"id":1},]', [{ id: 1 }]],
    ['[{"id":1}\n,\n]\n', [{ id: 1 }]],
    ['[{"id":1},{"id":"ü"}, ]', [{ id: 1 }, { id: 'ü' }]],
    ['{"events":[{"id":1},],"total":1}', { events: [{ id: 1 }], total: 1 }],
  ] as const) {
    it(`reads ${JSON.stringify(json)} tolerantly: a comma too many hides nothing`, () => {
      assert.deepEqual(parseList(Buffer.from(json), true), value);
      const records = parseRecords(Buffer.from(json));
      if (Array.isArray(records)) assert.deepEqual(records.map(whole), value);
    });
  }

  for (const json of [
    '[',
    '[1',
    '[1,',
    '[1,]',
    '[,]',
    '[,1]',
    '[1,,2]',
    '[1 2]',
    '[1}',
    '[{"a":1]',
    '[{"a":[1}]}',
    '[1]]',
    '[1] 2',
    '[1],[2]',
    '["a]',
    '["a\\',
    '[\u00a01]',
    '[12345678901234567 1]',
    '[{12345678901234567:1}]',
    '[12345678901234567,]',
    '[nul]',
  ]) {
    it(`refuses ${JSON.stringify(json)}`, () => assert.throws(() => parsed(json), SyntaxError));
  }

  it('reads every list as parseJson does, wherever its commas, brackets and quotes stand', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 0, max: 3 }), (list, indent) => {
        const json = JSON.stringify(list, undefined, indent);
        assert.deepEqual(parsed(json), parseJson(json));
      }),
    );
  });

  it('reads and refuses exactly what JSON.parse reads and refuses', () => {
    const scraps = fc.constantFrom(...jsonScraps);
    fc.assert(
      fc.property(fc.array(scraps), (parts) => {
        const json = `[${parts.join('')}]`;
        assert.equal(
          outcome(() => parsed(json)),
          outcome(() => parseJson(json)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a list that was cut anywhere', () => {
    const json = Buffer.from('[{"id":12345678901234567,"name":"a,]\\"ü"},{"id":2,"lines":[{"id":3}]}]');
    for (let length = 1; length < json.length; length += 1) {
      assert.throws(() => parseList(json.subarray(0, length)), SyntaxError, `cut after ${length} bytes`);
    }
  });

  it('refuses what is nested too deeply, as parseJson does', () => {
    assert.throws(() => parsed('['.repeat(1_000_000)), { code: 'COUPA_RESPONSE' });
    assert.doesNotThrow(() => parsed(`${'['.repeat(500)}${']'.repeat(500)}`));
  });
});

function parsed(json: string): unknown {
  return parseList(Buffer.from(json));
}

function outcome(parse: () => unknown): string {
  try {
    return JSON.stringify(parse()) ?? 'nothing';
  } catch (error) {
    assert.ok(error instanceof SyntaxError);
    return 'refused';
  }
}

/** A record of a list, parsed. */
function whole(record: unknown): unknown {
  if (record instanceof ListedRecord) return whole(record.read()[0]);
  return record instanceof ReadRecord ? record.value : record;
}

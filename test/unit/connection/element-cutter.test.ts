import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { cutElements } from '../../../lib/connection/json/element-cutter';
import { cutterSource } from '../../../lib/connection/json/element-cutter-code';

const text = join(__dirname, '..', '..', '..', 'lib', 'connection', 'json', 'element-cutter.wat');

describe('cutElements', () => {
  it('is the code of the text beside it', () => {
    const source = createHash('sha256').update(readFileSync(text)).digest('hex');
    assert.equal(cutterSource, source, 'Run node scripts/assemble-cutter.mjs');
  });

  it('finds the end of a text behind an escaped backslash, wherever it stands in a block', () => {
    for (let before = 0; before < 140; before += 1) {
      const first = JSON.stringify(`${'x'.repeat(before)}\\`);
      assert.deepEqual(endsOf(`[${first},"],\\"",1]`), [
        1 + first.length,
        8 + first.length,
        10 + first.length,
      ]);
    }
  });

  it('finds the ends of all elements, however many backslashes, brackets and windows there are', () => {
    const scrap = fc.constantFrom('\\', '\\\\', '"', ',', ']', '[', '{', '}', 'ü', 'a', '\n', ' '.repeat(63));
    const string = fc.array(scrap, { maxLength: 40 }).map((parts) => parts.join(''));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        string,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(string, tie('value'), { maxKeys: 5 }),
      ),
    }));
    const long = fc.constantFrom(0, 65_400, 65_536);
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        long,
        fc.integer({ min: 0, max: 2 }),
        (list, pad, indent) => {
          const json = JSON.stringify(['x'.repeat(pad), ...list], undefined, indent);
          assert.deepEqual(endsOf(json), endsByParsing(json));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('notes every number that JSON.parse may change, wherever it stands in a block', () => {
    const number = fc.constantFrom(
      '1234567890123456',
      '-123456789012345',
      '0.12345678901234',
      '1e5',
      '2E-7',
      '-0.1e400',
    );
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 140 }), (digits, before) => {
        const [first, second] = cutElements(Buffer.from(`[["${'x'.repeat(before)}",${digits}],1]`), 0) ?? [];
        assert.equal(first?.careful, true);
        assert.equal(second?.end, before + digits.length + 8);
      }),
    );
  });

  it('notes no number that JSON.parse keeps, nor the letters of words', () => {
    const json = `[{"a":true,"b":[false,null,123456789012345,-1.5],"c":"1e5 and 12345678901234567"},1]`;
    assert.deepEqual(
      cutElements(Buffer.from(json), 0)?.map(({ careful }) => careful),
      [false, false],
    );
  });

  it('knows what is not ASCII', () => {
    const json = JSON.stringify([
      'a',
      'b'.repeat(200),
      `${'c'.repeat(200)}ü`,
      'd'.repeat(200),
      'e'.repeat(200),
    ]);
    const ascii = cutElements(Buffer.from(json), 0)?.map((cut) => cut.ascii) ?? [];
    assert.equal(ascii[2], false);
    assert.deepEqual([ascii[0], ascii[4]], [true, true]);
  });

  for (const [what, json] of [
    ['ends early', '[1,2'],
    ['ends within a text', '[1,"2]'],
    ['is followed by something', '[1] 2'],
    ['ends with a brace', '[1}'],
    ['has a backslash outside of its texts', '[1,\\"2]'],
    ['has too many levels', `${'['.repeat(501)}${']'.repeat(501)}`],
    ['has too many elements', `[${'1,'.repeat(100_000)}1]`],
  ]) {
    it(`leaves a list that ${what} to a look at each byte`, () =>
      assert.equal(endsOf(json ?? ''), undefined));
  }
});

function endsOf(json: string): number[] | undefined {
  return cutElements(Buffer.from(json), 0)?.map(({ end }) => end);
}

/** Each comma and bracket is tried: an element ends at the first one where it parses. */
function endsByParsing(json: string): number[] {
  const bytes = Buffer.from(json);
  const ends: number[] = [];
  let start = 1;
  for (let at = 1; at < bytes.length; at += 1) {
    if (bytes[at] !== 0x2c && bytes[at] !== 0x5d) continue;
    try {
      JSON.parse(bytes.toString('utf8', start, at));
    } catch {
      continue;
    }
    ends.push(at);
    start = at + 1;
  }
  return ends;
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maxDepth, maxTextLength, readTolerantJson } from '../../../lib/migrate/pasted/tolerant-json';

/** The one document and the codes of what was said about it. */
function read(text: string): { value: unknown; codes: string[] } {
  const { documents, findings } = readTolerantJson(text);
  return { value: documents[0], codes: findings.map(({ code }) => code) };
}

describe('tolerant JSON', () => {
  it('reads any JSON as JSON.parse does, without a finding', () => {
    // Whole numbers that JavaScript cannot hold are another test's.
    const held = (value: unknown) => !/\d{16}/.test(JSON.stringify(value));
    const plain = fc
      .jsonValue()
      .filter((value) => typeof value === 'object' && value !== null && held(value));
    fc.assert(
      fc.property(plain, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        assert.deepEqual(read(text), { value: JSON.parse(text), codes: [] });
      }),
    );
  });

  const mended: [title: string, text: string, value: unknown, codes: string[]][] = [
    [
      'a line break inside a string',
      '{"url":"/a?where=u\n    pdated_at"}',
      { url: '/a?where=updated_at' },
      ['line-break'],
    ],
    ['typographic quotes', '{“a”: “b”, "c": 1}', { a: 'b', c: 1 }, ['quotes', 'quotes']],
    ['trailing commas', '{"a":[1,2,],}', { a: [1, 2] }, ['extra-comma', 'extra-comma']],
    ['a missing comma between lines', '{"a":1\n"b":2}', { a: 1, b: 2 }, ['missing-comma']],
    ['comments', '{/* one */"a":1, // two\n"b":2}', { a: 1, b: 2 }, ['comment', 'comment']],
    ['an address behind a colon, which is no comment', '{"a":"http://b.c"}', { a: 'http://b.c' }, []],
    ['a missing outer brace', '"a":{"b":1},\n"c":2', { a: { b: 1 }, c: 2 }, ['missing-brace']],
    ['missing closing brackets', '{"a":{"b":[1', { a: { b: [1] } }, Array(3).fill('unclosed-bracket')],
    [
      'a body that was closed too early',
      '{"a":{"b":1}}\n},\n"c":2}',
      { a: { b: 1 }, c: 2 },
      ['stray-bracket', 'closed-early', 'stray-bracket'],
    ],
    ['a fence that ends a line of prose', 'Here it is: ```json\n{"a":1}\n```\nDone.', { a: 1 }, ['fence']],
    ['fences and what is between them in one line', '```json {"a":1}```', { a: 1 }, ['fence']],
    ['a fence that stands behind the last bracket', '```\n{"a":1}```\nDone.', { a: 1 }, ['fence']],
    ['a fenced block', 'Paste this:\n```json\n{"a":1}\n```\nDone.', { a: 1 }, ['fence']],
    [
      'text around the body',
      'Use this:\n{"a":1}\nNote: then call it.',
      { a: 1 },
      ['ignored-text', 'ignored-text'],
    ],
    ['a body escaped for a string', '{\\"a\\":\\"b\\"}', { a: 'b' }, ['escaped']],
    ['keys without quotes', '{a: 1}', { a: 1 }, ['bare-key']],
    ['a value without quotes', '{"a": <CLIENT_ID>}', { a: '<CLIENT_ID>' }, ['bare-word']],
    [
      'a quote inside a text',
      '{"a": "say "hi" twice"}',
      { a: 'say "hi" twice' },
      Array(1).fill('inner-quote'),
    ],
    [
      'a string that is never closed',
      '{"a": "b,\n"c": 1}',
      { a: 'b', c: 1 },
      ['unclosed-string', 'missing-comma'],
    ],
    ['words of other languages', '{"a": True, "b": None}', { a: true, b: null }, []],
    ['a bracket of the wrong kind', '{"a": 1]}', { a: 1 }, ['stray-text']],
    ['digits that a number cannot hold', '{"a": 12345678901234567890}', { a: '12345678901234567890' }, []],
    ['a key without a value', '{"a": , "b": 1}', { a: null, b: 1 }, ['missing-value']],
    ['a key that is there twice', '{"a": 1, "a": 2}', { a: 2 }, ['duplicate-key']],
  ];
  for (const [title, text, value, codes] of mended) {
    it(`reads ${title}`, () => assert.deepEqual(read(text), { value, codes }));
  }

  it('says where a string was mended, and what it was', () => {
    const { findings } = readTolerantJson('{"a":{"b/c":"d\n  e"}}');
    assert.deepEqual(
      findings.map(({ path, was, now }) => ({ path, was, now })),
      [{ path: '/a/b~1c', was: 'd\n  e', now: 'de' }],
    );
  });

  it('never shows the value of a setting that may be a secret', () => {
    const { findings } = readTolerantJson(
      '{"api.key":"abc\ndef","user.password": hunter2,\n"oauth.api.secret": “s3cret”}',
    );
    assert.equal(findings.length, 3);
    assert.doesNotMatch(JSON.stringify(findings), /abc|def"|hunter2|s3cret/);
  });

  it('keeps "__proto__" a key like any other', () => {
    const { value } = read('{"__proto__": {"polluted": true}}');
    assert.ok(Object.hasOwn(value as object, '__proto__'));
    assert.equal((value as { polluted?: boolean }).polluted, undefined);
  });

  it('reads several documents of one text', () => {
    assert.deepEqual(readTolerantJson('{"a":1}\n\nand\n{"b":2}').documents, [{ a: 1 }, { b: 2 }]);
  });

  it('stops where brackets are nested too deep', () => {
    const { codes } = read('[{"a":'.repeat(maxDepth));
    assert.ok(codes.includes('too-deep'));
  });

  it('does not read a text that is too large', () => {
    assert.deepEqual(read(' '.repeat(maxTextLength + 1)), { value: undefined, codes: ['too-large'] });
  });

  it('never throws, whatever is pasted', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '“',
      '”',
      '\\',
      '\n',
      ' ',
      '/',
      '*',
      'a',
      '1',
      '```',
      '<X>',
      "'",
      '${',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { findings } = readTolerantJson(pieces.join(''));
        assert.ok(Array.isArray(findings));
      }),
      { numRuns: 2000 },
    );
  });

  const hostile = [
    '{',
    '[',
    '"',
    '}',
    '\n',
    ' ',
    ',',
    '\\"',
    '/*',
    '//',
    '```\n',
    '{"a":"\n',
    '“ ',
    '"a":',
    'a',
  ];
  for (const piece of hostile) {
    it(`reads a long run of ${JSON.stringify(piece)} in linear time`, () => {
      const time = (length: number): number => {
        const text = piece.repeat(Math.floor(length / piece.length));
        const started = process.cpuUsage();
        readTolerantJson(text);
        const { user, system } = process.cpuUsage(started);
        return (user + system) / 1000;
      };
      time(20_000);
      // Quadratic time would take minutes here.
      assert.ok(time(400_000) < 3000);
    });
  }
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJson } from '../../../lib/connection/json/parse-json';
import { jsonScraps } from './json-scraps';

describe('parseJson', () => {
  for (const [json, value] of [
    ['9219595375673293031', '9219595375673293031'],
    ['-9219595375673293031', '-9219595375673293031'],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['-9007199254740991', -9007199254740991],
    ['{"id":12345678901234567,"n":1}', { id: '12345678901234567', n: 1 }],
    ['[ 12345678901234567 , 2 ]', ['12345678901234567', 2]],
    ['0.1', 0.1],
    ['1.10', 1.1],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['123456789012345.678', '123456789012345.678'],
    ['1e5', 1e5],
    ['1e400', '1e400'],
    ['1e-400', '1e-400'],
    ['0e400', 0],
    ['0.00000000000000000000', 0],
    ['5e-324', 5e-324],
    ['"12345678901234567890"', '12345678901234567890'],
    ['"a\\"12345678901234567890"', 'a"12345678901234567890'],
    ['["\\\\",12345678901234567890]', ['\\', '12345678901234567890']],
    ['{"1e400":1}', { '1e400': 1 }],
  ] as const) {
    it(`reads ${json} as ${JSON.stringify(value)}`, () => assert.deepEqual(parseJson(json), value));
  }

  it('reads what has only safe numbers as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        let unsafe = false;
        const value = JSON.parse(json, (_key, inner) => {
          unsafe ||= typeof inner === 'number' && /^-?\d{16,}$/.test(String(inner));
          return inner;
        });
        fc.pre(!unsafe);
        assert.deepEqual(parseJson(json), value);
      }),
    );
  });

  it('keeps every digit of every integer, wherever it stands', () => {
    const integer = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
    const document = fc.tuple(fc.string(), integer, fc.array(integer), fc.boolean());
    fc.assert(
      fc.property(document, ([text, one, many, spaced]) => {
        const space = spaced ? ' \n' : '';
        const list = many.join(`${space},${space}`);
        const json = `{"text":${JSON.stringify(text)},"one":${space}${one}${space},"many":[${list}]}`;
        const parsed = parseJson(json) as { text: string; one: unknown; many: unknown[] };
        assert.equal(parsed.text, text);
        for (const [index, integer] of [one, ...many].entries()) {
          const value = index === 0 ? parsed.one : parsed.many[index - 1];
          assert.equal(BigInt(value as number | string), integer);
          const safe =
            integer >= BigInt(Number.MIN_SAFE_INTEGER) && integer <= BigInt(Number.MAX_SAFE_INTEGER);
          assert.equal(typeof value, safe ? 'number' : 'string');
        }
      }),
    );
  });

  it('keeps the value of every decimal: as a number that prints it again, or as its own characters', () => {
    const digits = fc.stringMatching(/^[0-9]{1,25}$/);
    fc.assert(
      fc.property(
        fc.nat(),
        digits,
        fc.option(fc.integer({ min: -330, max: 330 })),
        (whole, fraction, exponent) => {
          const number = `${whole}.${fraction}${exponent === null ? '' : `e${exponent}`}`;
          const value = parseJson(number);
          if (typeof value === 'string') assert.equal(value, number);
          else assert.equal(scaled(String(value)), scaled(number));
        },
      ),
    );
  });

  for (const json of [
    '{',
    '[1',
    '"abc',
    '{"a":1',
    '012345678901234567',
    '1.',
    '-',
    '{12345678901234567:1}',
    '[1 2]',
    'nul',
  ]) {
    it(`refuses ${json}`, () => assert.throws(() => parseJson(json), SyntaxError));
  }

  it('refuses exactly what JSON.parse refuses', () => {
    // Nothing but spaces is nothing, and read as that.
    const scraps = fc.constantFrom(...jsonScraps.filter((scrap) => scrap !== ' '));
    fc.assert(
      fc.property(fc.array(scraps, { minLength: 1 }), (parts) => {
        const text = parts.join('');
        assert.equal(
          isRefused(() => parseJson(text)),
          isRefused(() => JSON.parse(text)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('tolerates a byte order mark', () => assert.deepEqual(parseJson('\uFEFF{"a":1}'), { a: 1 }));

  it('reads nothing as undefined', () => {
    for (const text of ['', ' \r\n', '\uFEFF']) assert.equal(parseJson(text), undefined);
  });

  it('takes the last of equal keys, beside unsafe numbers too', () => {
    assert.deepEqual(parseJson('{"a":1,"a":12345678901234567,"a":2}'), { a: 2 });
  });

  it('leaves prototypes alone', () => {
    const value = parseJson('{"__proto__":{"polluted":12345678901234567}}') as object;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  it('refuses what is nested too deeply, and does not overflow doing so', () => {
    for (const deep of ['['.repeat(1_000_000), '{"a":'.repeat(100_000)]) {
      assert.throws(() => parseJson(deep), { code: 'COUPA_RESPONSE' });
    }
    assert.doesNotThrow(() => parseJson(`${'['.repeat(500)}${']'.repeat(500)}`));
    assert.doesNotThrow(() => parseJson(JSON.stringify('['.repeat(1000))));
  });

  it('takes linear time over hostile texts', () => {
    const started = performance.now();
    parseJson(`1e-${'9'.repeat(100_000)}`);
    parseJson(`0.${'0'.repeat(1_000_000)}1`);
    parseJson(JSON.stringify('\\"'.repeat(500_000)));
    assert.throws(() => parseJson(`"${'\\'.repeat(1_000_001)}"`), SyntaxError);
    assert.ok(performance.now() - started < 5000);
  });
});

/** The value as an integer of 10^-700. */
function scaled(number: string): bigint {
  const [mantissa = '', exponent = '0'] = number.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(700 - fraction.length + Number(exponent));
}

function isRefused(parse: () => unknown): boolean {
  try {
    parse();
    return false;
  } catch {
    return true;
  }
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isHtml, isNothingFound, readErrorMessages } from '../../../lib/connection/failures/error-messages';

describe('error messages', () => {
  for (const [name, body, messages] of [
    [
      "Coupa's JSON",
      '{"errors":{"account":["Segment 1 can\'t be blank","x"]}}',
      ["account: Segment 1 can't be blank", 'account: x'],
    ],
    ['a list', '{"errors":["one","two"]}', ['one', 'two']],
    ['one text', '{"error":"one"}', ['one']],
    [
      "OAuth's",
      '{"error":"invalid_scope","error_description":"The scope is bad"}',
      ['invalid_scope', 'The scope is bad'],
    ],
    ["a hub's", '{"requestId":"5a","message":"Element instance not found"}', ['Element instance not found']],
    ['nested fields', '{"errors":{"lines":{"price":["is bad"]}}}', ['lines.price: is bad']],
    [
      'XML',
      '<?xml version="1.0"?><errors><error>One &amp; two</error><error>Can&#39;t</error></errors>',
      ['One & two', "Can't"],
    ],
    ['a single error in XML', '<errors><error>This is a sample.</error></errors>', ['This is a sample.']],
    ['numbers in XML', '<errors><error>007</error></errors>', ['007']],
    [
      'a web page',
      '<!DOCTYPE html><html><head><title> Bad gateway </title></head></html>',
      ['web page "Bad gateway"'],
    ],
    ['a web page without title', '<html><body>x</body></html>', []],
    ['plain text', 'upstream connect error', ['upstream connect error']],
    ['nothing', '  ', []],
    ['null', 'null', ['null']],
    ['JSON cut short', '{"errors":{"acc', ['{"errors":{"acc']],
  ] as const) {
    it(`are read from ${name}`, () => assert.deepEqual(readErrorMessages(body), messages));
  }

  it('say so when XML is malformed', () => {
    assert.match(readErrorMessages('<errors><error>cut').join(), /XML that cannot be read/);
  });

  it('are not taken from XML that brings its own entities', () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;">]><errors><error>&b;</error></errors>';
    assert.deepEqual(readErrorMessages(bomb), []);
  });

  it('are few however many came', () => {
    assert.equal(readErrorMessages(JSON.stringify({ errors: Array(1000).fill('x') })).length, 50);
  });

  it('can be read from anything, however deep or broken', () => {
    for (const body of [
      '['.repeat(100_000),
      '{"a":'.repeat(100_000),
      ...['[', '{"error":', '{"errors":[', '{"errors":[{"":'].flatMap((opening) =>
        [6, 400, 10_000].map((depth) => nested(opening, depth)),
      ),
      `${'<errors>'.repeat(5000)}x${'</errors>'.repeat(5000)}`,
      '<a>'.repeat(100_000),
      '<'.repeat(100_000),
    ]) {
      assert.ok(Array.isArray(readErrorMessages(body)));
    }
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map((s) => `<${s}`),
        ),
        (body) => {
          for (const message of readErrorMessages(body)) assert.equal(typeof message, 'string');
        },
      ),
    );
  });

  it('are read in linear time, whatever is repeated', () => {
    for (const start of ['', '<errors>', '<errors><error>', '<errors a="', '{"errors":"', '['])
      for (const scrap of [
        '<?xml ',
        '<?xml version="1.0"?>',
        '<',
        '<a>',
        '<a b=1 ',
        "<a b='",
        'a="',
        '<!--',
        '&',
        '[',
        '{"a":',
        '"',
        '\\',
        ' ',
        '<title',
        '<html',
        'eyJ-',
      ]) {
        const [one, four] = [15_000, 60_000].map((length) =>
          processorTime(() =>
            readErrorMessages((start + scrap.repeat(length / scrap.length)).slice(0, length)),
          ),
        );
        assert.ok(
          (four ?? 0) < 40_000 + 10 * (one ?? 0),
          `${start}${scrap}: ${one} µs, four times as much ${four} µs`,
        );
      }
  });

  it('tell whether they only say that nothing was found', () => {
    for (const found of [
      ['No results match your search criteria.'],
      ['error: no results match your search criteria'],
    ])
      assert.equal(isNothingFound(found), true);
    for (const other of [[], ['Not found'], ['No results match your search criteria of old']])
      assert.equal(isNothingFound(other), false);
  });

  it('tell a web page from data', () => {
    for (const page of ['<html>', ' \n<!doctype HTML>', '<!-- x --><html lang="en">'])
      assert.equal(isHtml(page), true);
    for (const data of [
      '[]',
      '{"a":"<html>"}',
      '<errors/>',
      '',
      '<form><id>1</id></form>',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<users><user/></users>',
      '<address><id>1</id></address>',
    ])
      assert.equal(isHtml(data), false);
  });
});

function nested(opening: string, depth: number): string {
  const closing = [...opening].reverse().map((character) => ({ '[': ']', '{': '}' })[character] ?? '');
  return `${opening.repeat(depth)}"x"${closing.join('').repeat(depth)}`;
}

/** Microseconds that something takes the processor, the least of three times. */
function processorTime(act: () => unknown): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    act();
    return process.cpuUsage(before).user;
  });
  return Math.min(...times);
}

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../../../lib/base/errors';
import type { Expression } from '../../../../lib/hub/where/expression';
import { parseWhere } from '../../../../lib/hub/where/parse';

/** An expression with every bracket written, to compare structures. */
function written(expression: Expression): string {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return `(${expression.operands.map(written).join(` ${expression.kind} `)})`;
    case 'not':
      return `not ${written(expression.operand)}`;
    case 'null':
      return `${expression.field.text} is null`;
    case 'like':
      return `${expression.field.text} like <${expression.pattern.text}>`;
    case 'in':
      return `${expression.field.text} in <${expression.values.map(({ text }) => text).join('|')}>`;
    case 'comparison':
      return `${expression.field.text}${expression.comparator}<${expression.value.text}>`;
  }
}

/** The place that an error points at, as text. */
function placeOfError(where: string): { place: string; error: CoupaError } {
  try {
    parseWhere(where);
  } catch (error) {
    assert.ok(error instanceof CoupaError);
    const { text, position, length } = error.details as { text: string; position: number; length: number };
    assert.equal(text, where);
    return { place: where.slice(position, position + length), error };
  }
  return assert.fail(`${where} was parsed`);
}

describe('parsing a where', () => {
  const parsed: [where: string, structure: string][] = [
    ["updated_at>='${date:yyyy-MM-dd'T'HH:mm:ssXXX}'", "updated_at>=<${date:yyyy-MM-dd'T'HH:mm:ssXXX}>"],
    ['lastModifiedDate>${epoch}', 'lastModifiedDate><${epoch}>'],
    ["a = 'x' AND b<>'y'", '(a=<x> and b!=<y>)'],
    ["a='1' or b='2' and c='3'", '(a=<1> or (b=<2> and c=<3>))'],
    ["(a='1' or b='2') and c='3'", '((a=<1> or b=<2>) and c=<3>)'],
    ["not a='1' and b='2'", '(not a=<1> and b=<2>)'],
    ["NOT (a='1' AND b='2')", 'not (a=<1> and b=<2>)'],
    ["a like 'x%'", 'a like <x%>'],
    ["a NOT LIKE '%x'", 'not a like <%x>'],
    ["a in ('x', y,3)", 'a in <x|y|3>'],
    ['a not in (1)', 'not a in <1>'],
    ['a is null and b IS NOT NULL', '(a is null and not b is null)'],
    ["`order`='it''s'", "order=<it's>"],
    ['created_at>2020-01-02T03:04:05+05:30', 'created_at><2020-01-02T03:04:05+05:30>'],
    ["a='{{flow.since}}' and b=''", '(a=<{{flow.since}}> and b=<>)'],
    ['a==1 and b!=2', '(a=<1> and b!=<2>)'],
    ["supplier.name='a (b), c'", 'supplier.name=<a (b), c>'],
    ['((((a=1))))', 'a=<1>'],
    ["a='null'", 'a=<null>'],
  ];
  for (const [where, structure] of parsed) {
    it(`reads ${where}`, () => assert.equal(written(parseWhere(where)), structure));
  }

  const refused: [where: string, place: string, message: RegExp][] = [
    ["a='x' b='y'", 'b', /expected AND, OR or the end/],
    ["a='x", "'x", /never closed/],
    ['a=', '', /expected a value/],
    ['a', '', /expected a comparison/],
    ["'a'='b'", "'a'", /name of a field/],
    ['(a=1', '', /closing bracket/],
    ['a=1)', ')', /expected AND/],
    ['a in 1', '1', /opening bracket/],
    ['a in ()', ')', /expected a value/],
    ['a is nothing', 'nothing', /expected NULL/],
    ['a = NULL', 'NULL', /write IS NULL/],
    ['a != null', 'null', /write IS NOT NULL/],
    ['a between 1 and 2', 'between', /expected a comparison/],
    ['a=1;drop', ';', /means nothing/],
    ['a="x"', '"', /means nothing/],
    ['', '', /name of a field/],
  ];
  for (const [where, place, message] of refused) {
    it(`points at the place in ${JSON.stringify(where)}`, () => {
      const found = placeOfError(where);
      assert.equal(found.place, place);
      assert.equal(found.error.code, 'COUPA_CONFIG');
      assert.match(found.error.message, message);
    });
  }

  it('refuses brackets nested too deep, and texts too long, instead of overflowing', () => {
    placeOfError(`${'('.repeat(9_000)}`);
    placeOfError(`${'not '.repeat(500)}a=1`);
    placeOfError(`a='${'x'.repeat(20_000)}'`);
  });

  it('fails in no other way than with a place, whatever the text', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      "'",
      '`',
      '(',
      ')',
      ',',
      '=',
      '<',
      '>',
      '!',
      'and',
      'or',
      'not',
      'in',
      'like',
      'is',
      'null',
      '${',
      '}',
      '%',
      '1',
      ';',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        try {
          parseWhere(pieces.join(''));
        } catch (error) {
          assert.ok(error instanceof CoupaError);
          assert.equal(error.code, 'COUPA_CONFIG');
        }
      }),
      { numRuns: 3000 },
    );
  });
});

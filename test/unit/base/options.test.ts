import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { editorDefaults } from '../../../lib/base/options/editor-defaults';
import {
  aboveZero,
  configNode,
  count,
  flag,
  forNode,
  minutes,
  number,
  type Option,
  oneOf,
  oneOfOrByMessage,
  path,
  requiredText,
  seconds,
  text,
} from '../../../lib/base/options/option';
import {
  type Dialect,
  readOptions,
  storedDefaults,
  withDefaults,
} from '../../../lib/base/options/read-options';
import { isBlank, isUnset } from '../../../lib/base/options/stored-number';
import { phrase } from '../../../lib/base/text/phrase';

const dialect: Dialect = {
  isEmpty: isUnset,
  textOf: (value) => (typeof value === 'object' ? undefined : String(value)),
  flagOf: (value) => (typeof value === 'boolean' ? value : undefined),
  expectedNumber: ({ min }) => phrase`${min} or more`,
  expectedChoice: (choices) => choices.join(' or '),
  refusal: (name, _value, expected) => new CoupaError('COUPA_CONFIG', phrase`${name}: ${expected}`),
};

function read(option: Option, value: unknown): unknown {
  return Object.values(readOptions({ it: option }, { it: value }, dialect))[0];
}

const refused = Symbol('refused');

const readings: [title: string, option: Option, value: unknown, read: unknown][] = [
  ['a text', text('x'), 'y', 'y'],
  ['a text that is absent', text('x'), undefined, 'x'],
  ['a text that is null', text('x'), null, 'x'],
  ['a text that is empty', text('x'), '', 'x'],
  ['a text that is a number', text('x'), 7, '7'],
  ['a text that is an object', text('x'), {}, refused],
  ['a path', path('id'), ' user.id ', 'user.id'],
  ['a path that is absent', path('id'), undefined, 'id'],
  ['a path that is empty', path('id'), '', ''],
  ['a path that is an object', path('id'), [], refused],
  ['a flag', flag(true), false, false],
  ['a flag that is empty', flag(true), '', true],
  ['a flag that is a word', flag(true), 'perhaps', refused],
  ['a choice', oneOf(['a', 'b'], 'a'), 'b', 'b'],
  ['a choice that is empty', oneOf(['a', 'b'], 'a'), '', 'a'],
  ['a choice of something else', oneOf(['a', 'b'], 'a'), 'c', refused],
  ['a choice that the message may make', oneOfOrByMessage(['a', 'b'], 'a'), 'b', 'b'],
  ['a choice that is left to the message', oneOfOrByMessage(['a', 'b'], 'a'), '', undefined],
  ['a choice that is absent', oneOfOrByMessage(['a', 'b'], 'b'), undefined, 'b'],
  ['a number', number(1, { min: 0 }), 0.5, 0.5],
  ['a number that is a text', number(1, { min: 0 }), ' 0.5 ', 0.5],
  ['a number that is absent', number(1, { min: 0 }), undefined, 1],
  ['a number that is empty', number(1, { min: 0 }), '', 1],
  ['a number that is blanks', number(1, { min: 0 }), ' ', refused],
  ['a number that is true', number(1, { min: 0 }), true, refused],
  ['a number that is a word', number(1, { min: 0 }), 'one', refused],
  ['a number that is too small', number(1, { min: 0 }), -0.1, refused],
  ['a number at its least', number(1, { min: 0 }), 0, 0],
  ['a number that is not above 0', number(1, { min: aboveZero }), 0, refused],
  ['a number just above 0', number(1, { min: aboveZero }), 1e-9, 1e-9],
  ['a number at its most', number(1, { min: 0, max: 5 }), 5, 5],
  ['a number that is too large', number(1, { min: 0, max: 5 }), 5.1, refused],
  ['a number without an end', number(1, { min: 0 }), Number.POSITIVE_INFINITY, refused],
  ['a number that may be 0', number(1, { min: 0, leastAboveZero: 2 }), 0, 0],
  ['a number between 0 and its least', number(1, { min: 0, leastAboveZero: 2 }), 1, refused],
  ['a count', count(1, { min: 1 }), '3', 3],
  ['a count with a fraction', count(1, { min: 1 }), 1.5, refused],
  ['seconds, in milliseconds', seconds(1, { min: 0 }), 0.5, 500],
  ['seconds by default, in milliseconds', seconds(3, { min: 0 }), undefined, 3000],
  ['minutes, in milliseconds', minutes(1, { min: 0 }), '2', 120_000],
];

describe('An option', () => {
  for (const [title, option, value, expected] of readings) {
    it(`${expected === refused ? 'refuses' : 'reads'} ${title}`, () => {
      if (expected === refused)
        assert.throws(() => read(option, value), { code: 'COUPA_CONFIG', message: /^it: / });
      else assert.equal(read(option, value), expected);
    });
  }

  it('that the node reads by itself is not among the settings', () => {
    assert.deepEqual(
      readOptions({ name: forNode(''), tls: configNode('tls-config', false) }, {}, dialect),
      {},
    );
  });

  it('has another default where that follows from something else, and its own where it does not', () => {
    const table = { a: text('x'), b: seconds(3, { min: 0 }) };
    const other = withDefaults(table, { a: 'y', b: undefined });
    assert.deepEqual(readOptions(other, {}, dialect), { a: 'y', b: 3000 });
    assert.deepEqual(storedDefaults(table), { a: 'x', b: 3 });
  });
});

describe('The properties of a table in the editor', () => {
  const table = {
    site: requiredText(),
    tls: configNode('tls-config', false),
    wait: seconds(3, { min: 1 }),
    on: flag(true),
  };
  const isVariable = (value: unknown) => value === '${WAIT}';

  it('have its defaults, in its order', () => {
    const defaults = editorDefaults(table, isVariable);
    assert.deepEqual(Object.keys(defaults), ['site', 'tls', 'wait', 'on']);
    assert.deepEqual(defaults.site, { value: '', required: true });
    assert.deepEqual(defaults.tls, { value: '', type: 'tls-config', required: false });
    assert.equal(defaults.wait.value, 3);
    assert.deepEqual(defaults.on, { value: true });
  });

  for (const [value, taken] of [
    ['', true],
    [null, true],
    ['1', true],
    ['0', false],
    ['soon', false],
    [' ', false],
    ['${WAIT}', true],
  ] as const) {
    it(`${taken ? 'take' : 'refuse'} ${JSON.stringify(value)} for a number from 1`, () => {
      assert.equal(editorDefaults(table, isVariable).wait.validate?.(value), taken);
    });
  }

  it('take blanks for nothing where the node type does', () => {
    assert.equal(editorDefaults(table, isVariable, isBlank).wait.validate?.(' '), true);
  });
});

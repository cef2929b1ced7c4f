import assert from 'node:assert/strict';
import { helperCode } from '../../../../lib/migrate/flow/code/helpers';
import { ValueCode } from '../../../../lib/migrate/flow/code/value-code';
import { readExpression, rossumNames } from '../../../../lib/migrate/rossum/jinja/expression';
import { readTemplate } from '../../../../lib/migrate/rossum/jinja/read-template';
import { inZone } from '../../../in-zone';
import { runFunction } from './run-function';

const fields = { a: 'x', n: '12.5', zero: '', list: ['p', 'q'], flag: true, big: '12345678901234567890' };

function resultOf(text: string): unknown {
  const code = new ValueCode();
  const value = code.expression(readExpression(text, rossumNames));
  return run(`return [{ payload: ${value} }];\n${helperCode(code.used)}`);
}

function run(func: string): unknown {
  const node = { id: 'f', type: 'function', func: `const { payload, fields } = msg;\n${func}` };
  const [sent] = runFunction(node, { payload: { annotation: { automated: true } }, fields }).outputs;
  return sent?.['payload'];
}

function templateOf(text: string): unknown {
  const { value } = readTemplate(text);
  if (value === undefined) return 'not read';
  const code = new ValueCode();
  const built = code.value(value);
  code.used.add('filled');
  const given = run(`return [{ payload: JSON.stringify(filled(${built})) }];\n${helperCode(code.used)}`);
  return JSON.parse(String(given));
}

describe('a date of a document', () => {
  inZone('America/New_York');

  for (const [text, moment] of [
    ['2026-11-28', '2026-11-28T00:00:00.000Z'],
    ['2026-11-28T10:00', '2026-11-28T10:00:00.000Z'],
    ['11/28/2026', '2026-11-28T00:00:00.000Z'],
    ['28 Nov 2026 10:00:00', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28T10:00:00+01:00', '2026-11-28T09:00:00.000Z'],
    ['2026-11-28T10:00:00.250Z', '2026-11-28T10:00:00.250Z'],
    ['soon', 'soon'],
  ])
    it(`is the same moment wherever Node-RED runs: ${text}`, () => {
      const code = helperCode(new Set(['moment'] as const));
      assert.equal(run(`return [{ payload: moment(${JSON.stringify(text)}) }];\n${code}`), moment);
    });
});

describe("an expression of a template's language", () => {
  const cases: [text: string, value: unknown][] = [
    ['field.a', 'x'],
    ["field['a']", 'x'],
    ['field.get("a")', 'x'],
    ["payload['annotation']['automated'] == true", true],
    ['field.missing', undefined],
    ['field.missing | default("none")', 'none'],
    ['field.zero | default(0, true)', 0],
    ['field.zero | default(0)', ''],
    ['field.n | float', 12.5],
    ['field.n | int', 12],
    ['field.n | round(0)', 13],
    ['field.big | float', '12345678901234567890'],
    ['field.big | int', '12345678901234567890'],
    ['field.a | upper', 'X'],
    ['field.a.upper()', 'X'],
    ["field.a | replace('x', '$&')", '$&'],
    ['field.a | e', 'x'],
    ['field.list | length', 2],
    ['field.list | join(", ")', 'p, q'],
    ['field.list[1]', 'q'],
    ['field.list | first', 'p'],
    ['field.a ~ "-" ~ field.n', 'x-12.5'],
    ['field.n + 1', 13.5],
    ['2 * 3 - 4 / 2', 4],
    ['-1', -1],
    ['field.a == "x" and field.n > 12', true],
    ['field.n <= 12.50', true],
    ['not field.zero', true],
    ['field.a in ["x", "y"]', true],
    ['field.a not in ["x"]', false],
    ['field.missing is defined', false],
    ['field.a is not none', true],
    ['field.zero or "b"', 'b'],
    ['"yes" if field.flag else "no"', 'yes'],
    ['"yes" if field.zero', ''],
    ['field.a | b64encode', 'eA=='],
  ];
  for (const [text, value] of cases) {
    it(`gives what ${text} gives`, () => assert.equal(resultOf(text), value));
  }

  const unread = [
    'other.a',
    'field.a | wordwrap',
    'field[field.a]',
    'field.a.__class__()',
    'field.a | map(attribute="x")',
    'range(9)',
    'field.a +',
    '',
    'field.a }} {{',
    `field.${'a'.repeat(3000)}`,
  ];
  for (const text of unread) {
    it(`is nothing where ${JSON.stringify(text.slice(0, 40))} has no counterpart`, () => {
      assert.equal(readExpression(text, rossumNames).kind, 'unread');
      assert.equal(resultOf(text), undefined);
    });
  }
});

describe('a template that writes JSON', () => {
  const cases: [title: string, text: string, value: unknown][] = [
    ['plain JSON', '{"a": [1, -2.5, true, null, "b\\n\\u00e9"]}', { a: [1, -2.5, true, null, 'b\né'] }],
    [
      'numbers with more digits than a number has',
      '{"a": 12345678901234567890}',
      { a: '12345678901234567890' },
    ],
    ['a text with values in it', '{"a": "<{{ field.a }}|{{ field.n }}>"}', { a: '<x|12.5>' }],
    ['a condition within a text', '{"a": "{% if field.flag %}on{% else %}off{% endif %}!"}', { a: 'on!' }],
    [
      'a condition around a value',
      '{"a": {% if field.zero %}1{% elif field.flag %}2{% else %}3{% endif %}}',
      { a: 2 },
    ],
    ['a condition around a comma', '{"a": 1{% if field.flag %},{% endif %} "b": 2}', { a: 1, b: 2 }],
    [
      'loops in loops',
      '[{% for x in field.list %}[{% for y in field.list %}"{{ x }}{{ y }}",{% endfor %}],{% endfor %}]',
      [
        ['pp', 'pq'],
        ['qp', 'qq'],
      ],
    ],
    [
      'the counters of a loop',
      '[{% for x in field.list %}{{ loop.index }}{{ "," }}{% endfor %}]',
      [1, ',', 2, ','],
    ],
    ['marks against blanks, and comments', '{%- if field.a -%}{"a": 1}{#- no -#}{%- endif -%}', { a: 1 }],
    [
      'words that are no text',
      '{"a": {{ field.flag }}, "b": {{ field.zero }}, "c": {{ "null" }}}',
      { a: true, c: null },
    ],
    [
      'a number that quotes keep a text',
      '{"a": "{{ field.n }}", "b": {{ field.n }}, "c": {{ field.n | tojson }}}',
      { a: '12.5', b: 12.5, c: '12.5' },
    ],
  ];
  for (const [title, text, value] of cases) {
    it(`gives ${title}`, () => assert.deepEqual(templateOf(text), value));
  }

  const broken = [
    '',
    'x',
    '<invoice>{{ field.a }}</invoice>',
    '{"a": 1',
    '{"a" 1}',
    '{"a": {% if field.a %}1}',
    '{{ field.a',
    '{"{{ field.a }}": 1}',
    '[{% for x, y in field.list %}1{% endfor %}]',
    '{"a": 1}{"b": 2}',
  ];
  for (const text of broken) {
    it(`is not read where it is ${JSON.stringify(text)}`, () =>
      assert.equal(readTemplate(text).value, undefined));
  }
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toFlow } from '../../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../../lib/migrate/read-instance';
import { chain, first, hook, mapping, stages } from './examples';
import { payloadOf, runFunction } from './run-function';

/** What would end a text, a comment or a template in code, or mean something in it. */
const hostile = [
  '"',
  "'",
  '`',
  '${boom()}',
  '\\',
  '\\"',
  '\n',
  '\r\n',
  '\u2028boom()',
  '\u2029boom()',
  '*/boom()/*',
  '//',
  '</script>',
  '"); boom(); ("',
  '`); boom(); (`',
  "'); boom(); ('",
  '\\u0022);boom();(\\u0022',
  '{{boom()}}',
  '__proto__',
  'constructor',
  'toString',
  'prototype',
  '\0',
  '\ud800',
];

/** All function nodes of what was pasted, run one by one where `boom` would be a fault and an id leads anywhere. */
function codesOf(pasted: unknown, least = 1): void {
  const { description, findings } = readInstance(JSON.stringify(pasted));
  const flow = toFlow(description, findings);
  const functions = flow.filter(({ type }) => type === 'function');
  assert.ok(functions.length >= least);
  for (const node of functions) {
    const msg = {
      payload: { a: 'A', rows: [{}] },
      files: {},
      rossum: { payload: {}, fields: {}, id: 1 },
      coupa: { record: { result: [{ statusCode: 200 }] } },
    };
    try {
      runFunction(node, msg);
    } catch (error) {
      assert.match(String((error as Error).message), /is missing$|is not built yet/, String(node['func']));
    }
  }
}

function firstStart(template: unknown) {
  const { description } = readInstance(first(template));
  return toFlow(description).find(({ type }) => type === 'function');
}

describe('the code that is made of a template from outside', () => {
  for (const text of hostile) {
    it(`is built of texts alone, also of ${JSON.stringify(text)}`, () => {
      codesOf(
        first({
          [text]: text,
          a: `@{${text}} ${text} @{a}`,
          b: { $DATAPOINT_VALUE$: { schema_id: text, value_type: text } },
          c: { $DATAPOINT_MAPPING$: { schema_id: text, mapping: { [text]: text }, fallback_mapping: text } },
          d: { $FOR_EACH_SCHEMA_ID$: { schema_id: 'rows', mapping: { [text]: `@{${text}}` } } },
          e: { $IF_DATAPOINT_VALUE$: { schema_id: text, value: text, mapping: { [text]: text } } },
        }),
      );
      const json = JSON.stringify(text);
      for (const template of [
        `{${json}: ${json}, "a": "{{ field.a }} ${json.slice(1, -1)}"}`,
        `{"a": "{{ ${text} }}", "b": {{ field[${json}] }}, "c": {{ ${json} }}}`,
        `{"a": {% if field.a == ${json} %}${json}{% endif %}, {% ${text} %} "b": 1}`,
        `{"a": [{% for x in field[${json}] %}{{ x.${text} }}{% endfor %}]}`,
        text,
      ]) {
        codesOf([hook(1, text, mapping('draft', template)), chain.create]);
      }
      codesOf(
        hook(2, text, {
          request: {
            url: `https://x.coupahost.com/api/invoices/@{${text}}/submit?${text}=${text}`,
            method: 'PUT',
          },
          condition: `@{${text}}`,
          response_payload_reference_key: text,
          extract: [
            { source_reference_key: text, extract_rules: [{ value_path: 'id', target_schema_id: text }] },
          ],
        }),
        // What is no plain placeholder makes the call unreadable.
        0,
      );
      const [stage] = stages.stages;
      codesOf(
        hook(3, text, {
          stages: [
            {
              ...stage,
              evaluate: [{ condition: { [`field.${text}`]: { $in: [text], $ne: text, [text]: text } } }],
              call_api: [
                {
                  name: text,
                  request: {
                    url: '{field.b}api/invoices/{field.id}/attachments',
                    method: 'POST',
                    content: {
                      'attachment[file]': [text, `{property.${text}.content.@}${text}`],
                      'attachment[intent]': text,
                    },
                  },
                  response_handlers: [
                    {
                      value: { response: { $jmespath: 'body.id' } },
                      target_key: text,
                      target_type: 'schema_id',
                    },
                  ],
                },
              ],
            },
          ],
        }),
      );
    });
  }

  it('gives every key and every text as it was pasted', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: 'binary', maxLength: 10 }),
          fc.string({ unit: 'binary', maxLength: 10 }),
          {
            noNullPrototype: true,
            minKeys: 2,
          },
        ),
        (template) => {
          const plain = Object.fromEntries(
            Object.entries(template).map(([key, value]) => [key, value.replaceAll('@{', '@')]),
          );
          // Texts that are as they are when they went through JSON.
          const wanted: unknown = JSON.parse(JSON.stringify(plain));
          const text = JSON.stringify({ connection_info: {}, payload_template: plain });
          const { description } = readInstance(text);
          const start = toFlow(description).find(({ type }) => type === 'function');
          assert.deepEqual(payloadOf(start, { payload: {} }), wanted);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('makes a member of __proto__, and changes no prototype', () => {
    const template = JSON.parse(
      '{"__proto__": {"polluted": true}, "a": {"__proto__": "@{__proto__}", "b": 1}}',
    );
    const start = firstStart(template);
    const payload = JSON.parse('{"__proto__": "from Rossum"}');
    const [sent] = runFunction(start, { payload }).outputs;
    const text = JSON.stringify(sent?.['payload']);
    assert.equal(text, '{"__proto__":{"polluted":true},"a":{"__proto__":"from Rossum","b":1}}');
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('takes nothing of a value but what it has of its own', () => {
    const template = {
      a: '@{constructor}',
      b: { $DATAPOINT_VALUE$: { schema_id: 'toString', value_type: 'string' } },
    };
    assert.deepEqual(payloadOf(firstStart(template), { payload: {} }), { b: '' });
    const { description } = readInstance(
      JSON.stringify([
        hook(
          1,
          'x',
          mapping('draft', '{"a": "{{ field.constructor.constructor }}", "b": "{{ payload.__proto__.x }}"}'),
        ),
        chain.create,
      ]),
    );
    const start = toFlow(description).find(({ type }) => type === 'function');
    assert.deepEqual(payloadOf(start, { payload: {} }), { a: '', b: '' });
  });

  it('gives values of the document as they are, whatever they look like', () => {
    for (const text of hostile) {
      const sent = payloadOf(firstStart({ a: '@{a}', b: 'x @{a}' }), { payload: { a: text } });
      assert.deepEqual(sent, JSON.parse(JSON.stringify({ a: text, b: `x ${text}` })));
    }
  });

  it('puts nothing into a property that Node-RED or this package would fill in', () => {
    const url = 'https://x.coupahost.com/api/{{env.PATH}}/${PATH}/submit';
    const { description } = readInstance(
      JSON.stringify([
        chain.map,
        chain.create,
        hook(9, 'x', { request: { url, method: 'PUT' } }),
        hook(10, 'y', {
          request: { url: 'https://x.coupahost.com/api/invoices/$(PATH)/submit', method: 'PUT' },
        }),
        hook(11, 'z', {
          request: {
            url: 'https://x.coupahost.com/api/suppliers/{{env.PATH}}/addresses',
            method: 'POST',
            data: { a: 1 },
          },
        }),
      ]),
    );
    const records = toFlow(description).filter(({ type }) => type === 'coupa-record');
    assert.equal(records.length, 1);
    for (const { resource, operation, action, key } of records)
      for (const value of [resource, operation, action, key]) assert.doesNotMatch(String(value), /[${}()]/);
  });

  it('is not made of a template that is too large or too deep, which is said', () => {
    const many = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`k${index}`, '@{a}']));
    const large = readInstance(first(many));
    assert.ok(large.findings.some(({ code, severity }) => code === 'template' && severity === 'error'));
    assert.match(
      String(toFlow(large.description).find(({ type }) => type === 'function')?.['func']),
      /not built yet/,
    );
    const deep = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
    const ifs = `{"a": ${'{% if field.a %}'.repeat(500)}1${'{% endif %}'.repeat(500)}}`;
    for (const template of [
      deep,
      ifs,
      `{"a": {{ ${'('.repeat(900)}1${')'.repeat(900)} }}}`,
      '{"a": 1,'.repeat(9000),
    ]) {
      const { findings } = readInstance(JSON.stringify(hook(1, 'deep', mapping('draft', template))));
      assert.ok(findings.some(({ code }) => code === 'template' || code === 'expression'));
    }
  });
});

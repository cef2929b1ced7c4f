// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors and Rossum, not of TypeScript
import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { readYaml } from '../../../lib/migrate/pasted/read-yaml';
import { readInstance } from '../../../lib/migrate/read-instance';

const site = 'https://acme.coupahost.com';
const hook = {
  credentials: { client_id: 'a1b2c3d4e5f6', base_api_url: `${site}/` },
  import_config: {
    endpoint: 'api/invoices',
    query: {
      'updated-at[gt_or_eq]': '${last_modified_date}',
      fields: ['id', 'updated_at', 'created_at', { supplier: ['id', 'name'] }],
    },
    id_keys: ['id'],
    records_per_request: 50,
  },
};
const url = "/hubs/businessspendmanagement/invoices?where=updated_at>'${date:yyyy-MM-dd'T'HH:mm:ss}'";
const dates = { updatedDateField: 'updated-at', updatedDateFormat: "yyyy-MM-dd'T'HH:mm:ssXXX" };
const instance = {
  'event.poller.configuration': { invoices: { url, idField: 'id', datesConfiguration: dates } },
  'event.poller.refresh_interval': 10,
};

const blocks = `credentials:
  client_id: a1b2c3d4e5f6
  base_api_url: ${site}/   # the tenant
import_config:
  endpoint: "api/invoices"
  # What has changed.
  query:
    updated-at[gt_or_eq]: \${last_modified_date}
    fields:
    - id
    - 'updated_at'
    - created_at
    - supplier: [id, name]
  id_keys:
    - id
  records_per_request: 50
`;
const brackets = `credentials: {client_id: a1b2c3d4e5f6, base_api_url: "${site}/"}
import_config:
  endpoint: api/invoices
  query: {
    updated-at[gt_or_eq]: \${last_modified_date}, # since
    "fields": ["id", 'updated_at', created_at, {supplier: [id, name]}],
  }
  id_keys: [id]
  records_per_request: 50
`;
const ofHub = `event.poller.configuration:
  invoices:
    url: "${url}"
    idField: id
    datesConfiguration:
      updatedDateField: updated-at
      updatedDateFormat: 'yyyy-MM-dd''T''HH:mm:ssXXX'
event.poller.refresh_interval: 10
`;

describe('An instance in YAML with brackets, on lines of its own', () => {
  it('is no list of settings, and its lines go on where a backslash says so', () => {
    const text = [
      '{',
      '  element: { key: coupa },',
      '  configuration:',
      '    {',
      '      siteAddress: https://acme.coupahost.com,',
      '      event.poller.refresh_interval: "5",',
      '      event.poller.configuration:',
      '        { invoices: { url: "/api/invoices?updated-at[gt]=${da\\',
      '                te}", idField: id } }',
      '    }',
      '}',
    ].join('\n');
    const { description } = readInstance(text);
    assert.equal(description.connection.siteAddress, 'https://acme.coupahost.com');
    assert.equal(description.interval, 5);
    assert.deepEqual(
      description.resources.map(({ resource, url }) => [resource, url]),
      [['invoices', '/api/invoices?updated-at[gt]=${date}']],
    );
  });
});

describe('A configuration in YAML', () => {
  for (const [title, text, value] of [
    ['in blocks', blocks, hook],
    ['in brackets', brackets, hook],
    ['of a hub', ofHub, instance],
    ['a document of a file', `%YAML 1.2\n---\n${blocks}...\n`, hook],
    ['from Windows', `\ufeff${blocks.replaceAll('\n', '\r\n')}`, hook],
    [
      'with blanks of a word processor',
      blocks.replace(/^ +/gm, (blanks) => '\u00a0'.repeat(blanks.length)),
      hook,
    ],
    ['in a mail', `Hi all,\nplease see below.\n\n${blocks}\nThanks`, hook],
    ['quoted in a mail', blocks.replace(/^/gm, '> '), hook],
    ['between fences', `Ours:\n\n\`\`\`yaml\n${ofHub}\`\`\`\n\nAnything else?`, instance],
    ['its URL folded', ofHub.replace(/"(\/hubs.*)"$/m, '>-\n      $1'), instance],
    ['its URL folded, with its end of line', ofHub.replace(/"(\/hubs.*)"$/m, '>\n      $1'), instance],
    [
      'its lists closed where they began',
      blocks.replace('id_keys:\n    - id', 'id_keys: [\n    id\n  ]'),
      hook,
    ],
    [
      'its texts in quotes of a word processor',
      blocks.replace(/"/g, () => '\u201c').replace('invoices\u201c', 'invoices\u201d'),
      hook,
    ],
    ['dumped with long lines broken', stringify(hook, { lineWidth: 20 }), hook],
    ['its URL as it is', ofHub.replace(/"(\/hubs.*)"$/m, '$1'), instance],
    [
      'below another key',
      `coupa:\n${blocks.replace(/^(?=.)/gm, '  ')}other: {a: 1}\n`,
      { coupa: hook, other: { a: 1 } },
    ],
    [
      'a list of hooks',
      `results:\n- name: a\n${blocks.replace(/^(?=.)/gm, '  ')}`,
      { results: [{ name: 'a', ...hook }] },
    ],
  ] as const) {
    it(`is read like JSON, and that is said: ${title}`, () => {
      const { description, findings } = readInstance(text);
      assert.deepEqual(description, readInstance(JSON.stringify(value)).description);
      assert.equal(description.resources.length, 1);
      assert.ok(findings.some(({ code }) => code === 'yaml'));
    });
  }

  it('is told where it has what is not read, and nothing of it is guessed', () => {
    for (const text of [
      `base: &base\n  a: 1\n${blocks}`,
      blocks.replace('api/invoices', 'x').replace('"x"', '*endpoint'),
      blocks.replace('"api/invoices"', '!env ENDPOINT'),
      blocks.replace('[id, name]', '[id, name'),
      blocks.replace('"api/invoices"', '"api/invoices'),
      blocks.replace('  records_per', ' records_per'),
    ]) {
      const { description, findings } = readInstance(text);
      assert.equal(description.resources.length, 0, text);
      const [error] = findings.filter(({ severity }) => severity === 'error');
      assert.match(String(error?.message), /^This looks like YAML, /);
    }
  });
});

describe('YAML', () => {
  for (const [text, ...documents] of [
    [
      'a: 1\nb: -2.5\nc: 007\nd: 1e3\ne: 12345678901234567890',
      { a: 1, b: -2.5, c: '007', d: '1e3', e: '12345678901234567890' },
    ],
    ['a: true\nb: ~\nc:\nd: yes\ne: ""', { a: true, b: null, c: null, d: 'yes', e: '' }],
    [
      "a: \"x\\ty\\u0041 # z\" # w\nb: 'it''s'\nc: it's \"so\"",
      { a: 'x\tyA # z', b: "it's", c: 'it\'s "so"' },
    ],
    ['a: |\n  one\n    two\n\n  three\nb: >-\n  one\n  two\n', { a: 'one\n  two\n\nthree\n', b: 'one two' }],
    ['a: one\n  two\nb: "three\n  four"', { a: 'one two', b: 'three four' }],
    ['- - 1\n  - 2\n- a: 3\n  b: 4\n-\n  - 5', [[1, 2], { a: 3, b: 4 }, [5]]],
    ['a:\n- 1\nb: {c: [d, "e, f", {g: }], "h":1}', { a: [1], b: { c: ['d', 'e, f', { g: null }], h: 1 } }],
    ['url: https://a.example/b?c=d#e', { url: 'https://a.example/b?c=d#e' }],
    ['a: 1\n---\nb: 2', { a: 1 }, { b: 2 }],
    ['a: 1\n---\n', { a: 1 }],
    ['a: {b[in]: [c, d[gt]], e: ${x: y, z}}', { a: { 'b[in]': ['c', 'd[gt]'], e: '${x: y, z}' } }],
    ['a: |\n  !b\n  *c\n  &d\nb: "\u0041 &c *d !e"', { a: '!b\n*c\n&d\n', b: 'A &c *d !e' }],
    ['a: \u201cit\u2019s: "b" \\ c\u201d', { a: 'it\u2019s: "b" \\ c' }],
    ['%YAML 1.1\n---\na: yes\nb: 0x1f\nc: 2026-01-01', { a: 'yes', b: '0x1f', c: '2026-01-01' }],
    ['a: b\na: c', { a: 'c' }],
    ['{"a": [1, {"b": "c: d"}]}', { a: [1, { b: 'c: d' }] }],
    [
      '__proto__: 1\nconstructor: {__proto__: 2}',
      JSON.parse('{"__proto__":1,"constructor":{"__proto__":2}}'),
    ],
  ] as [string, ...unknown[]][]) {
    it(`is what it says: ${JSON.stringify(text)}`, () => assert.deepEqual(readYaml(text), documents));
  }

  for (const form of [{}, { collectionStyle: 'flow' }, { defaultStringType: 'QUOTE_SINGLE' }] as const) {
    it(`is read as it was dumped: ${JSON.stringify(form)}`, () => {
      const program = '# a: b\n\n    {{ x }}:\n\t"y"\\z\n- [1, *c, &d, !e]\n';
      const value = {
        hook,
        instance,
        list: [[], {}, ['', ' a ', "it's", program], null, true, -1.5, 'yes', '1e3'],
      };
      assert.deepEqual(readYaml(stringify(value, form)), [value]);
    });
  }

  it('is refused where it is nested deeper than anybody writes, as soon as it is', () => {
    for (const text of [
      '- '.repeat(1000),
      '? '.repeat(200_000),
      `a: ${'['.repeat(100_000)}`,
      `a: ${'['.repeat(1000)}${']'.repeat(1000)}`,
      `${'- '.repeat(200_000)}a\nb: 1`,
      `a: ${'{a: '.repeat(100_000)}`,
      Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    ])
      assert.equal(readYaml(text), undefined);
  });

  it('grows by no alias, and has no tag', () => {
    for (const text of [
      `a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]`,
      'a: *b',
      'a: !!binary eA==',
      '!<tag:yaml.org,2002:map>\na: 1',
      '? {a: 1}\n: b',
    ])
      assert.equal(readYaml(text), undefined, text);
  });
});

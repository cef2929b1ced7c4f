// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import type { Finding } from '../../../lib/base/finding';
import type { ReadOptions } from '../../../lib/migrate/model/read-options';
import { readInstance } from '../../../lib/migrate/read-instance';

const iso = "yyyy-MM-dd'T'HH:mm:ssXXX";

/** What became of one resource's URL, and of what of it something was said. */
function one(pasted: unknown, options: ReadOptions = {}) {
  const { description, findings } = readInstance(pasted, options);
  const [resource] = description.resources;
  return { resource, findings, url: resource?.url, codes: findings.map(({ code }) => code) };
}

const found = (findings: readonly Finding[], code: string) =>
  findings.find((finding) => finding.code === code);

describe('resources that are named in a text', () => {
  const settings = (own: object, element = 'coupa') => ({ element: { key: element }, configuration: own });
  const suppliers = "/hubs/businessspendmanagement/suppliers?where=updated_at>='${date}'";
  const invoices = `/api/invoices?updated-at[gt_or_eq]=\${date:${iso}}`;
  const named: [title: string, own: object, expected: [string, string][]][] = [
    [
      'by lines',
      { 'event.poller.urls': `invoices\nsuppliers|${suppliers}` },
      [
        ['invoices', invoices],
        ['suppliers', suppliers],
      ],
    ],
    [
      'by commas',
      { 'event.objects': 'invoices, suppliers' },
      [
        ['invoices', invoices],
        ['suppliers', invoices.replace('invoices', 'suppliers')],
      ],
    ],
    [
      'by bars',
      { 'event.poller.urls': 'invoices|users' },
      [
        ['invoices', invoices],
        ['users', invoices.replace('invoices', 'users')],
      ],
    ],
    [
      'in one line with URLs',
      { 'event.poller.urls': `suppliers|${suppliers}|own|/api/own?updated-at[gt]=\${date}` },
      [
        ['suppliers', suppliers],
        ['own', '/api/own?updated-at[gt]=${date}'],
      ],
    ],
    [
      'by commas behind a URL',
      { 'event.poller.urls': `suppliers|${suppliers} and a in ('x','y'),invoices` },
      [
        ['suppliers', `${suppliers} and a in ('x','y')`],
        ['invoices', invoices],
      ],
    ],
    ['as a list', { 'event.objects': ['invoices'] }, [['invoices', invoices]]],
    ['as JSON in a text', { 'event.objects': '["invoices"]' }, [['invoices', invoices]]],
    [
      'twice',
      { 'event.objects': 'suppliers', 'event.poller.urls': `suppliers|${suppliers}` },
      [['suppliers', suppliers]],
    ],
    ['by URLs alone', { 'event.poller.urls': suppliers }, [['suppliers', suppliers]]],
    [
      'by a semicolon behind a URL, in front of a name with its own',
      { 'event.poller.urls': `invoices|${invoices};suppliers|${suppliers}` },
      [
        ['invoices', invoices],
        ['suppliers', suppliers],
      ],
    ],
    [
      'as objects that call them resources',
      { 'event.poller.urls': [{ resource: 'invoices' }, { objectName: 'suppliers', url: suppliers }] },
      [
        ['invoices', invoices],
        ['suppliers', suppliers],
      ],
    ],
    [
      'as an object that is JSON in a text',
      { 'event.poller.urls': JSON.stringify({ invoices: null, suppliers }) },
      [
        ['invoices', invoices],
        ['suppliers', suppliers],
      ],
    ],
    ['by what one record is called', { 'event.objects': 'Invoice' }, [['invoices', invoices]]],
    ...['invoices', 'invoices,', ['invoices'], { invoices: null }, { invoices: {} }, { invoices: true }].map(
      (names): [string, object, [string, string][]] => [
        `by a poller configuration that is ${JSON.stringify(names)}`,
        { 'event.poller.configuration': names },
        [['invoices', invoices]],
      ],
    ),
    [
      'in a list of objects, each by its name',
      { 'event.poller.configuration': [{ suppliers: { url: suppliers, idField: 'id' } }] },
      [['suppliers', suppliers]],
    ],
    [
      'below a level that is no resource',
      { 'event.poller.configuration': { resources: { suppliers: { url: suppliers, idField: 'id' } } } },
      [['suppliers', suppliers]],
    ],
    [
      'below event.poller, without its last word',
      { 'event.poller': { suppliers: { url: suppliers, idField: 'id' } } },
      [['suppliers', suppliers]],
    ],
    [
      'beside a poller configuration',
      {
        'event.objects': 'invoices,suppliers',
        'event.poller.configuration': { suppliers: { url: suppliers } },
      },
      [
        ['suppliers', suppliers],
        ['invoices', invoices],
      ],
    ],
  ];
  for (const [title, own, expected] of named) {
    it(`are read: ${title}`, () => {
      const { description, findings } = readInstance(settings(own));
      assert.deepEqual(
        description.resources.map(({ resource, url }) => [resource, url]),
        expected,
      );
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      );
    });
  }

  const both = [invoices, invoices.replace('invoices', 'suppliers')];
  for (const names of [
    'invoices suppliers',
    'invoices/suppliers',
    'invoices & suppliers',
    'invoices + suppliers',
    'invoices and suppliers',
    'invoices und suppliers',
    'invoices、suppliers',
    'invoices；suppliers',
    '[invoices, suppliers]',
    '1) invoices\n2) suppliers',
    '1. invoices\r\n2. suppliers',
    'invoices, suppliers.',
    'invoices, suppliers, INVOICES',
  ]) {
    it(`are two, however they stand apart: ${JSON.stringify(names)}`, () => {
      for (const key of ['event.objects', 'event.poller.urls']) {
        const { description, findings } = readInstance(settings({ [key]: names }));
        assert.deepEqual(
          description.resources.map(({ url }) => url),
          both,
        );
        assert.ok(!findings.some(({ severity }) => severity === 'error'));
      }
    });
  }

  it('are one where a name has several words', () => {
    for (const name of ['purchase orders', 'exchange rates', 'Supplier Information'])
      assert.equal(readInstance(settings({ 'event.objects': name })).description.resources.length, 1);
    const { findings } = readInstance(settings({ 'event.objects': 'gadgets and invoices of them' }));
    assert.match(String(found(findings, 'no-url')?.message), /^"gadgets and invoices of them" stands/);
  });

  it('are asked with the URLs of the hub there', () => {
    const { url } = one(settings({ 'event.objects': 'invoices' }), { target: 'hub' });
    assert.match(url ?? '', /^\/hubs\/businessspendmanagement\/invoices\?where=/);
  });

  it('are left out without a URL where none is known, and that is said', () => {
    for (const [own, element] of [
      [{ 'event.objects': 'gadgets' }, 'coupa'],
      [{ 'event.objects': 'accounts' }, 'sfdc'],
    ] as const) {
      const { findings, resource } = one(settings(own, element));
      assert.equal(resource, undefined);
      assert.equal(found(findings, 'no-url')?.severity, 'error');
    }
  });

  for (const nothing of [null, '', ' \n ', 'null', []]) {
    it(`are none in ${JSON.stringify(nothing)}`, () => {
      const { resource, findings } = one(
        settings({ 'event.poller.urls': nothing, 'event.objects': nothing }),
      );
      assert.equal(resource, undefined);
      assert.equal(findings.filter(({ severity }) => severity === 'error').length, 1);
    });
  }
});

describe('resources that stand one after the other', () => {
  const entryOf = (name: string) => ({
    name,
    url: `/api/${name}?updated-at[gt]=\${date:${iso}}`,
    idField: 'id',
  });
  const [invoices, suppliers] = [entryOf('invoices'), entryOf('suppliers')];
  const texts = [invoices, suppliers].map((entry) => JSON.stringify(entry));
  for (const [title, pasted] of [
    ['in a list', [invoices, suppliers]],
    ['in a text', texts.join('\n')],
    ['apart by commas', texts.join(',\n')],
    ['below headings', `Invoices:\n${texts[0]}\n\nSuppliers:\n${texts[1]}`],
    ['between fences', texts.map((text) => `\`\`\`json\n${text}\n\`\`\`\n`).join('and\n')],
    ['without names', [invoices, suppliers].map(({ name: _, ...entry }) => entry)],
  ] as const) {
    it(`are all read: ${title}`, () => {
      const { description, findings } = readInstance(pasted);
      assert.deepEqual(
        description.resources.map(({ resource, url }) => [resource, url]),
        [invoices, suppliers].map(({ name, url }) => [name, url]),
      );
      assert.equal(found(findings, 'several'), undefined);
    });
  }
});

describe('resources that stand elsewhere', () => {
  const url = "/hubs/businessspendmanagement/invoices?where=updated_at>='${date}'";
  const entry = { url, idField: 'id' };
  const places: [title: string, value: unknown][] = [
    ['beside the other settings', { configuration: { 'event.notification.enabled': true, invoices: entry } }],
    [
      'beside the configuration',
      { element: { key: 'coupa' }, configuration: { 'event.notification.enabled': true }, invoices: entry },
    ],
    [
      'as the default of an element’s setting',
      {
        key: 'coupa',
        name: 'Coupa',
        configuration: [
          { key: 'event.poller.configuration', name: 'x', defaultValue: JSON.stringify({ invoices: entry }) },
          { key: 'siteAddress' },
        ],
      },
    ],
    [
      'below the points of its name',
      { configuration: { event: { poller: { configuration: { invoices: entry } } } } },
    ],
    ['under a name with underscores', { configuration: { event_poller_configuration: { invoices: entry } } }],
    ['under a name in capitals', { configuration: { 'Event.Poller.Configuration': { invoices: entry } } }],
    [
      'in a list with names',
      { configuration: { 'event.poller.configuration': [{ name: 'invoices', ...entry }] } },
    ],
    [
      'in a list with resource names',
      { configuration: { 'event.poller.configuration': [{ resourceName: 'invoices', ...entry }] } },
    ],
    [
      'each as JSON in a text',
      { configuration: { 'event.poller.configuration': { invoices: JSON.stringify(entry) } } },
    ],
    [
      'as JSON in a text in a text',
      {
        configuration: { 'event.poller.configuration': JSON.stringify(JSON.stringify({ invoices: entry })) },
      },
    ],
    [
      'in a list of properties',
      {
        configuration: [
          { propertyKey: 'event.poller.configuration', propertyValue: JSON.stringify({ invoices: entry }) },
        ],
      },
    ],
    [
      'as a setting alone',
      { key: 'event.poller.configuration', defaultValue: JSON.stringify({ invoices: entry }) },
    ],
    [
      'in a list of settings',
      [{ key: 'event.poller.configuration', value: JSON.stringify({ invoices: entry }) }],
    ],
    [
      'in a collection of requests',
      {
        info: {},
        item: [
          {
            name: 'x',
            request: {
              method: 'POST',
              url: 'https://h',
              body: {
                raw: JSON.stringify({ configuration: { 'event.poller.configuration': { invoices: entry } } }),
              },
            },
          },
        ],
      },
    ],
    [
      'in an answer',
      {
        results: [
          {
            id: 1,
            element: { key: 'coupa' },
            configuration: { 'event.poller.configuration': { invoices: entry } },
          },
        ],
      },
    ],
  ];
  for (const [title, value] of places) {
    it(`are found ${title}`, () => {
      for (const pasted of [value, JSON.stringify(value, null, 2)]) {
        const { description } = readInstance(pasted);
        assert.deepEqual(
          description.resources.map((resource) => [resource.resource, resource.url]),
          [['invoices', url]],
        );
      }
    });
  }

  it('are found in the body that has them, whatever stands before it', () => {
    const first = { element: { key: 'coupa' }, configuration: { siteAddress: 'acme.coupahost.com' } };
    const second = {
      element: { key: 'coupa' },
      configuration: { 'event.poller.configuration': { invoices: entry } },
    };
    for (const glue of ['\n\nThen:\n\n', '\n```\nand\n```json\n']) {
      const text = `\`\`\`json\n${JSON.stringify(first)}${glue}${JSON.stringify(second)}\n\`\`\``;
      const { description, findings } = readInstance(
        glue.includes('`') ? text : text.replaceAll('```', '').replace('json', ''),
      );
      assert.equal(description.resources[0]?.url, url);
      assert.match(String(found(findings, 'several')?.message), /2 configurations; number 2 was read/);
    }
  });
});

describe('resources that are named otherwise', () => {
  const url = "/hubs/businessspendmanagement/invoices?where=updated_at>='${date}'";
  const known = "/api/suppliers?updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";
  const lists: [title: string, value: unknown][] = [
    ['behind bullets', `- invoices|${url}\n- suppliers`],
    ['behind colons', `invoices: ${url}\nsuppliers`],
    ['behind arrows', `invoices -> ${url}\nsuppliers`],
    ['in an object', { invoices: url, suppliers: true, orders: false }],
    ['in objects', [{ name: 'invoices', url }, { name: 'suppliers' }]],
  ];
  for (const [title, value] of lists) {
    it(`are read: ${title}`, () => {
      const { description } = readInstance({ configuration: { 'event.poller.urls': value } });
      assert.deepEqual(
        description.resources.map((one) => [one.resource, one.url]),
        [
          ['invoices', url],
          ['suppliers', known],
        ],
      );
    });
  }

  it('are read: apart by semicolons and in quotes', () => {
    const { description } = readInstance({ configuration: { 'event.objects': '"invoices";"suppliers"' } });
    assert.deepEqual(
      description.resources.map(({ resource }) => resource),
      ['invoices', 'suppliers'],
    );
  });

  it('are read beside a text of nothing but quotes', () => {
    const headers = '"'.repeat(50_000);
    const { description } = readInstance({
      configuration: {
        'event.notification.callback.headers': headers,
        'event.poller.configuration': { invoices: { url } },
      },
    });
    assert.equal(description.resources[0]?.url, url);
  });

  it('are read where the URL alone stands in the place of a resource', () => {
    const { description } = readInstance({
      configuration: { 'event.poller.configuration': { invoices: url } },
    });
    assert.equal(description.resources[0]?.url, url);
  });

  for (const front of [
    '{{base_url}}',
    'GET {{base}}',
    'https://{{instance}}.coupahost.com',
    '<site>',
    'https://[instance].coupahost.com',
  ]) {
    it(`are asked below the connection's address where ${front} stands for it`, () => {
      const { description, findings } = readInstance({ invoices: { url: front + url, idField: 'id' } });
      assert.equal(description.resources[0]?.url, url);
      assert.ok(findings.some(({ code, severity }) => code === 'site-stand-in' && severity === 'mended'));
    });
  }
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of other programs, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../../lib/migrate/read-instance';

const url = 'https://acme.coupahost.com/api/invoices';
const since = "updated-at[gt]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";

/** The URLs of the polls that were made of a document. */
function read(document: unknown) {
  const { description, findings } = readInstance(JSON.stringify(document));
  return {
    urls: description.resources.map((one) => one.url.replaceAll('%5B', '[').replaceAll('%5D', ']')),
    description,
    findings,
  };
}

describe('A request that a program exported', () => {
  const pairs = [
    { name: 'status', value: 'a' },
    { name: 'updated-at[gt]', value: '={{ $now.minus({ hours: 1 }) }}' },
  ];
  const documents: [title: string, document: unknown][] = [
    ['n8n', { nodes: [{ parameters: { url, sendQuery: true, queryParameters: { parameters: pairs } } }] }],
    [
      'n8n, its query as JSON',
      {
        nodes: [
          {
            parameters: {
              url,
              sendQuery: true,
              jsonQuery: '={"status":"a","updated-at[gt]":"{{ $json.x }}"}',
            },
          },
        ],
      },
    ],
    [
      'Power Automate',
      {
        actions: {
          H: {
            type: 'Http',
            inputs: { method: 'GET', uri: url, queries: { status: 'a', 'updated-at[gt]': "@{utcNow('x')}" } },
          },
        },
      },
    ],
    [
      'Workato',
      { input: { request: { method: 'GET', url, params: { status: 'a', 'updated-at[gt]': "#{_('x')}" } } } },
    ],
    [
      'Azure Data Factory',
      {
        properties: {
          type: 'RestResource',
          typeProperties: { relativeUrl: '/api/invoices?status=a&updated-at[gt]=@{pipeline().x}' },
        },
        about: 'Coupa',
      },
    ],
    [
      'Postman',
      {
        item: [
          {
            request: {
              method: 'GET',
              url: {
                raw: `${url}?status=a&updated-at[gt]={{since}}`,
                query: [
                  { key: 'status', value: 'a' },
                  { key: 'updated-at[gt]', value: '{{since}}' },
                  { key: 'exported', value: 'false', disabled: true },
                ],
              },
            },
            response: [{ originalRequest: { method: 'GET', url: { raw: `${url}?status=b` } } }],
          },
        ],
      },
    ],
    [
      'Insomnia',
      {
        resources: [
          {
            url: '{{ _.url }}/api/invoices',
            method: 'GET',
            parameters: [
              { name: 'status', value: 'a' },
              { name: 'updated-at[gt]', value: '{{ x }}' },
              { name: 'exported', value: 'no', disabled: true },
            ],
          },
        ],
      },
    ],
    [
      'a browser',
      {
        log: {
          entries: [
            {
              request: {
                method: 'GET',
                url: `${url}?status=a&updated-at%5Bgt%5D={{x}}`,
                queryString: [
                  { name: 'status', value: 'a' },
                  { name: 'updated-at[gt]', value: '{{x}}' },
                ],
              },
            },
          ],
        },
      },
    ],
    [
      'Node-RED',
      [
        {
          type: 'http request',
          method: 'GET',
          url: `${url}?status=a&updated-at[gt]={{flow.lastRun}}&limit=50`,
        },
      ],
    ],
    [
      'a change node of Node-RED',
      [{ type: 'change', rules: [{ p: 'url', to: `${url}?status=a&updated-at[gt]={{since}}`, tot: 'str' }] }],
    ],
    [
      'a host of Node-RED’s environment',
      [
        { type: 'comment', name: 'Coupa' },
        {
          type: 'http request',
          method: 'GET',
          url: '{{{env.HOST}}}/api/invoices?status=a&updated-at[gt]={{{flow.x}}}',
        },
      ],
    ],
    [
      'a function node of Node-RED',
      [
        {
          type: 'function',
          func: `msg.url = '${url}?status=a&updated-at[gt]=' + flow.get('last');\nreturn msg;`,
        },
      ],
    ],
  ];
  for (const [title, document] of documents) {
    it(`asks with all its parameters: ${title}`, () => {
      const { urls, findings } = read(document);
      assert.deepEqual(urls, [`/api/invoices?status=a&${since}`]);
      assert.equal(findings.find(({ code }) => code === 'requests')?.severity, 'check');
    });
  }

  it('is no resource of Open Connectors, and neither is a site', () => {
    const service = { typeProperties: { url: 'https://acme.coupahost.com', authenticationType: 'OAuth2' } };
    for (const document of [service, { a: { url: 'https://acme.coupahost.com/' } }]) {
      assert.deepEqual(read(document).urls, []);
    }
  });

  it('is none that writes', () => {
    for (const document of [
      { request: { method: 'POST', url: { raw: url } } },
      { uri: url, body: { a: 1 } },
      { url, sendBody: true, method: 'PUT' },
    ]) {
      assert.deepEqual(read(document).urls, []);
    }
  });

  for (const [title, trigger, minutes] of [
    ['Node-RED', { type: 'inject', repeat: '300', crontab: '' }, 5],
    ['Power Automate', { recurrence: { frequency: 'Hour', interval: 2 } }, 120],
    ['n8n', { rule: { interval: [{ field: 'minutes', minutesInterval: 10 }] } }, 10],
  ] as const) {
    it(`is made as often as before: ${title}`, () => {
      const { description, findings } = read([trigger, { method: 'GET', url }]);
      assert.equal(description.interval, minutes);
      assert.match(
        String(findings.find(({ code }) => code === 'requests')?.message),
        new RegExp(` ${minutes} min`),
      );
      assert.ok(!findings.some(({ code }) => code === 'schedule'));
    });
  }

  it('has a schedule that is named where the polls do not go by it', () => {
    for (const text of [
      JSON.stringify([
        { type: 'inject', crontab: '0 6 * * *' },
        { method: 'GET', url },
      ]),
      JSON.stringify([
        { type: 'inject', repeat: '60' },
        { type: 'inject', repeat: '900' },
        { method: 'GET', url },
      ]),
      `0 6 * * * curl -s '${url}'`,
    ]) {
      const { findings } = readInstance(text);
      const schedule = findings.find(({ code }) => code === 'schedule');
      assert.equal(schedule?.severity, 'manual', text);
      assert.match(String(schedule?.message), /0 6 \* \* \*|1 min, 15 min/);
    }
  });
});

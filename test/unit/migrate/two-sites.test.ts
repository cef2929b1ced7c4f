// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { formatFinding } from '../../../lib/base/finding';
import { readInstance } from '../../../lib/migrate/read-instance';

const production = 'https://acme.coupahost.com';
const test = 'https://acme-test.coupahost.com';
const since = 'updated-at[gt_or_eq]=${date}';

/** An instance of Open Connectors that polls this list. */
function instance(siteAddress: string, list: string, body: object = {}): object {
  const poller = { [list]: { url: `/api/${list}?${since}`, idField: 'id' } };
  return {
    element: { key: 'coupa' },
    configuration: { siteAddress, 'event.poller.configuration': poller },
    ...body,
  };
}

/** A hook of Rossum that imports this list. */
function hook(list: string, credentials: object, hook: object = {}, endpoint = `api/${list}`): object {
  const query = { 'updated-at[gt_or_eq]': '${last_modified_date}' };
  return {
    id: 1,
    name: `Import ${list}`,
    events: [],
    settings: { credentials, import_config: { endpoint, query, dataset_name: list } },
    ...hook,
  };
}

/** What was read of a text, and what was said of it. */
function read(text: string) {
  const { description, findings } = readInstance(text);
  const { siteAddress, credentials } = description.connection;
  const lists = description.resources.map(({ resource }) => resource);
  const toDo = findings.filter(({ severity }) => severity === 'manual' || severity === 'error');
  return { siteAddress, credentials, lists, said: toDo.map(formatFinding).join('\n') };
}

const rows = (siteAddress: string, list: string) => `siteAddress=${siteAddress}\nevent.objects=${list}\n`;
const request = (site: string, list: string) => `curl "${site}/api/${list}?updated-at[gt_or_eq]=2026-01-01"`;

describe('A text about production and test', () => {
  const texts: [title: string, text: string][] = [
    [
      'in a list of instances',
      JSON.stringify([instance(production, 'invoices'), instance(test, 'suppliers')]),
    ],
    [
      'in a list of instances that poll the same',
      JSON.stringify([instance(production, 'invoices'), instance(test, 'invoices')]),
    ],
    [
      'in a map of instances',
      JSON.stringify({ prod: instance(production, 'invoices'), test: instance(test, 'invoices') }),
    ],
    ['in rows', `${rows(production, 'invoices')}\n# test\n${rows(test, 'suppliers')}`],
    ['in command lines', `${request(production, 'invoices')}\n${request(test, 'suppliers')}`],
    [
      'in hooks',
      JSON.stringify([
        hook('invoices', { base_api_url: production, client_id: 'a1' }),
        hook('suppliers', { base_api_url: test, client_id: 'b1' }),
      ]),
    ],
    [
      'in the endpoints of hooks',
      JSON.stringify([
        hook('invoices', {}, {}, `${production}/api/invoices`),
        hook('suppliers', {}, {}, `${test}/api/suppliers`),
      ]),
    ],
    [
      'in the URLs of a poller',
      JSON.stringify({
        'event.poller.configuration': {
          invoices: { url: `${production}/api/invoices?${since}` },
          suppliers: { url: `${test}/api/suppliers?${since}` },
        },
      }),
    ],
  ];
  for (const [title, text] of texts) {
    it(`becomes polls of one of them, and the other is named: ${title}`, () => {
      const { siteAddress, lists, said } = read(text);
      assert.deepEqual(lists, ['invoices']);
      assert.ok(['', production].includes(siteAddress), siteAddress);
      assert.match(said, /acme-test\.coupahost\.com/);
    });
  }

  it('gives the secret of one to no other', () => {
    const hooks = [
      hook('invoices', { base_api_url: production, client_id: 'a1' }),
      hook('invoices', { base_api_url: test, client_id: 'b1' }, { secrets: { client_secret: 'Kq7WvE2sJ9' } }),
    ];
    const { credentials, said } = read(JSON.stringify(hooks));
    assert.deepEqual(credentials, { clientId: 'a1' });
    assert.match(said, /client secret/);
  });

  for (const [title, text, said] of [
    [
      'that it signs in at by a command',
      `curl ${test}/oauth2/token -d 'client_id=a1b2c3d4e5&client_secret=Kq7WvE2sJ9'\n${request(production, 'invoices')}`,
      /signs in at acme-test\.coupahost\.com, and not at https:\/\/acme\.coupahost\.com/,
    ],
    [
      'of an identity provider',
      `curl https://login.acme.example/oauth2/token -d 'client_id=a1b2c3d4e5&client_secret=Kq7WvE2sJ9'\n${request(production, 'invoices')}`,
      /signs in at login\.acme\.example/,
    ],
    [
      'of which it asks one with a key',
      `${request(production, 'invoices')}\n${request(test, 'suppliers')} -H "X-COUPA-API-KEY: 0123456789abcdef0123"`,
      /which of them its secrets are for/,
    ],
  ] as const) {
    it(`gives the secret of another site to none: ${title}`, () => {
      const found = read(text);
      assert.deepEqual([found.lists, found.credentials], [['invoices'], {}]);
      assert.match(found.said, said);
      assert.doesNotMatch(found.said, /not in the text/);
    });
  }

  it('is signed in for where it signs in at the site that it asks', () => {
    const text = `# ${test} is for tests\ncurl ${production}/oauth2/token -d 'client_id=a1b2c3d4e5&client_secret=Kq7WvE2sJ9'\n${request(production, 'invoices')}`;
    assert.deepEqual(read(text).credentials, { clientId: 'a1b2c3d4e5', clientSecret: 'Kq7WvE2sJ9' });
  });

  it('is signed in for where something stands for the host, or a secret is named after Coupa', () => {
    const secrets = 'COUPA_CLIENT_ID=a1b2c3d4e5\nCOUPA_CLIENT_SECRET=Kq7WvE2sJ9\n';
    for (const where of [
      '{{base_url}}/oauth2/token',
      'https://login.microsoftonline.com/x/oauth2/v2.0/token',
    ])
      assert.deepEqual(
        read(`${secrets}POST ${where}\n${request(production, 'invoices')}`).credentials,
        { clientId: 'a1b2c3d4e5', clientSecret: 'Kq7WvE2sJ9' },
        where,
      );
  });

  it('gives a client no secret that stands beside the id of another', () => {
    const config = JSON.stringify(hook('invoices', { base_api_url: production, client_id: 'a1' }));
    const beside = (id: string) => `${config}\nCOUPA_CLIENT_ID=${id}\nCOUPA_CLIENT_SECRET=Kq7WvE2sJ9\n`;
    assert.deepEqual(read(beside('b1c2d3e4f5')).credentials, { clientId: 'a1' });
  });

  it('is told to name them where it does not say which is meant', () => {
    const variables = `PROD_URL=${production}\nTEST_URL=${test}\nCOUPA_RESOURCES=invoices\n`;
    const prose = `${production} is production, ${test} is for tests.\n${JSON.stringify(instance('', 'invoices'))}`;
    const both = JSON.stringify(instance(`${production}, ${test}`, 'invoices'));
    for (const text of [variables, prose, both]) {
      const { siteAddress, said } = read(text);
      assert.equal(siteAddress, '');
      assert.match(said, /acme\.coupahost\.com.*acme-test\.coupahost\.com/);
      assert.doesNotMatch(said, /it is not in the text/);
    }
  });
});

describe('Hooks of one site that is written in two ways', () => {
  it('are all read', () => {
    const credentials = (baseApiUrl: string) => ({ base_api_url: baseApiUrl, client_id: 'a1' });
    const hooks = [
      hook('invoices', credentials(`${production}/`)),
      hook('suppliers', credentials('ACME.coupahost.com')),
    ];
    const { lists, said } = read(JSON.stringify(hooks));
    assert.deepEqual(lists, ['invoices', 'suppliers']);
    assert.doesNotMatch(said, /another site/);
  });

  it('are told apart by their clients, also where one leaves the site open', () => {
    const hooks = [
      hook('invoices', { base_api_url: production, client_id: 'a1' }),
      hook('suppliers', { client_id: 'b1' }),
    ];
    assert.match(read(JSON.stringify(hooks)).said, /Import suppliers signs in as another client/);
  });
});

describe('Instances of one site', () => {
  const one = instance(production, 'invoices');
  it('of which one is read are something to do where the other polls something else', () => {
    const { lists, said } = read(JSON.stringify([one, instance('acme.coupahost.com', 'suppliers')]));
    assert.deepEqual(lists, ['invoices']);
    assert.match(said, /2 configurations; number 1 was read/);
  });

  it('are nothing to do where they say the same', () => {
    assert.doesNotMatch(read(JSON.stringify([one, one])).said, /configurations/);
  });
});

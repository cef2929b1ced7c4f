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

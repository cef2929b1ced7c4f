// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../../../lib/base/finding';
import { readInstance } from '../../../lib/migrate/read-instance';
import { pollOptions } from '../../../lib/poll/model/options';
import { pasted } from './pasted';

const iso = "yyyy-MM-dd'T'HH:mm:ssXXX";

/** A poller's entry with everything in it that has to be there. */
const entry = {
  url: `/hubs/crm/contacts?where=a>'\${date:${iso}}'`,
  idField: 'id',
  datesConfiguration: { updatedDateField: 'a' },
};

function codes(findings: readonly Finding[], severity?: Finding['severity']): string[] {
  return findings
    .filter((finding) => severity === undefined || finding.severity === severity)
    .map(({ code }) => code);
}

/** Findings of one resource's URL. */
function urlFindings(url: string): { url: string | undefined; codes: string[] } {
  const { description, findings } = readInstance({ contacts: { ...entry, url } }, { target: 'hub' });
  const own = findings.filter(({ path }) => path === '/contacts/url');
  return { url: description.resources[0]?.url, codes: codes(own) };
}

describe('reading a pasted configuration', () => {
  const coupas: [resource: string, path: string, idField: string][] = [
    ['accounts', 'accounts', 'id'],
    ['users', 'users', 'id'],
    ['orders', 'orders', 'id'],
    ['invoices', 'invoices', 'id'],
    ['inventoryTransactions', 'inventory-transactions', 'id'],
    ['purchaseOrders', 'purchase-orders', 'id'],
    ['products', 'products', 'id'],
    ['contracts', 'contracts', 'id'],
    ['suppliers', 'suppliers', 'id'],
    ['forms', 'forms', ''],
  ];
  for (const name of ['coupa-first', 'coupa-second'] as const) {
    it(`reads all ten resources of the published body for Coupa (${name})`, () => {
      const { description } = readInstance(pasted(name));
      assert.deepEqual(
        description.resources,
        coupas.map(([resource, path, idField]) => ({
          resource,
          url: `/hubs/businessspendmanagement/${path}?where=updated_at>='\${date:${iso}}'`,
          idField,
          updatedDateField: 'updated-at',
          updatedDateFormat: iso,
          updatedDateTimezone: 'PST',
          createdDateField: 'created-at',
          createdDateFormat: iso,
          createdDateTimezone: 'PST',
          createdCheckTolerance: 10,
          filterByUpdatedDate: false,
          overlap: pollOptions.overlap.default,
          pageSize: 50,
          removeNulls: true,
        })),
      );
    });

    it(`reads what is beside the resources of ${name}, and takes nothing from its stand-ins`, () => {
      const { description, findings } = readInstance(pasted(name));
      assert.equal(description.element, 'coupa');
      assert.equal(description.name, 'INSTANCE_NAME');
      assert.equal(description.interval, 15);
      assert.deepEqual(description.notification, {
        enabled: true,
        callbackUrl: '',
        headers: {},
        signatureKey: '',
      });
      assert.equal(description.connection.siteAddress, '');
      assert.deepEqual(description.connection.credentials, {});
      assert.equal(
        description.connection.scope,
        'core.accounting.read core.contract.read core.easy_form_response.read core.inventory.transaction.read core.invoice.read core.item.read core.purchase_order.read core.supplier.read core.user.read',
      );
      assert.deepEqual(codes(findings, 'manual'), ['site-address', 'secret']);
      assert.deepEqual(codes(findings, 'error'), []);
      assert.deepEqual(codes(findings, 'unsupported'), []);
    });
  }

  it('says of each mending in the first body for Coupa what it was', () => {
    const { findings } = readInstance(pasted('coupa-first'));
    const counts = new Map<string, number>();
    for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
    assert.equal(counts.get('closed-early'), 1);
    assert.equal(counts.get('missing-comma'), 1);
    assert.equal(counts.get('line-break'), 4);
    assert.equal(counts.get('date-placeholder'), 6);
    assert.equal(counts.get('trailing-space'), 6);
    // Five with the other spelling throughout, one with both.
    assert.equal(counts.get('key-name'), 7);
  });

  it('mends the lost quote and the spaces behind quotes of the second body for Coupa', () => {
    const { findings } = readInstance(pasted('coupa-second'));
    const mended = findings
      .filter(({ code }) => code === 'literal-quotes')
      .map(({ path }) => path.split('/').at(-2));
    assert.deepEqual(mended, ['accounts', 'inventoryTransactions', 'purchaseOrders']);
    assert.ok(codes(findings).includes('misplaced'));
  });

  for (const name of ['sage-template', 'sage-example'] as const) {
    it(`reads Sage's customers and closes their last quote (${name})`, () => {
      const { description, findings } = readInstance(pasted(name));
      const [customers] = description.resources;
      const z = "yyyy-MM-dd'T'HH:mm:ss'Z'";
      assert.equal(
        customers?.url,
        `/hubs/finance/customers?where=lastModifiedDate>='\${date:${z}}' and attributes='created_at,updated_at'`,
      );
      assert.deepEqual(
        [customers?.updatedDateField, customers?.updatedDateFormat, customers?.updatedDateTimezone],
        ['updated_at', z, 'GMT'],
      );
      assert.equal(description.connection.authentication, 'openConnectors');
      assert.deepEqual(description.tags, ['Test']);
      assert.equal(description.name, 'API_Polling');
      assert.equal(description.interval, 15);
      assert.equal(description.notification.callbackUrl, 'http://mycoolapp.com');
      assert.deepEqual(codes(findings, 'mended'), ['literal-quotes']);
      assert.equal(codes(findings).includes('interval'), name === 'sage-template');
    });
  }

  it('prefers the body without gaps where a page shows a template and an example', () => {
    const { description, findings } = readInstance(
      `${pasted('sage-template')}\nExample:\n${pasted('sage-example')}`,
    );
    assert.equal(description.resources.length, 1);
    assert.match(String(findings.find(({ code }) => code === 'several')?.message), /number 2 was read/);
    assert.ok(!codes(findings).includes('interval'));
  });

  const poller = { contacts: entry };
  const shapes: [title: string, value: unknown][] = [
    ['an instance', { element: { key: 'sageone' }, configuration: { 'event.poller.configuration': poller } }],
    [
      'an instance whose poller is JSON in a string',
      { element: { key: 'x' }, configuration: { 'event.poller.configuration': JSON.stringify(poller) } },
    ],
    [
      'an instance whose configuration is JSON in a string',
      { element: { key: 'x' }, configuration: JSON.stringify({ 'event.poller.configuration': poller }) },
    ],
    ['a configuration', { 'event.poller.configuration': poller }],
    ['a poller configuration', poller],
    ['one resource', entry],
    ['JSON in a string in a string', JSON.stringify(JSON.stringify(poller))],
    ['a text', JSON.stringify(poller, null, 2)],
    ['a list of instances', [{ configuration: { 'event.poller.configuration': poller } }]],
  ];
  for (const [title, value] of shapes) {
    it(`reads ${title}`, () => {
      const { description, findings } = readInstance(value);
      assert.deepEqual(
        description.resources.map(({ resource, url }) => [resource, url]),
        [['contacts', entry.url]],
      );
      assert.deepEqual(codes(findings, 'error'), []);
    });
  }

  const broken: [title: string, was: string, now: string, code: string][] = [
    ['a space behind the URL', `${entry.url} `, entry.url, 'trailing-space'],
    [
      'a placeholder without its dollar',
      "/a?where=b>='{gmtDate:yyyy}'",
      "/a?where=b>='${gmtDate:yyyy}'",
      'date-placeholder',
    ],
    [
      'a lost opening quote',
      "/a?where=b>=${date:yyyy'T'}'",
      "/a?where=b>='${date:yyyy'T'}'",
      'literal-quotes',
    ],
    ['a lost closing quote', "/a?where=b>='${date:yyyy}", "/a?where=b>='${date:yyyy}'", 'literal-quotes'],
    [
      'a doubled closing quote',
      "/a?where=b>='${date:yyyy}''",
      "/a?where=b>='${date:yyyy}'",
      'literal-quotes',
    ],
    [
      'spaces between quote and placeholder',
      "/a?where=b>=' ${date:yyyy} '",
      "/a?where=b>='${date:yyyy}'",
      'literal-quotes',
    ],
    ['entities', "/a?where=b&gt;='${date:yyyy}'&amp;c=1", "/a?where=b>='${date:yyyy}'&c=1", 'entity'],
    ['a missing slash', 'hubs/a/b?where=c>${epoch}', '/hubs/a/b?where=c>${epoch}', 'leading-slash'],
    ['typographic quotes', '/a?where=b>=‘${date:yyyy}’', "/a?where=b>='${date:yyyy}'", 'quotes'],
    [
      'the address of the hub',
      'https://api.x.com/elements/api-v2/hubs/a/b?where=c>${epoch}',
      '/hubs/a/b?where=c>${epoch}',
      'hub-address',
    ],
    [
      'seconds since 1970 in words',
      "/a?where=b>='${date:10 digit integer Unix time}'",
      "/a?where=b>='${epoch:s}'",
      'epoch-format',
    ],
  ];
  for (const [title, was, now, code] of broken) {
    it(`mends ${title} in a URL`, () => assert.deepEqual(urlFindings(was), { url: now, codes: [code] }));
  }

  const whole = [
    '/a?where=b>${epoch}',
    "/a?where=b='it''s' and c>='${date:yyyy-MM-dd'T'HH:mm}'",
    '/a?where=`b`>${date}&fields=a,b',
    '/a?x={{env.X}}&where=c>${date}',
    '/a?where=b<x and c>${date}',
  ];
  for (const url of whole) {
    it(`leaves ${url} as it is`, () => assert.deepEqual(urlFindings(url), { url, codes: [] }));
  }

  it('asks to fill in what a URL leaves open', () => {
    assert.deepEqual(urlFindings("/a/{id}/b?where=c>'${date:yyyy}' and q='<NAME>'").codes, [
      'placeholder',
      'placeholder',
    ]);
  });

  it('says that a URL has no date, and leaves older records out on our side', () => {
    const { description, findings } = readInstance({ contacts: { ...entry, url: '/hubs/crm/contacts' } });
    assert.ok(codes(findings, 'unsupported').includes('no-bound'));
    assert.equal(description.resources[0]?.filterByUpdatedDate, true);
  });

  it('turns pollDelay into the overlap, and takes tolerance, page size and filter over', () => {
    const special = {
      ...entry,
      pollDelay: 60,
      createdCheckTolerance: '2',
      pageSize: 500,
      filterByUpdatedDate: 'true',
    };
    const [resource] = readInstance({ contacts: special }, { target: 'hub' }).description.resources;
    assert.deepEqual(
      [resource?.overlap, resource?.createdCheckTolerance, resource?.pageSize, resource?.filterByUpdatedDate],
      [60, 2, 500, true],
    );
  });

  it('gives created dates the updated ones, and UTC, where nothing is said', () => {
    const [resource] = readInstance(poller).description.resources;
    assert.deepEqual(
      [resource?.createdDateField, resource?.createdDateFormat, resource?.createdDateTimezone],
      ['a', iso, 'UTC'],
    );
  });

  it('says which settings have no counterpart', () => {
    const { findings } = readInstance({
      providerData: {},
      configuration: {
        country: 'US',
        'event.poller.configuration': { contacts: { ...entry, xPath: 'a', filterByCurrentDate: true } },
      },
    });
    assert.deepEqual(codes(findings, 'unsupported'), [
      'instance-key',
      'hub-setting',
      'filter-by-current-date',
      'resource-key',
    ]);
  });

  it('leaves a resource without a URL out, and the others in', () => {
    const { description, findings } = readInstance({ contacts: entry, leads: {} });
    assert.equal(description.resources.length, 1);
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error').map(({ code, path }) => [code, path]),
      [['no-url', '/leads']],
    );
  });

  it('says of a direct URL that Coupa cannot express why not, and keeps it for the hub', () => {
    const url = "/hubs/businessspendmanagement/invoices?where=updated_at>='${date}' or status='new'";
    const direct = readInstance({ invoices: { ...entry, url } });
    assert.ok(codes(direct.findings, 'manual').includes('not-direct'));
    const hub = readInstance({ invoices: { ...entry, url } }, { target: 'hub' });
    assert.ok(!codes(hub.findings).includes('not-direct'));
    assert.equal(hub.description.connection.authentication, 'openConnectors');
  });

  const headers: [value: unknown, read: object][] = [
    [{ 'X-Source': 'coupa' }, { 'X-Source': 'coupa' }],
    ['{"X-Source":"coupa"}', { 'X-Source': 'coupa' }],
    ['X-Source: coupa\nX-Other=1', { 'X-Source': 'coupa', 'X-Other': '1' }],
    ['', {}],
  ];
  for (const [value, read] of headers) {
    it(`reads the callback headers ${JSON.stringify(value)}`, () => {
      const callback = {
        'event.notification.enabled': true,
        'event.notification.callback.url': 'https://a.b',
        'event.notification.callback.headers': value,
      };
      const { description } = readInstance({ ...callback, 'event.poller.configuration': poller });
      assert.deepEqual(description.notification.headers, read);
    });
  }

  it('says that notifications which are not enabled are not sent', () => {
    const { findings } = readInstance({
      'event.notification.callback.url': 'https://a.b',
      'event.poller.configuration': poller,
    });
    assert.ok(codes(findings, 'unsupported').includes('not-enabled'));
  });

  it('says what becomes of callback headers that it cannot read, or that go nowhere', () => {
    for (const [url, value] of [
      ['https://a.b', 'nonsense'],
      ['', 'X-Source: coupa'],
    ]) {
      const callback = {
        'event.notification.callback.url': url,
        'event.notification.callback.headers': value,
      };
      const { description, findings } = readInstance({ ...callback, 'event.poller.configuration': poller });
      assert.deepEqual(description.notification.headers, {});
      assert.ok(codes(findings, 'manual').includes('headers'));
    }
  });

  describe('secrets', () => {
    const coupa = (settings: object) =>
      readInstance({
        element: { key: 'coupa' },
        configuration: {
          siteAddress: 'acme.coupahost.com',
          ...settings,
          'event.poller.configuration': {
            invoices: { ...entry, url: '/api/invoices?updated-at[gt]=${date}' },
          },
        },
      });

    it('takes a real API key, and says that Coupa no longer supports it', () => {
      const { description, findings } = coupa({ 'api.key': 'abcdef' });
      assert.equal(description.connection.authentication, 'apiKey');
      assert.deepEqual(description.connection.credentials, { apiKey: 'abcdef' });
      assert.ok(codes(findings).includes('legacy-key'));
      assert.ok(codes(findings, 'manual').includes('secret-in-flow'));
    });

    it('takes an OAuth client that is named by environment variables without anything left to do', () => {
      const { description, findings } = coupa({
        'oauth.api.key': '${COUPA_ID}',
        'oauth.api.secret': '${COUPA_SECRET}',
      });
      assert.deepEqual(description.connection.credentials, {
        clientId: '${COUPA_ID}',
        clientSecret: '${COUPA_SECRET}',
      });
      assert.deepEqual(codes(findings, 'manual'), []);
    });

    for (const standIn of ['xxxxxxxx', 'XXXX', '<API_KEY>', '', '••••••••', '{{page.apiKey}}']) {
      it(`takes nothing from ${JSON.stringify(standIn)}`, () => {
        const { description, findings } = coupa({
          'oauth.api.key': standIn,
          'oauth.api.secret': standIn,
          'event.notification.signature.key': standIn,
        });
        assert.deepEqual(description.connection.credentials, {});
        assert.equal(description.notification.signatureKey, '');
        assert.deepEqual(codes(findings, 'manual'), ['secret', 'secret', 'secret']);
      });
    }

    it('never shows a secret in a finding', () => {
      const { findings } = coupa({
        'oauth.api.key': 's3cret-1',
        'oauth.api.secret': 's3cret-2',
        'api.key': 's3cret-3',
        'event.notification.signature.key': 's3cret-4',
        'user.password': 's3cret-5',
      });
      assert.doesNotMatch(JSON.stringify(findings), /s3cret/);
    });
  });

  for (const nothing of [
    '',
    'Coupa Events',
    '42',
    '"text"',
    '[]',
    '{}',
    '{"a":{"b":1}}',
    null,
    undefined,
    42,
    '{"configuration":{"event.poller.configuration":{}}}',
  ]) {
    it(`says that there is nothing to poll in ${JSON.stringify(nothing)}`, () => {
      const { description, findings } = readInstance(nothing);
      assert.deepEqual(description.resources, []);
      assert.equal(codes(findings, 'error').length, 1);
    });
  }

  it('never throws, whatever value it is given', () => {
    const keys = fc.constantFrom(
      'element',
      'configuration',
      'event.poller.configuration',
      'url',
      'datesConfiguration',
      'idField',
      'import_config',
      'query',
      'name',
      'tags',
      'api.key',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom<unknown>(null, true, 1, '', 'x', "a>='${date}", '{"url":"a"}'),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(keys, tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (anything) => {
        const { description, findings } = readInstance(anything);
        assert.ok(description.resources.length > 0 || codes(findings, 'error').length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Node-RED, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

function instance(settings: object, entry: object = {}) {
  const { description, findings } = readInstance({
    element: { key: 'coupa' },
    configuration: {
      siteAddress: 'https://acme.coupahost.com',
      'event.poller.configuration': {
        invoices: { url: '/api/invoices?updated-at[gt]=${date:yyyy-MM-dd}', ...entry },
      },
      ...settings,
    },
  });
  return {
    description,
    findings,
    resource: description.resources[0],
    codes: findings.map(({ code }) => code),
  };
}

function rossum(config: object, credentials: object = {}) {
  const { description, findings } = readInstance({
    credentials: { client_id: 'a', base_api_url: 'https://acme.coupahost.com', ...credentials },
    import_config: {
      endpoint: 'api/contracts',
      query: { 'updated-at[gt_or_eq]': '${last_modified_date}' },
      ...config,
    },
  });
  return {
    description,
    findings,
    resource: description.resources[0],
    codes: findings.map(({ code }) => code),
  };
}

describe('A time of a pasted configuration', () => {
  for (const [written, minutes] of [
    ['15 minutes', 15],
    ['30min', 30],
    ['PT1H30M', 90],
    ['P1D', 1440],
    ['P1DT12H', 2160],
    ['P1W', 10_080],
    ['PT0.5H', 30],
    ['900s', 15],
    ['1h', 60],
    ['15 Minuten', 15],
    ['2 heures', 120],
    ['15分', 15],
    ['hourly', 60],
    ['every 5 minutes', 5],
    ['1,5 h', 90],
    ['*/15 * * * *', 15],
    ['rate(10 minutes)', 10],
    ['1h30m', 90],
    ['2m30s', 2.5],
  ] as const) {
    it(`is read with its unit: ${written}`, () => {
      const { description, findings } = instance({ 'event.poller.refresh_interval': written });
      assert.equal(description.interval, minutes);
      assert.equal(findings.find(({ code }) => code === 'duration')?.now, String(minutes));
    });
  }

  for (const [written, minutes] of [
    ['15,5', 15.5],
    ['１５', 15],
    [' 15 ', 15],
  ] as const) {
    it(`is read as people write numbers: ${written}`, () => {
      assert.equal(instance({ 'event.poller.refresh_interval': written }).description.interval, minutes);
    });
  }

  for (const written of [
    '0x10',
    '1.500',
    '1,000',
    'fifteen',
    '-5 min',
    '15 parsecs',
    '00:15',
    '5 min 3',
    '*/7 * * * *',
    '0 * * * *',
  ]) {
    it(`is said to be none: ${written}`, () => {
      const { description, codes } = instance({ 'event.poller.refresh_interval': written });
      assert.equal(description.interval, 15);
      assert.ok(codes.includes('interval'));
    });
  }

  it('is read with its unit for a resource, too', () => {
    const { resource } = instance({}, { pollDelay: '5m', createdCheckTolerance: '2 s' });
    assert.deepEqual([resource?.overlap, resource?.createdCheckTolerance], [300, 2]);
  });
});

describe('A number of records in a page', () => {
  it('is never one because a thousand was written with a point', () => {
    const { resource, codes } = rossum({ records_per_request: '1.000' });
    assert.equal(resource?.pageSize, 50);
    assert.ok(codes.includes('number'));
  });
});

describe('A yes or no', () => {
  for (const [word, is] of [
    ['nein', false],
    ['Non', false],
    ['いいえ', false],
    ['disabled', false],
    ['N', false],
    ['ja', true],
    ['oui', true],
    ['enabled', true],
  ] as const) {
    it(`is read: ${word}`, () => {
      assert.equal(instance({ 'filter.response.nulls': word }).resource?.removeNulls, is);
    });
  }
});

describe('A key of a resource', () => {
  it('is read however it is spelled, and that is said', () => {
    const { description, findings } = readInstance({
      configuration: {
        'event.poller.configuration': {
          invoices: {
            URL: '/api/invoices?updated-at[gt]=${date:yyyy-MM-dd}',
            id_field: 'number',
            PageSize: 20,
          },
        },
      },
    });
    const [resource] = description.resources;
    assert.deepEqual([resource?.idField, resource?.pageSize], ['number', 20]);
    assert.equal(findings.find(({ code }) => code === 'key-name')?.now, 'url, idField, pageSize');
    assert.ok(!findings.some(({ code }) => code === 'resource-key'));
  });
});

describe('A request of another program', () => {
  it('is no resource to poll, however its keys are spelled', () => {
    const url = 'https://acme.coupahost.com/api/invoices?updated-at[gt]=${date}';
    for (const request of [
      { url, method: 'POST', body: '{}' },
      { URL: url, Method: 'POST', Body: '{}' },
    ])
      assert.deepEqual(readInstance({ requests: { list: request } }).description.resources, []);
  });
});

describe('The path of an id', () => {
  for (const [was, now] of [
    [' id ', 'id'],
    ['$.supplier.id', 'supplier.id'],
    ['/supplier/id', 'supplier.id'],
    ['supplier["id"]', 'supplier.id'],
    ['number,id', 'number'],
    ['<id>', 'id'],
  ] as const) {
    it(`is read as this package writes it: ${was}`, () => {
      assert.equal(instance({}, { idField: was }).resource?.idField, now);
      assert.equal(rossum({ id_keys: [was] }).resource?.idField, now);
    });
  }

  it('is said to be one of several', () => {
    assert.ok(instance({}, { idField: 'number,id' }).codes.includes('id-keys'));
    assert.ok(rossum({ id_keys: 'number, id' }).codes.includes('id-keys'));
  });

  it('is the usual one where it is empty in an import', () => {
    assert.equal(rossum({ id_keys: '' }).resource?.idField, 'id');
  });
});

describe('Scopes', () => {
  for (const scope of [
    'core.contract.read%20core.invoice.read',
    'core.contract.read+core.invoice.read',
    'core.contract.read;core.invoice.read',
    'core.contract.read|core.invoice.read',
    '["core.contract.read","core.invoice.read"]',
    ['core.contract.read', 'core.invoice.read'],
    'scope=core.contract.read core.invoice.read',
    "'core.contract.read' 'core.invoice.read'",
  ]) {
    it(`are taken apart however they were put together: ${JSON.stringify(scope)}`, () => {
      const { description, codes } = rossum({}, { client_scope: scope });
      assert.equal(description.connection.scope, 'core.contract.read core.invoice.read');
      assert.ok(codes.includes('scope') && !codes.includes('placeholder'));
    });
  }
});

describe('The address of a tenant', () => {
  for (const [was, now] of [
    ['https:/acme.coupahost.com', 'https://acme.coupahost.com'],
    ['https//acme.coupahost.com', 'https://acme.coupahost.com'],
    ['https:\\\\acme.coupahost.com', 'https://acme.coupahost.com'],
    ['htps://acme.coupahost.com', 'https://acme.coupahost.com'],
    ['[acme](https://acme.coupahost.com/)', 'https://acme.coupahost.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['localhost', 'localhost'],
    ['https.acme.com', 'https.acme.com'],
    ['${COUPA_URL}', '${COUPA_URL}'],
  ] as const) {
    it(`is read: ${was}`, () => {
      const { description, codes } = rossum({}, { base_api_url: was });
      assert.equal(description.connection.siteAddress, now);
      assert.ok(!codes.includes('site-address'));
    });
  }

  it('is typed in where the text has only its name', () => {
    const { description, findings } = rossum({}, { base_api_url: 'Acme-Test' });
    assert.equal(description.connection.siteAddress, '');
    assert.match(
      String(findings.find(({ code }) => code === 'site-address')?.message),
      /https:\/\/acme-test\.coupahost\.com/,
    );
  });

  it('is said to hold a variable that nobody fills in', () => {
    const { findings } = rossum({}, { base_api_url: 'https://${INSTANCE}.coupahost.com' });
    assert.match(
      String(findings.find(({ code }) => code === 'site-address')?.message),
      /\$\{INSTANCE\} is a part/,
    );
  });

  for (const host of ['company', 'my-instance', 'customer-name', 'example', 'tenant'])
    it(`is a stand-in where a document has ${host}`, () => {
      const { description } = rossum({}, { base_api_url: `https://${host}.coupahost.com` });
      assert.equal(description.connection.siteAddress, '');
    });

  for (const address of ['https://coupa.acme.com', 'https://customer.acme.net', 'host.docker.internal:8080'])
    it(`is none where a company calls a host of its own so: ${address}`, () => {
      const { description } = rossum({}, { base_api_url: address });
      assert.equal(description.connection.siteAddress, address);
    });
});

describe('A secret of a pasted configuration', () => {
  for (const value of [
    '${COUPA_SECRET:default}',
    '${coupa.client-secret}',
    '{{ vault `x` }}',
    'ref+vault://a',
    '@Microsoft.KeyVault(SecretUri=https://x)',
    '/run/secrets/coupa',
    'secret://a/b',
    '!vault |',
    'changeit',
    'YOURSECRET',
    'client_secret',
    'my-secret',
    'client-id',
    'clientId',
    'api-key',
    'oauth-secret',
    'client-id-here',
    'user-secret',
    'userSecret',
    'ORGANIZATION_SECRET',
    'org-secret',
    'element-token',
    'signature-key',
    'clientSecretValue',
    'theCoupaClientSecret',
  ]) {
    it(`is none where it only stands for one: ${value}`, () => {
      assert.deepEqual(
        rossum({}, { client_secret: value, client_id: value }).description.connection.credentials,
        {},
      );
      assert.deepEqual(
        instance({ 'oauth.api.key': value, 'oauth.api.secret': value }).description.connection.credentials,
        {},
      );
    });
  }

  for (const value of ['s3cr3t%20a&b', '"x', 'sécret', '<a', 'p{a}ss:w0rd'.replace('{a}', ''), 'Zx9#$[k']) {
    it(`is taken as it is: ${value}`, () => {
      const { description } = rossum({}, { client_secret: value });
      assert.equal(description.connection.credentials.clientSecret, value === '<a' ? undefined : value);
    });
  }

  it('comes without the invisible characters that were copied along', () => {
    const { description } = rossum(
      {},
      { client_id: '\u200bid\ufeff', client_secret: ' \u200bse\u200bcret\u2060 ' },
    );
    assert.deepEqual(description.connection.credentials, { clientId: 'id', clientSecret: 'se\u200bcret' });
  });

  it('is no text in clear where it is a variable, in both of the ways that Node-RED knows', () => {
    for (const clientSecret of ['${SECRET}', '$(SECRET)'])
      assert.ok(!rossum({}, { client_secret: clientSecret }).codes.includes('secret-in-flow'));
  });

  it('is said to hold a variable that nobody fills in, and is not quoted', () => {
    for (const { findings, codes } of [
      rossum({}, { client_secret: 'abc${X}def' }),
      instance({ 'oauth.api.key': 'k', 'oauth.api.secret': 'abc${X}def' }),
    ]) {
      assert.ok(codes.includes('variable-within'));
      assert.ok(!JSON.stringify(findings).includes('abc'));
    }
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Connection, ConnectionSettings } from '../../../lib/connection/connection';
import { failureOf, json, secretsOfTenant, status, Tenant } from './tenant';

const read = { path: '/api/invoices', purpose: 'reading invoices' } as const;

describe('connection', () => {
  let tenant: Tenant;
  let connections: Connection[] = [];
  const connect = (settings: Partial<ConnectionSettings> = {}) => {
    const connection = tenant.connect(settings);
    connections.push(connection);
    return connection;
  };

  beforeEach(async () => {
    tenant = await Tenant.start();
  });
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    connections = [];
    await tenant.close();
  });

  it('gives the JSON, the headers and the time of an answer', async () => {
    tenant.on(
      '/api/invoices',
      json('[{"id":9219595375673293031}]', { date: 'Sun, 22 Nov 2026 08:00:00 GMT', 'x-y': 'z' }),
    );
    const answer = await connect().request({
      ...read,
      path: '/api/invoices?updated-at[gt_or_eq]=2026-11-22T08%3A00',
    });
    assert.deepEqual(answer.body, [{ id: '9219595375673293031' }]);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.date, Date.UTC(2026, 10, 22, 8));
    assert.equal(answer.headers['x-y'], 'z');
    assert.equal(answer.requests, 1);
    assert.equal(typeof answer.elapsed, 'number');
    const [arrived] = tenant.at('/api/invoices');
    assert.equal(arrived?.url, '/api/invoices?updated-at[gt_or_eq]=2026-11-22T08%3A00');
    assert.equal(arrived?.headers.accept, 'application/json');
    assert.equal(arrived?.headers['content-type'], undefined);
  });

  it('signs in with a form whose scopes are separated by spaces, and sends the token', async () => {
    tenant.on('/api/invoices', json([]));
    await connect({ scope: 'core.invoice.read, core.user.read,,core.item.read' }).request(read);
    const [token] = tenant.at('/oauth2/token');
    assert.equal(token?.method, 'POST');
    assert.equal(token?.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.deepEqual(Object.fromEntries(new URLSearchParams(token?.body)), {
      grant_type: 'client_credentials',
      client_id: 'client-1',
      client_secret: secretsOfTenant.clientSecret,
      scope: 'core.invoice.read core.user.read core.item.read',
    });
    assert.equal(tenant.at('/api/invoices')[0]?.headers.authorization, 'Bearer token-number-1');
  });

  it('sends a legacy key in its own header', async () => {
    tenant.on('/api/invoices', json([]));
    await connect({ authentication: 'apiKey' }).request(read);
    const [arrived] = tenant.at('/api/invoices');
    assert.equal(arrived?.headers['x-coupa-api-key'], secretsOfTenant.apiKey);
    assert.equal(arrived?.headers.authorization, undefined);
    assert.equal(tenant.tokenRequests, 0);
  });

  it('speaks to an Open Connectors hub below its base', async () => {
    tenant.on('/elements/api-v2/hubs/businessspendmanagement/invoices', json([]));
    const path = '/hubs/businessspendmanagement/invoices?pageSize=2';
    await connect({ authentication: 'openConnectors' }).request({ ...read, path });
    const [arrived] = tenant.arrived;
    assert.equal(arrived?.url, `/elements/api-v2${path}`);
    const { userSecret, organizationSecret, elementToken } = secretsOfTenant;
    assert.equal(
      arrived?.headers.authorization,
      `User ${userSecret}, Organization ${organizationSecret}, Element ${elementToken}`,
    );
  });

  it('speaks to CSO with its own key, whatever the kind of authentication', async () => {
    tenant.on('/api/events', json({ total: 0, events: [] }));
    for (const authentication of ['oauth2', 'apiKey', 'openConnectors'] as const) {
      await connect({ authentication }).request({
        api: 'cso',
        path: '/api/events',
        purpose: 'listing events',
      });
    }
    assert.equal(tenant.arrived.length, 3);
    for (const { headers } of tenant.arrived) {
      assert.equal(headers['x-cso-api-key'], secretsOfTenant.csoApiKey);
      assert.equal(headers.authorization, undefined);
    }
  });

  it('sends bodies as JSON, with DELETE too', async () => {
    tenant.on('/api/events', json({ deleted: 1 }));
    const body = { events: [{ id: '9219595375673293031' }] };
    await connect().request({ method: 'DELETE', path: '/api/events', purpose: 'deleting events', body });
    const [arrived] = tenant.at('/api/events');
    assert.equal(arrived?.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(arrived?.body ?? ''), body);
  });

  it('takes an empty answer for undefined', async () => {
    tenant.on('/api/invoices', status(204));
    assert.equal((await connect().request(read)).body, undefined);
  });

  it('names itself and its version, whatever it asks for', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
    tenant.on('/api/invoices', json([])).on('/api/events', json({ events: [] }));
    const connection = connect();
    await connection.request(read);
    await connection.request({ path: '/api/events', purpose: 'listing events', api: 'cso' });
    assert.deepEqual(
      tenant.arrived.map(({ url, headers }) => [url, headers['user-agent']]),
      ['/oauth2/token', '/api/invoices', '/api/events'].map((url) => [
        url,
        `node-red-contrib-coupa/${version}`,
      ]),
    );
  });

  for (const [encoding, compress] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const) {
    it(`reads answers compressed with ${encoding}, and bounds what comes out of them`, async () => {
      tenant.on('/api/invoices', (response) => {
        response.writeHead(200, { 'content-encoding': encoding });
        response.end(compress(JSON.stringify(['x'.repeat(50_000)])));
      });
      assert.equal(((await connect().request(read)).body as string[])[0]?.length, 50_000);
      const small = connect({ maxResponseBytes: 10_000 });
      await assert.rejects(small.request(read), {
        code: 'COUPA_RESPONSE',
        message: /larger than 10000 bytes/,
      });
    });
  }

  it('stops reading an answer that is too large', async () => {
    let sent = 0;
    tenant.on('/api/invoices', (response) => {
      const more = () => {
        sent += 65_536;
        if (sent < 50_000_000 && !response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    });
    await assert.rejects(connect({ maxResponseBytes: 1_000_000 }).request(read), { code: 'COUPA_RESPONSE' });
    assert.equal(tenant.at('/api/invoices').length, 1);
    assert.ok(sent < 25_000_000);
  });

  for (const [name, step, expected] of [
    [
      'a web page',
      status(200, '<!DOCTYPE html><title>Sign in</title>'),
      { code: 'COUPA_RESPONSE', message: /login page or a proxy/ },
    ],
    [
      'XML',
      status(200, '<?xml version="1.0"?><invoices/>'),
      { code: 'COUPA_RESPONSE', message: /XML although JSON/ },
    ],
    ['JSON without a bottom', status(200, '['.repeat(10_000)), { code: 'COUPA_RESPONSE', message: /levels/ }],
    [
      'a redirect to a login page',
      status(302, '', { location: 'https://sso.example/login?ticket=5' }),
      {
        code: 'COUPA_AUTH',
        message: /redirects \(HTTP 302\) to https:\/\/sso\.example\/login\. That is a login page/,
      },
    ],
    [
      'a redirect to another host',
      status(301, '', { location: 'https://www.example.com/api' }),
      { code: 'COUPA_RESPONSE', message: /Check the site address/ },
    ],
    ['a redirect on the same host', status(308, '', { location: '/api/other' }), { code: 'COUPA_RESPONSE' }],
    ['a redirect to nowhere', status(302), { code: 'COUPA_RESPONSE', message: /nowhere/ }],
    [
      '400',
      status(400, '{"errors":{"account":["is bad"]}}'),
      { code: 'COUPA_VALIDATION', statusCode: 400, details: { messages: ['account: is bad'] } },
    ],
    [
      '422',
      status(422, '<errors><error>Name &lt;x&gt; is bad.</error></errors>'),
      { code: 'COUPA_VALIDATION', details: { messages: ['Name <x> is bad.'] } },
    ],
    [
      'a web page with 403',
      status(403, '<html><title>Blocked</title></html>'),
      {
        code: 'COUPA_RESPONSE',
        statusCode: 403,
        message:
          /HTTP 403 .*web page "Blocked"\. .*between here and Coupa, such as a firewall or a proxy.*allow requests to 127/,
        details: { messages: ['web page "Blocked"'], blocked: true },
      },
    ],
    [
      'a web page in other words with 403',
      status(403, 'Access denied.<br>ID 7', { 'content-type': 'text/html; charset=utf-8' }),
      { code: 'COUPA_RESPONSE', message: /between here and Coupa/ },
    ],
    [
      'a web page with 406',
      status(406, ' <!DOCTYPE html><html></html>'),
      { code: 'COUPA_RESPONSE', details: { blocked: true } },
    ],
    [
      'a web page with 404',
      status(404, '<html><title>Nothing here</title></html>'),
      { code: 'COUPA_NOT_FOUND', message: /check the path.* It is a web page, so something between/ },
    ],
    [
      '403 in JSON that calls itself a web page',
      status(403, '{"errors":["no"]}', { 'content-type': 'text/html' }),
      { code: 'COUPA_FORBIDDEN', message: /no\. A scope or permission is missing/ },
    ],
    [
      '403 in XML',
      status(403, '<errors><error>no</error></errors>', { 'content-type': 'application/xml' }),
      { code: 'COUPA_FORBIDDEN', message: /scope/ },
    ],
    [
      'a plain text with 403',
      status(403, 'Access denied by security policy', { 'content-type': 'text/plain' }),
      {
        code: 'COUPA_FORBIDDEN',
        message: /scope or permission.*plain text, so something between here and Coupa/,
      },
    ],
    ['403 without a word', status(403, '', { 'content-type': 'text/html' }), { code: 'COUPA_FORBIDDEN' }],
    ['403', status(403), { code: 'COUPA_FORBIDDEN', message: /scope/ }],
    ['404', status(404), { code: 'COUPA_NOT_FOUND', message: /GET \/api\/invoices/ }],
    ['410', status(410), { code: 'COUPA_VALIDATION', statusCode: 410 }],
    ['501', status(501), { code: 'COUPA_SERVER', statusCode: 501 }],
  ] as const) {
    it(`fails once and clearly on ${name}`, async () => {
      tenant.on('/api/invoices', step);
      const error = await failureOf(connect().request(read));
      assert.match(error.message, /^Reading invoices: /);
      for (const [key, value] of Object.entries(expected)) {
        const actual = Reflect.get(error, key);
        if (value instanceof RegExp) assert.match(actual, value);
        else assert.deepEqual(actual, value);
      }
      assert.equal(tenant.at('/api/invoices').length, 1);
      assert.equal(tenant.arrived.length, 2);
    });
  }

  for (const path of [
    '//evil.example/x',
    'https://evil.example',
    '/\\evil.example',
    'api/x',
    '/a b',
    '/a\r\nx: y',
    '',
    '/a#b',
    '/\t/evil.example',
  ]) {
    it(`does not request ${JSON.stringify(path)}`, async () => {
      await assert.rejects(connect().request({ ...read, path }), { code: 'COUPA_CONFIG' });
      assert.equal(tenant.arrived.length, 0);
    });
  }

  it('does not leave the base of a hub', async () => {
    const hub = connect({ authentication: 'openConnectors' });
    for (const path of ['/../api', '/%2e%2e/api', '/x/../../../y']) {
      await assert.rejects(hub.request({ ...read, path }), { code: 'COUPA_CONFIG' });
    }
    assert.equal(tenant.arrived.length, 0);
  });

  for (const [settings, api, missing] of [
    [{ credentials: { clientId: 'x' } }, 'core', 'client secret'],
    [{ credentials: { clientSecret: 'xxxx' } }, 'core', 'client id'],
    [{ credentials: {} }, 'cso', 'CSO API key'],
    [{ credentials: { apiKey: '  ' }, authentication: 'apiKey' }, 'core', 'API key'],
    [
      { credentials: { userSecret: 'u', elementToken: 'e' }, authentication: 'openConnectors' },
      'core',
      'organization secret',
    ],
  ] as const) {
    it(`says that the ${missing} is missing, and why it may be`, async () => {
      const connection = connect(settings);
      const expected = {
        code: 'COUPA_CONFIG',
        message: new RegExp(`no ${missing}.*not part of an exported flow`),
      };
      assert.throws(() => connection.check(api), expected);
      await assert.rejects(connection.request({ ...read, api }), expected);
      assert.equal(tenant.arrived.length, 0);
    });
  }

  it('refuses a key that would be two headers', () => {
    const connection = connect({ authentication: 'apiKey', credentials: { apiKey: 'abcd\r\nx: y' } });
    assert.throws(() => connection.check(), { code: 'COUPA_CONFIG' });
  });

  for (const settings of [
    { requestsPerSecond: -1 },
    { requestsPerSecond: Number.NaN },
    { maxConcurrency: 0 },
    { maxConcurrency: 1.5 },
    { timeout: 0 },
    { timeout: Number.POSITIVE_INFINITY },
    { proxy: { url: 'ftp://proxy' } },
    { proxy: { url: 'http://' } },
    { environment: { HTTPS_PROXY: 'http://[' } },
    { siteAddress: 'http://acme.coupahost.com' },
  ]) {
    it(`cannot be made with ${JSON.stringify(settings)}`, () => {
      assert.throws(() => tenant.connect(settings), { code: 'COUPA_CONFIG' });
    });
  }

  it('keeps as many requests under way as allowed, and no more', async () => {
    const held: (() => void)[] = [];
    tenant.on('/api/invoices', (response) => {
      held.push(() => response.end('[]'));
      assert.ok(held.length <= 3);
      // Would wait for ever if fewer came.
      if (held.length === 3) setImmediate(() => held.splice(0).forEach((answer) => void answer()));
    });
    const connection = connect({ maxConcurrency: 3 });
    await Promise.all(Array.from({ length: 30 }, () => connection.request(read)));
    assert.equal(tenant.at('/api/invoices').length, 30);
  });

  it('keeps its connections open between requests', async () => {
    const ports = new Set<number>();
    tenant.on('/api/invoices', (response) => {
      ports.add(response.socket?.remotePort ?? 0);
      response.end('[]');
    });
    const connection = connect();
    for (let index = 0; index < 20; index++) await connection.request(read);
    assert.ok(ports.size <= 2, `${ports.size} connections`);
  });
});

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type {
  ConnectionFindingKind,
  ConnectionReport,
} from '../../../lib/connection/diagnose/connection-report';
import { diagnose, type Probe } from '../../../lib/connection/diagnose/diagnose';
import type { NodeUse } from '../../../lib/connection/diagnose/needed-scopes';
import type { ConnectionSettings } from '../../../lib/connection/settings/settings';
import { Tenant, type TenantOptions, type WeatherRule } from '../../simulator/tenant';
import { JumpingClock } from './jumping-clock';
import { json, Tenant as ScriptedTenant, status } from './tenant';

const invoices: Probe = { name: 'invoices', path: '/api/invoices?limit=1', scope: 'core.invoice.read' };
const suppliers: Probe = { name: 'suppliers', path: '/api/suppliers?limit=1', scope: 'core.supplier.read' };
const events: Probe = { name: 'events', path: '/api/events?limit=1', scope: '', api: 'cso' };
const secret = 'q7-very-secret';

describe('Testing a connection', () => {
  let tenant: Tenant;

  afterEach(() => tenant?.close());

  async function test(
    changes: Partial<ConnectionSettings> = {},
    options: TenantOptions = {},
    weather: WeatherRule[] = [],
    probes: Probe[] = [invoices],
    uses: NodeUse[] = [],
  ): Promise<ConnectionReport> {
    tenant = await Tenant.start({ clientSecret: secret, ...options });
    for (const rule of weather) tenant.weather(rule);
    const settings: ConnectionSettings = {
      authentication: 'oauth2',
      siteAddress: tenant.url,
      credentials: { clientId: 'client', clientSecret: secret },
      environment: {},
      ...changes,
    };
    return diagnose(settings, probes, AbortSignal.timeout(10_000), uses);
  }

  it('tells the token, the scopes, which lists answer, and that the clocks agree', async () => {
    const report = await test(
      { scope: 'core.invoice.read, core.supplier.read' },
      {},
      [],
      [invoices, suppliers],
    );
    assert.deepEqual(report.findings, []);
    assert.deepEqual(report.scopes, ['core.invoice.read', 'core.supplier.read']);
    assert.equal(report.token?.expiresIn, 86_399);
    assert.deepEqual(
      report.resources.map(({ name, ok }) => ({ name, ok })),
      [
        { name: 'invoices', ok: true },
        { name: 'suppliers', ok: true },
      ],
    );
    assert.ok(Math.abs(report.clockDifference ?? Number.NaN) < 2_000);
  });

  describe('tells of the scopes that nodes need', () => {
    const uses: NodeUse[] = [
      { node: 'New invoices', resource: 'invoices', operation: 'list' },
      { node: 'Suppliers from the ERP', resource: 'suppliers', operation: 'upsert' },
      { node: 'Block suppliers', resource: 'suppliers', operation: 'update' },
    ];
    const [invoice, supplier] = ['core.invoice.read', 'core.supplier.read'];

    it('which were granted, and which is missing for which node', async () => {
      const report = await test({ scope: `${invoice} ${supplier}` }, {}, [], [invoices, suppliers], uses);
      assert.deepEqual(report.needed, [
        { scope: invoice, nodes: ['New invoices'], granted: true },
        { scope: supplier, nodes: ['Suppliers from the ERP'], granted: true },
        {
          scope: 'core.supplier.write',
          nodes: ['Suppliers from the ERP', 'Block suppliers'],
          granted: false,
        },
      ]);
      assert.deepEqual(report.findings, [
        {
          kind: 'scopeMissingFor',
          level: 'warning',
          values: { scope: 'core.supplier.write', nodes: 'Suppliers from the ERP, Block suppliers' },
        },
      ]);
    });

    it('once each, where a list was refused for want of it', async () => {
      const report = await test({ scope: invoice }, {}, [], [invoices, suppliers], uses);
      const missing = report.needed?.filter(({ granted }) => granted === false).map(({ scope }) => scope);
      assert.deepEqual(missing, [supplier, 'core.supplier.write']);
      assert.deepEqual(
        report.findings.map(({ kind, values }) => [kind, values.scope]),
        [
          ['scopeMissing', supplier],
          ['scopeMissingFor', 'core.supplier.write'],
        ],
      );
    });

    it('nothing of those that read and write nobody knows what', async () => {
      const open = { node: 'Anything', resource: 'suppliers', operation: undefined };
      const report = await test({ scope: invoice }, {}, [], [invoices], [open]);
      assert.deepEqual([report.needed, report.findings], [[], []]);
    });

    it('what lists show where the tenant does not say what it granted', async () => {
      const silent = await ScriptedTenant.start();
      silent.on('/oauth2/token', json({ access_token: 'silent', expires_in: 3600 }));
      silent.on('/api/invoices', json([]));
      const report = await test({ siteAddress: silent.address }, {}, [], [invoices], uses);
      await silent.close();
      assert.deepEqual(
        report.needed?.map(({ scope, granted }) => [scope, granted]),
        [
          [invoice, true],
          [supplier, undefined],
          ['core.supplier.write', undefined],
        ],
      );
      assert.deepEqual(report.findings, []);
    });
  });

  it('tells that the clocks differ', async () => {
    const report = await test({}, { now: () => Date.now() + 3_600_000 });
    assert.deepEqual(
      report.findings.map(({ kind, level }) => [kind, level]),
      [['clock', 'warning']],
    );
    assert.equal(Math.round((report.findings[0]?.values.seconds ?? 0) / 10), 360);
  });

  it('waits for a token that Coupa does not take yet', async () => {
    const report = await test({}, { freshTokenDelay: 300 });
    assert.deepEqual(report.findings, []);
  });

  it('gives a fresh token a second, then the time that Coupa takes, and then says that it is refused', async () => {
    const clock = new JumpingClock(10_000);
    const refusing = await ScriptedTenant.start();
    refusing.on('/api/invoices', status(401));
    const settings = { siteAddress: refusing.address, clock };
    const report = await test(settings);
    assert.equal(report.findings[0]?.kind, 'tokenRefused');
    assert.deepEqual(clock.waits.slice(-2), [1_000, 4_000]);
    assert.deepEqual([refusing.tokenRequests, refusing.at('/api/invoices').length], [1, 3]);
    await refusing.close();
  });

  it('tells of a wrong secret what the tenant said, and promises no other try', async () => {
    const report = await test({ credentials: { clientId: 'client', clientSecret: 'other' } });
    const [finding] = report.findings;
    assert.match(String(finding?.detail), /^Signing in: .* refused the credentials \(HTTP 4\d\d\)/);
    assert.match(String(finding?.detail), /that the OAuth client is active in Coupa\.$/);
    assert.deepEqual(finding?.values, { host: new URL(tenant.url).host, scope: '' });
  });

  it('waits for no rate: the node may be told to ask once in a minute', async () => {
    const clock = new JumpingClock(10_000);
    const report = await test({ requestsPerSecond: 1 / 60, clock }, {}, [], [invoices, suppliers, invoices]);
    assert.deepEqual(
      report.resources.map(({ ok }) => ok),
      [true, true, true],
    );
    assert.deepEqual(clock.waits, []);
  });

  const cases: [
    what: string,
    kind: ConnectionFindingKind,
    changes: Partial<ConnectionSettings>,
    options?: TenantOptions,
    weather?: WeatherRule[],
  ][] = [
    ['an empty address', 'settings', { siteAddress: '' }],
    ['a missing secret', 'settings', { credentials: { clientId: 'client' } }],
    ['a wrong secret', 'credentials', { credentials: { clientId: 'client', clientSecret: 'other' } }],
    ['a host that does not exist', 'hostNotFound', { siteAddress: 'https://nowhere.invalid' }],
    ['nobody at the address', 'unreachable', { siteAddress: 'http://127.0.0.1:1' }],
    ['a scope that was not granted', 'scopesRefused', { scope: 'core.everything.write' }],
    ['a list without its scope', 'scopeMissing', { scope: 'core.user.read' }],
    ['a login page', 'loginPage', {}, {}, [{ kind: 'login-page', times: 9 }]],
    ['a redirect to a login', 'loginPage', {}, {}, [{ kind: 'redirect-elsewhere', times: 9 }]],
    ['a firewall before a list', 'blocked', {}, {}, [{ kind: 'firewall', times: 9 }]],
    [
      'a firewall before the sign-in',
      'blocked',
      {},
      {},
      [{ kind: 'firewall', times: 9, status: 401, path: '/oauth2/token' }],
    ],
    ['a list that is not there', 'resourceNotFound', {}, {}, [{ kind: '404', times: 9 }]],
    ['too many requests', 'rateLimit', {}, {}, [{ kind: '429', times: 9 }]],
    ['a tenant in trouble', 'tenantFailed', {}, {}, [{ kind: '503-html', times: 9 }]],
    ['an answer that is no JSON', 'unexpected', {}, {}, [{ kind: 'cut-body', times: 9 }]],
    [
      'a key that is not accepted',
      'retiredKey',
      { authentication: 'apiKey', credentials: { apiKey: 'a-old-key' } },
    ],
  ];
  for (const [what, kind, changes, options, weather] of cases) {
    it(`finds ${what}: ${kind}`, async () => {
      const report = await test(changes, options, weather);
      assert.deepEqual(
        report.findings.map((finding) => finding.kind),
        [kind],
      );
    });
  }

  it('finds a certificate that nobody trusts', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const report = await test({}, { tls: { key, cert } });
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['certificate'],
    );
  });

  it('finds secrets that the hub refuses, and says nothing of a client', async () => {
    const hub = await listening((_request, response) => response.writeHead(401).end('{}'));
    const report = await test({
      authentication: 'openConnectors',
      siteAddress: hub.url,
      credentials: { userSecret: 'u', organizationSecret: 'o', elementToken: 'e' },
    });
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['hubSecrets'],
    );
    hub.server.close();
  });

  it('finds a CSO key that is refused, and names the CSO site', async () => {
    const cso = await listening((_request, response) => response.writeHead(401).end('{}'));
    const credentials = { csoApiKey: 'another' };
    const report = await test({ csoAddress: cso.url, credentials }, {}, [], [events]);
    assert.deepEqual(
      report.findings.map(({ kind, values }) => [kind, values.host]),
      [['csoKey', new URL(cso.url).host]],
    );
    cso.server.close();
  });

  it('finds a CSO site that cannot be derived, beside what else it finds', async () => {
    const report = await test(
      { credentials: { clientId: 'client', clientSecret: 'other', csoApiKey: 'key' } },
      {},
      [],
      [invoices, events],
    );
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['credentials', 'settings'],
    );
  });

  it('finds a port at which HTTP is spoken instead of HTTPS', async () => {
    const plain = await listening((_request, response) => response.end('plain'));
    const siteAddress = plain.url.replace('http:', 'https:');
    const report = await test({ siteAddress });
    assert.deepEqual(
      report.findings.map(({ kind, values }) => [kind, values.host]),
      [['notTls', new URL(siteAddress).host]],
    );
    plain.server.close();
  });

  it('finds a proxy at an https:// address that speaks plain HTTP', async () => {
    const proxy = await listening((_request, response) => response.end('plain'));
    const url = proxy.url.replace('http:', 'https:');
    const report = await test({ siteAddress: 'https://acme.coupahost.com', proxy: { url } });
    assert.deepEqual(
      report.findings.map(({ kind, values }) => [kind, values.proxy]),
      [['proxyNotTls', url]],
    );
    proxy.server.close();
  });

  it('finds a host that is no Coupa site', async () => {
    const other = await listening((_request, response) => response.writeHead(404).end('nothing'));
    const report = await test({ siteAddress: other.url });
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['notCoupa'],
    );
    other.server.close();
  });

  it('finds a proxy that cannot be reached, and says which', async () => {
    const report = await test({
      siteAddress: 'https://acme.coupahost.com',
      proxy: { url: 'http://127.0.0.1:1' },
    });
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['proxyUnreachable'],
    );
    assert.equal(report.findings[0]?.values.proxy, 'http://127.0.0.1:1');
  });

  it('finds a proxy that wants a login', async () => {
    const proxy = await listening(() => undefined);
    proxy.server.on('connect', (_request, socket) => {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    });
    const report = await test({ siteAddress: 'https://acme.coupahost.com', proxy: { url: proxy.url } });
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['proxyLogin'],
    );
    proxy.server.close();
  });

  it('asks the next list after one that lacks its scope, and tells both', async () => {
    const report = await test({ scope: 'core.supplier.read' }, {}, [], [invoices, suppliers]);
    assert.deepEqual(
      report.findings.map(({ kind, values }) => [kind, values.resource]),
      [['scopeMissing', 'invoices']],
    );
    assert.deepEqual(
      report.resources.map(({ ok }) => ok),
      [false, true],
    );
  });

  it('makes each request once: somebody is waiting', async () => {
    await test({}, {}, [{ kind: '503-html', times: 9 }]);
    assert.deepEqual(
      tenant.requests.map(({ path }) => path),
      ['/oauth2/token', '/api/invoices'],
    );
  });

  it('tells no secret, whatever goes wrong', async () => {
    for (const [, , changes, options, weather] of cases) {
      const report = await test({ ...changes }, options, weather);
      assert.ok(!JSON.stringify(report).includes(secret));
      await tenant.close();
    }
  });
});

async function listening(
  listener: Parameters<typeof createServer>[1],
): Promise<{ url: string; server: Server }> {
  const server = createServer(listener as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

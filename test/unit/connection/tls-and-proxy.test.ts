import assert from 'node:assert/strict';
import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { Connection, ConnectionSettings } from '../../../lib/connection/connection';
import { failureOf, json, status, Tenant } from './tenant';

const read = { path: '/api/invoices', purpose: 'reading invoices' } as const;

type LookupDone = (error: Error | null, address: string | dns.LookupAddress[], family: number) => void;

/** A name that only the test's proxy can resolve. */
const host = 'acme.coupahost.test';

interface Certificates {
  key: string;
  cert: string;
  clientKey: string;
  clientCert: string;
}

describe('TLS and proxies', () => {
  let certificates: Certificates;
  let tenant: Tenant;
  let connections: Connection[] = [];
  const connect = (settings: Partial<ConnectionSettings>) => {
    const connection = tenant.connect({ authentication: 'apiKey', ...settings });
    connections.push(connection);
    return connection;
  };

  before(async () => {
    certificates = await createCertificates();
    tenant = await Tenant.start({ key: certificates.key, cert: certificates.cert });
    tenant.on('/api/invoices', json([1]));
  });
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    connections = [];
    tenant.arrived.length = 0;
  });
  after(() => tenant.close());

  describe('a tenant with a certificate of its own', () => {
    it('is not trusted as it is, and not asked again', async () => {
      const error = await failureOf(connect({}).request({ ...read, method: 'POST' }));
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.match(error.message, /no secure connection to 127\.0\.0\.1.*Check the certificates/);
      assert.deepEqual(error.details, { outcome: 'not sent' });
      assert.equal(tenant.arrived.length, 0);
    });

    it('is trusted with its authority', async () => {
      const connection = connect({ tls: { ca: certificates.cert, rejectUnauthorized: true } });
      assert.deepEqual((await connection.request(read)).body, [1]);
    });

    it('is trusted when certificates are not to be verified', async () => {
      await connect({ tls: { rejectUnauthorized: false, ALPNProtocols: ['h2'] } }).request(read);
    });

    it('has to have the name that is expected', async () => {
      const tls = { ca: certificates.cert, servername: 'other.example' };
      assert.match((await failureOf(connect({ tls }).request(read))).message, /no secure connection/);
    });
  });

  describe('a tenant that speaks plain HTTP where HTTPS was expected', () => {
    let plain: Tenant;
    before(async () => {
      plain = await Tenant.start();
    });
    after(() => plain.close());

    it('is named with its port, and certificates are not', async () => {
      const siteAddress = plain.address.replace('http:', 'https:');
      const error = await failureOf(connect({ siteAddress }).request({ ...read, method: 'POST' }));
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.match(
        error.message,
        /127\.0\.0\.1:\d+ does not speak HTTPS \(ERR_SSL_WRONG_VERSION_NUMBER: wrong version number\)\. Check the site address and its port/,
      );
      assert.doesNotMatch(error.message, /certificate/);
      assert.deepEqual(error.details, { outcome: 'not sent' });
    });

    it('may be the proxy, whose address then begins with http://', async () => {
      const url = plain.address.replace('http:', 'https:');
      const error = await failureOf(
        connect({ siteAddress: `https://${host}`, proxy: { url } }).request(read),
      );
      assert.match(error.message, /go through the proxy https:.*has to begin with http:\/\//);
    });
  });

  describe('a tenant that wants a client certificate', () => {
    let strict: Tenant;
    before(async () => {
      const { key, cert } = certificates;
      strict = await Tenant.start({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: true });
      strict.on('/api/invoices', json([2]));
    });
    after(() => strict.close());

    it('gets it', async () => {
      const { cert: ca, clientCert: cert, clientKey: key } = certificates;
      const connection = connect({ siteAddress: strict.address, tls: { ca, cert, key } });
      assert.deepEqual((await connection.request(read)).body, [2]);
    });

    it('shows it to nobody to whom the tenant redirects a download', async () => {
      const { cert: ca, clientCert: cert, clientKey: key } = certificates;
      const connection = connect({ siteAddress: strict.address, tls: { ca, cert, key } });
      const store = await Tenant.start({
        key: certificates.key,
        cert: ca,
        ca,
        requestCert: true,
        rejectUnauthorized: true,
      });
      for (const one of [store, tenant]) one.on('/a', status(200, 'scan'));
      strict.on(
        '/file',
        status(302, '', { location: `${tenant.address}/a` }),
        status(302, '', { location: `${store.address}/a` }),
      );
      const file = { path: '/file', purpose: 'fetching', maxBytes: 100 };
      try {
        assert.equal((await connection.download(file)).bytes.toString(), 'scan');
        await failureOf(connection.download(file));
        assert.equal(store.arrived.length, 0);
      } finally {
        await connection.close();
        await store.close();
      }
    });

    it('is not reached without it', async () => {
      const connection = connect({ siteAddress: strict.address, tls: { ca: certificates.cert } });
      const before = strict.arrived.length;
      assert.equal((await failureOf(connection.request(read))).code, 'COUPA_NETWORK');
      assert.equal(strict.arrived.length, before);
    });
  });

  describe('a proxy', () => {
    let proxy: Awaited<ReturnType<typeof startProxy>>;
    let seen: { hostname: string; username: string }[] = [];
    let login: string | undefined;
    const siteAddress = () => `https://${host}:${tenant.port}`;
    const tls = () => ({ ca: certificates.cert });

    before(async () => {
      proxy = await startProxy(({ hostname, username, password }) => {
        seen.push({ hostname, username });
        return login === undefined || `${username}:${password}` === login;
      });
    });
    beforeEach(() => {
      seen = [];
      login = undefined;
    });
    after(() => proxy.close(true));

    const address = () => `http://127.0.0.1:${proxy.port}`;

    it('is used when its node is set', async () => {
      const connection = connect({ siteAddress: siteAddress(), tls: tls(), proxy: { url: address() } });
      assert.deepEqual((await connection.request(read)).body, [1]);
      assert.deepEqual(seen, [{ hostname: host, username: '' }]);
    });

    it('gets its user name and password, and the tenant does not', async () => {
      login = 'me:p@ss:word';
      const settings = { url: address(), username: 'me', password: 'p@ss:word' };
      await connect({ siteAddress: siteAddress(), tls: tls(), proxy: settings }).request(read);
      assert.equal(tenant.arrived[0]?.headers['proxy-authorization'], undefined);
    });

    it('may have user name and password in its URL', async () => {
      login = 'me:p@ss';
      const url = `http://me:p%40ss@127.0.0.1:${proxy.port}`;
      await connect({ siteAddress: siteAddress(), tls: tls(), proxy: { url } }).request(read);
      assert.equal(tenant.arrived.length, 1);
    });

    it('says so when it refuses the password, without naming it', async () => {
      login = 'me:right';
      const settings = { url: address(), username: 'me', password: 'wrong-pw-123' };
      const connection = connect({ siteAddress: siteAddress(), tls: tls(), proxy: settings });
      const error = await failureOf(connection.request(read));
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.match(error.message, /the proxy refused its user name and password/);
      assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes('wrong-pw-123'));
      assert.equal(seen.length, 1);
    });

    it('is named when it is down', async () => {
      const connection = connect({ siteAddress: siteAddress(), proxy: { url: 'http://127.0.0.1:1' } });
      const error = await failureOf(connection.request({ ...read, method: 'POST' }));
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.match(
        error.message,
        /ECONNREFUSED 127\.0\.0\.1:1.*go through the proxy http:\/\/127\.0\.0\.1:1,/,
      );
      assert.deepEqual(error.details, { outcome: 'not sent' });
    });

    it('is not used for the hosts that its node excludes', async () => {
      const settings = { url: 'http://127.0.0.1:1', noProxy: ['127.0.0.1'] };
      await connect({ tls: tls(), proxy: settings }).request(read);
      assert.equal(tenant.arrived.length, 1);
    });

    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
      it(`is used when ${name} names it`, async () => {
        login = 'me:env-pw';
        const environment = { [name]: `http://me:env-pw@127.0.0.1:${proxy.port}` };
        await connect({ siteAddress: siteAddress(), tls: tls(), environment }).request(read);
        assert.equal(seen[0]?.username, 'me');
      });
    }

    for (const [name, value] of [
      ['NO_PROXY', host],
      ['no_proxy', 'x.example, coupahost.test'],
      ['NO_PROXY', '*'],
    ] as const) {
      it(`is not used when ${name} is ${value}`, async () => {
        const environment = { HTTPS_PROXY: address(), [name]: value };
        const connection = connect({ siteAddress: siteAddress(), tls: tls(), environment });
        assert.match((await failureOf(connection.request(read))).message, /was not found/);
        assert.deepEqual(seen, []);
      });
    }

    for (const password of ['100%', 'p@ss:w#rd/?', '50%de', 'ü & +']) {
      it(`gets the password ${password} as it is typed`, async () => {
        login = `me:${password}`;
        for (const settings of [
          { environment: { HTTPS_PROXY: `http://me:${password}@127.0.0.1:${proxy.port}` } },
          { proxy: { url: `http://me:${password}@127.0.0.1:${proxy.port}` } },
          { proxy: { url: address(), username: 'me', password } },
        ]) {
          const connection = connect({ siteAddress: siteAddress(), tls: tls(), ...settings });
          assert.deepEqual((await connection.request(read)).body, [1]);
        }
      });
    }

    for (const name of ['ALL_PROXY', 'npm_config_https_proxy', 'npm_config_proxy', 'NPM_CONFIG_PROXY']) {
      it(`is used when only ${name} names it, without http://`, async () => {
        const environment = { [name]: `127.0.0.1:${proxy.port}` };
        await connect({ siteAddress: siteAddress(), tls: tls(), environment }).request(read);
        assert.equal(seen.length, 1);
      });
    }

    it('is used when only the proxyOptions of Node-RED name it', async () => {
      const settings = { siteAddress: siteAddress(), tls: tls() };
      await connect({ ...settings, proxyOptions: { env: { https_proxy: address() } } }).request(read);
      assert.equal(seen.length, 1);
    });

    it('that cannot be read is no matter where it is not used', async () => {
      const environment = { HTTPS_PROXY: 'socks5://u:100%@127.0.0.1:1', NO_PROXY: '*' };
      const connection = connect({ siteAddress: siteAddress(), tls: tls(), environment });
      assert.match((await failureOf(connection.request(read))).message, /was not found/);
    });

    it('that cannot be read is told when the connection is made, by the name of the variable', () => {
      for (const [name, value] of [
        ['HTTPS_PROXY', 'http://u:sEcReT9@'],
        ['all_proxy', 'socks5://u:sEcReT9@p:1'],
      ] as const) {
        assert.throws(
          () => connect({ siteAddress: siteAddress(), environment: { [name]: value } }),
          (error: Error) => error.message.startsWith(name) && !error.message.includes('sEcReT9'),
        );
      }
      assert.throws(
        () => connect({ siteAddress: siteAddress(), proxy: { url: '' } }),
        /The proxy node holds/,
      );
    });

    it('is told who asks it to connect', async () => {
      const connected = new Promise<string | undefined>((resolve) => {
        const watched = createServer().on('connect', (request, socket) => {
          resolve(request.headers['user-agent']);
          socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
          watched.close();
        });
        watched.listen(0, '127.0.0.1', () => {
          const url = `http://127.0.0.1:${(watched.address() as AddressInfo).port}`;
          const settings = { siteAddress: siteAddress(), proxy: { url } };
          failureOf(connect(settings).request({ ...read, method: 'POST' }));
        });
      });
      assert.match((await connected) ?? '', /^node-red-contrib-coupa\/\d/);
    });

    it('of the environment is not used for this computer itself', async () => {
      await connect({ tls: tls(), environment: { HTTPS_PROXY: address() } }).request(read);
      assert.deepEqual(seen, []);
    });

    it('of the environment gives way to that of the node', async () => {
      const environment = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' };
      const connection = connect({
        siteAddress: siteAddress(),
        tls: tls(),
        environment,
        proxy: { url: address() },
      });
      await connection.request(read);
      assert.equal(seen.length, 1);
    });

    it('carries plain HTTP for this computer if it runs on this computer', async () => {
      const plain = await Tenant.start();
      plain.on('/api/invoices', json([3]));
      await connect({ siteAddress: plain.address, proxy: { url: address() } }).request(read);
      assert.equal(seen.length, 1);
      await connect({ siteAddress: plain.address, proxy: { url: 'http://proxy.invalid:3128' } }).request(
        read,
      );
      assert.equal(plain.arrived.length, 2);
      await plain.close();
    });

    // As a name in the DNS may: https proves that whoever answers is the name that was asked for.
    it('cannot make a host inside pass for a public one, to which a download is redirected', async () => {
      tenant.on('/file', status(302, '', { location: `https://files.example:${tenant.port}/inside` }));
      const connection = connect({ siteAddress: siteAddress(), tls: tls(), proxy: { url: address() } });
      const file = { path: '/file', purpose: 'fetching', maxBytes: 100 };
      const error = await failureOf(connection.download(file));
      assert.match(error.message, /no secure connection to files\.example/);
      assert.equal(tenant.arrived.length, 1);
    });

    it('may be left at any time', async () => {
      tenant.on('/api/stalled', (response) => void response.write('['));
      const connection = connect({ siteAddress: siteAddress(), tls: tls(), proxy: { url: address() } });
      await connection.request(read);
      const end = assert.rejects(connection.request({ ...read, path: '/api/stalled' }), {
        name: 'AbortError',
      });
      const started = performance.now();
      await connection.close();
      await end;
      assert.ok(performance.now() - started < 1000);
    });
  });
});

/** A real proxy that takes every host for this computer, and lets in whom `admits` says. */
async function startProxy(
  admits: (visitor: { hostname: string; username: string; password: string }) => boolean,
) {
  const { Server } = await import('proxy-chain');
  const toLoopback = (_name: string, options: dns.LookupOptions, done: LookupDone) =>
    dns.lookup('127.0.0.1', options, done);
  const proxy = new Server({
    port: 0,
    host: '127.0.0.1',
    prepareRequestFunction: (visitor) =>
      admits(visitor) ? { dnsLookup: toLoopback as typeof dns.lookup } : { requestAuthentication: true },
  });
  await proxy.listen();
  return proxy;
}

async function createCertificates(): Promise<Certificates> {
  const pair = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    algorithm: 'sha256',
    clientCertificate: { cn: 'node-red' },
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: host },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const { private: key, cert, clientprivate = '', clientcert = '' } = pair;
  return { key, cert, clientKey: clientprivate, clientCert: clientcert };
}

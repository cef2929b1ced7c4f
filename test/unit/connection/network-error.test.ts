import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Scrubber } from '../../../lib/base/secrets/scrub';
import { Connection } from '../../../lib/connection/connection';
import { diagnose } from '../../../lib/connection/diagnose/diagnose';
import { networkFailure } from '../../../lib/connection/wire/network-error';
import { JumpingClock } from './jumping-clock';
import { failureOf, json, Tenant } from './tenant';

const errand = {
  purpose: 'reading',
  host: 'acme',
  api: 'core',
  method: 'GET',
  path: '/api/invoices',
} as const;
const circumstances = { errand, scrubber: new Scrubber() };

function failed(code: string, rest: object = {}): Error {
  return Object.assign(new Error(`${code} 192.0.2.1:443`), { code, ...rest });
}

describe('An error of the network', () => {
  for (const code of ['ETIMEDOUT', 'EACCES', 'EADDRNOTAVAIL', 'ENETDOWN', 'ECONNREFUSED', 'EHOSTUNREACH']) {
    it(`${code} while connecting is told as unreachable, however often it is asked for its reason`, () => {
      const thrown = failed(code, { syscall: 'connect' });
      const failure = networkFailure(thrown, circumstances);
      assert.deepEqual(failure.error.reason, { kind: 'network', problem: 'unreachable' });
      assert.equal(failure.error.with({ outcome: 'not sent' }).reason, failure.error.reason);
      assert.equal(failure.outcome, 'not sent');
    });

    it(`${code} of every address of a host is told as unreachable`, () => {
      const each = [failed(code, { syscall: 'connect' }), failed(code, { syscall: 'connect' })];
      const failure = networkFailure(Object.assign(new AggregateError(each), { code }), circumstances);
      assert.deepEqual(failure.error.reason, { kind: 'network', problem: 'unreachable' });
      assert.match(failure.error.message, new RegExp(code));
    });
  }

  for (const [code, syscall] of [
    ['ETIMEDOUT', 'read'],
    ['ECONNRESET', 'read'],
    ['EPIPE', 'write'],
    ['EHOSTUNREACH', 'read'],
    ['EHOSTUNREACH', 'write'],
    ['ENETUNREACH', 'read'],
    ['ENETUNREACH', 'write'],
  ] as const) {
    it(`${code} while ${syscall === 'read' ? 'reading' : 'writing'} is told as lost: what was sent may have arrived`, () => {
      const failure = networkFailure(failed(code, { syscall }), circumstances);
      assert.deepEqual(failure.error.reason, { kind: 'network', problem: 'lost' });
      assert.equal(failure.outcome, 'unknown');
    });
  }

  it('names the proxy, not the site, where it is the name of the proxy that is not found', () => {
    const thrown = failed('ENOTFOUND', { syscall: 'getaddrinfo', hostname: 'proxy.example' });
    const told = (proxy: string) => networkFailure(thrown, { ...circumstances, proxy }).error;
    const { message, reason } = told('http://proxy.example:3128');
    assert.match(
      message,
      /the name of the proxy was not found.*proxy http:\/\/proxy\.example:3128.*Correct it/,
    );
    assert.doesNotMatch(message, /acme|site address/);
    assert.deepEqual(reason, { kind: 'network', problem: 'hostNotFound' });
    // The host is excluded from it, or nobody knows whose name it was.
    assert.match(told('http://other.example:3128').message, /the name acme was not found/);
  });

  for (const code of [
    'CERT_HAS_EXPIRED',
    'CRL_HAS_EXPIRED',
    'ERROR_IN_CERT_NOT_AFTER_FIELD',
    'ERR_OSSL_X509_KEY_VALUES_MISMATCH',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'PATH_LENGTH_EXCEEDED',
  ]) {
    it(`${code} is told as a matter of certificates, and not tried again`, () => {
      const failure = networkFailure(failed(code), circumstances);
      assert.deepEqual(failure.error.reason, { kind: 'network', problem: 'certificate' });
      assert.equal(failure.transient, false);
      assert.equal(failure.outcome, 'not sent');
    });
  }

  it('keeps name, code and message of what it was made of, and nothing that could hold a secret', () => {
    const { cause } = networkFailure(failed('ECONNRESET', { headers: 'secret' }), circumstances).error;
    assert.ok(cause instanceof Error);
    assert.deepEqual({ ...cause }, { code: 'ECONNRESET', reason: 'lost' });
    assert.equal(cause.message, 'ECONNRESET 192.0.2.1:443');
  });

  it('says nothing of "undefined" where an error has neither code nor message', () => {
    for (const thrown of [
      Object.assign(new Error('odd'), { code: undefined }),
      new Error(),
      { code: undefined },
    ])
      assert.doesNotMatch(networkFailure(thrown, circumstances).error.message, /undefined/);
  });

  it('of an address that cannot be reached is found as unreachable by a test of the connection', async () => {
    const settings = {
      authentication: 'apiKey',
      // The broadcast address: a socket may not be connected to it.
      siteAddress: 'https://255.255.255.255',
      credentials: { apiKey: 'a-key' },
      environment: {},
    } as const;
    const probe = { name: 'invoices', path: '/api/invoices?limit=1', scope: '' };
    const report = await diagnose(settings, [probe], AbortSignal.timeout(10_000));
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['unreachable'],
    );
  });
});

describe('The headers of an answer', () => {
  const read = { path: '/api/invoices', purpose: 'reading invoices' };

  it('may hold 20 kB of cookies', async () => {
    const tenant = await Tenant.start();
    const connection = tenant.connect();
    tenant.on('/api/invoices', json([1], { 'set-cookie': `a=${'x'.repeat(20_000)}` }));
    assert.deepEqual((await connection.request(read)).body, [1]);
    await connection.close();
    await tenant.close();
  });

  for (const [what, head, expected] of [
    [
      'are far too large',
      `set-cookie: a=${'x'.repeat(200_000)}`,
      /headers .* larger than 131072 bytes.*gateway/,
    ],
    ['hold a NUL', 'x-trace: a\0b', /headers as HTTP has them .*gateway/],
    ['are not headers', 'no colon here', /headers as HTTP has them .*gateway/],
  ] as const) {
    it(`are named, and a gateway, when they ${what}; nothing is tried again`, async () => {
      const server = await rawServer(`HTTP/1.1 200 OK\r\n${head}\r\ncontent-length: 2\r\n\r\n[]`);
      const error = await failureOf(server.connection.request(read));
      assert.equal(error.code, 'COUPA_RESPONSE');
      assert.match(error.message, expected);
      assert.doesNotMatch(error.message, /undefined/);
      assert.equal(server.requests(), 1);
      await server.close();
    });
  }

  for (const [what, answer] of [
    ['early hints', 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n'],
    ['several of them', 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'],
  ] as const) {
    it(`may come behind ${what}`, async () => {
      const server = await rawServer(`${answer}HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n[1]`);
      assert.deepEqual((await server.connection.request(read)).body, [1]);
      await server.close();
    });
  }

  for (const head of [
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
  ]) {
    it(`are told as what they are behind ${head.slice(9, -4)} that nobody asked for, once`, async () => {
      const server = await rawServer(`${head}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]`);
      const error = await failureOf(server.connection.request(read));
      assert.equal(error.code, 'COUPA_RESPONSE');
      assert.match(error.message, /"100 Continue" or "101 Switching Protocols".*gateway or proxy/);
      assert.doesNotMatch(error.message, /was lost/);
      assert.equal(server.requests(), 1);
      await server.close();
    });
  }

  for (const [what, behind] of [
    ['is broken', 'transfer-encoding: chunked\r\n\r\n2\r\n[]\r\nno length\r\n'],
    ['has two lengths', 'content-length: 2\r\ncontent-length: 2\r\n\r\n[]'],
    [
      'has a length and chunks',
      'content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n',
    ],
  ] as const)
    it(`are not blamed, nor the network, where the body behind them ${what}`, async () => {
      const server = await rawServer(`HTTP/1.1 200 OK\r\n${behind}`);
      const error = await failureOf(server.connection.request({ ...read, repeatable: false }));
      assert.equal(error.code, 'COUPA_RESPONSE');
      assert.match(error.message, /the body of the answer .* not written as HTTP has it.*gateway or proxy/);
      await server.close();
    });

  it('are missed when something else than HTTP answers', async () => {
    const server = await rawServer('SSH-2.0-OpenSSH_9.2\r\n');
    const error = await failureOf(server.connection.request(read));
    assert.match(error.message, /does not begin with headers as HTTP has them.*site address and its port/);
    await server.close();
  });

  it('are missed, once, where their status is none', async () => {
    const server = await rawServer('HTTP/1.1 000 Unknown\r\nContent-Length: 2\r\n\r\n[]');
    const { message } = await failureOf(server.connection.request(read));
    assert.match(message, /does not begin with headers as HTTP has them \(ERR_ASSERTION\)\. A gateway/);
    assert.equal(server.requests(), 1);
    await server.close();
  });
});

/** A server that answers every request with the same bytes. */
async function rawServer(answer: string) {
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests += 1;
      socket.write(Buffer.from(answer, 'latin1'));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = new Connection({
    authentication: 'apiKey',
    siteAddress: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { apiKey: 'ak-QJ4x8m1v' },
    clock: new JumpingClock(),
    environment: {},
  });
  return {
    connection,
    requests: () => requests,
    close: async () => {
      await connection.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Connection, ConnectionSettings } from '../../../lib/connection/connection';
import { JumpingClock } from './jumping-clock';
import { failureOf, json, type Step, status, Tenant } from './tenant';

const read = { path: '/api/invoices', purpose: 'reading invoices' } as const;
const create = { method: 'POST', path: '/api/invoices', purpose: 'creating an invoice', body: {} } as const;

/** Answers that end badly. */
const reset: Step = (response) => response.destroy();
const resetInBody: Step = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('[{"id":1},', () => response.destroy());
};
const cut: Step = (response) => response.end('[{"id":1},{"i');
const cutGzip: Step = (response) => {
  response.writeHead(200, { 'content-encoding': 'gzip' });
  response.end(gzipSync('[{"id":1}]').subarray(0, 15));
};

describe('a connection in bad weather', () => {
  let tenant: Tenant;
  let clock: JumpingClock;
  let connections: Connection[] = [];
  const connect = (settings: Partial<ConnectionSettings> = {}) => {
    const connection = tenant.connect({ clock, authentication: 'apiKey', ...settings });
    connections.push(connection);
    return connection;
  };

  beforeEach(async () => {
    tenant = await Tenant.start();
    clock = new JumpingClock();
  });
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    connections = [];
    await tenant.close();
  });

  for (const [name, step, code] of [
    ['500', status(500), 'COUPA_SERVER'],
    ['502', status(502, '<html><title>Bad gateway</title></html>'), 'COUPA_SERVER'],
    ['503 with HTML', status(503, '<html>busy</html>'), 'COUPA_SERVER'],
    ['504', status(504), 'COUPA_SERVER'],
    ['429', status(429), 'COUPA_RATE_LIMIT'],
    ['408', status(408), 'COUPA_TIMEOUT'],
    ['a connection reset before the headers', reset, 'COUPA_NETWORK'],
    ['a connection reset in the middle of the body', resetInBody, 'COUPA_NETWORK'],
    ['a body cut short in valid HTTP', cut, 'COUPA_RESPONSE'],
    ['compression cut short', cutGzip, 'COUPA_RESPONSE'],
  ] as const) {
    it(`reads on after ${name}`, async () => {
      tenant.on('/api/invoices', step, step, json([1]));
      const answer = await connect().request(read);
      assert.deepEqual(answer.body, [1]);
      assert.equal(answer.requests, 3);
    });

    it(`gives up after the fifth time ${name}`, async () => {
      tenant.on('/api/invoices', step);
      const error = await failureOf(connect().request(read));
      assert.equal(error.code, code);
      assert.equal(tenant.at('/api/invoices').length, 5);
      assert.equal(error.details === undefined || !('outcome' in (error.details as object)), true);
    });
  }

  for (const [name, step] of [
    ['500', status(500)],
    ['502', status(502)],
    ['503', status(503)],
    ['a reset before the headers', reset],
    ['a reset in the body', resetInBody],
    ['a cut body', cut],
    ['a web page', status(200, '<html></html>')],
  ] as const) {
    it(`sends a write once that meets ${name}, and says that its outcome is unknown`, async () => {
      tenant.on('/api/invoices', step);
      const error = await failureOf(connect().request(create));
      assert.equal(tenant.at('/api/invoices').length, 1);
      assert.equal((error.details as { outcome: string }).outcome, 'unknown');
      assert.match(error.message, /may have been carried out/);
    });
  }

  it('keeps the messages of a failed write beside its outcome', async () => {
    tenant.on('/api/invoices', status(500, '{"errors":{"base":["oh"]}}'));
    const error = await failureOf(connect().request(create));
    assert.deepEqual(error.details, { messages: ['base: oh'], outcome: 'unknown' });
    assert.equal(error.statusCode, 500);
  });

  it('does not call the outcome unknown when the tenant refused', async () => {
    tenant.on('/api/invoices', status(400, '{"errors":{"base":["oh"]}}'));
    assert.deepEqual((await failureOf(connect().request(create))).details, { messages: ['base: oh'] });
  });

  it('repeats a write after 429, which was not carried out', async () => {
    tenant.on('/api/invoices', status(429), json({ id: 1 }));
    assert.equal((await connect().request(create)).requests, 2);
  });

  it('says that a write was not sent when the tenant never let it in', async () => {
    tenant.on('/api/invoices', status(429));
    const error = await failureOf(connect().request(create));
    assert.deepEqual(error.details, { outcome: 'not sent' });
  });

  it('repeats a write that may be carried out twice', async () => {
    tenant.on('/api/invoices', reset, json({ id: 1 }));
    assert.equal((await connect().request({ ...create, repeatable: true })).requests, 2);
  });

  it('does not repeat a read that must not be repeated', async () => {
    tenant.on('/api/invoices', status(503));
    await failureOf(connect().request({ ...read, repeatable: false }));
    assert.equal(tenant.at('/api/invoices').length, 1);
  });

  it('does not repeat a request that CSO answered with 500', async () => {
    tenant.on('/api/events', status(500));
    const error = await failureOf(
      connect().request({ api: 'cso', path: '/api/events', purpose: 'listing events' }),
    );
    assert.equal(tenant.arrived.length, 1);
    assert.match(error.message, /fails again/);
  });

  it('waits as long as Retry-After says, in seconds or as a date by the clock of the tenant', async () => {
    tenant.on(
      '/api/invoices',
      status(503, '', { 'retry-after': '7' }),
      status(503, '', {
        'retry-after': 'Sat, 01 Jan 2000 00:00:20 GMT',
        date: 'Sat, 01 Jan 2000 00:00:00 GMT',
      }),
      json([]),
    );
    await connect({ random: () => 0 }).request(read);
    assert.deepEqual(clock.waits, [7000, 20_000]);
  });

  it('holds all requests back when one is told to wait, and tells listeners until when', async () => {
    tenant.on('/api/invoices', status(429, '', { 'retry-after': '30' }), json([]));
    tenant.on('/api/users', json([]));
    const connection = connect({ random: () => 0, maxConcurrency: 1 });
    const told: Date[] = [];
    connection.telemetry.on('throttled', ({ until }) => told.push(until));
    const started = clock.now();
    await Promise.all([connection.request(read), connection.request({ ...read, path: '/api/users' })]);
    assert.deepEqual(
      told.map((until) => until.getTime() - started),
      [30_000],
    );
    assert.ok(clock.now() - started >= 30_000);
    assert.deepEqual(clock.waits, [30_000], 'one pause for both');
    assert.equal(connection.pausedUntil, undefined);
  });

  it('ends an attempt in time that gets no answer', async () => {
    const arrived = stall(tenant, () => undefined);
    const failed = failureOf(connect().request({ ...read, repeatable: false }));
    await arrived;
    clock.fire();
    assert.equal((await failed).code, 'COUPA_TIMEOUT');
  });

  it('ends an attempt in time whose body stalls, and tries again', async () => {
    const arrived = stall(tenant, (response) => response.write('[1,'));
    const answer = connect().request(read);
    await arrived;
    tenant.on('/api/invoices', json([2]));
    clock.fire();
    assert.deepEqual((await answer).body, [2]);
  });

  it('says that the outcome of a write without an answer is unknown', async () => {
    const arrived = stall(tenant, () => undefined);
    const failed = failureOf(connect().request(create));
    await arrived;
    clock.fire();
    const error = await failed;
    assert.equal(error.code, 'COUPA_TIMEOUT');
    assert.deepEqual(error.details, { outcome: 'unknown' });
  });

  it('tries again when nobody listens, and says what to check', async () => {
    const port = await unusedPort();
    const connection = connect({ siteAddress: `http://127.0.0.1:${port}` });
    const error = await failureOf(connection.request(create));
    assert.equal(error.code, 'COUPA_NETWORK');
    assert.match(error.message, /no connection to 127\.0\.0\.1.*ECONNREFUSED.*Check the site address/);
    assert.deepEqual(error.details, { outcome: 'not sent' });
    assert.equal(clock.waits.length, 4);
  });

  it('says which name was not found', async () => {
    const connection = connect({ siteAddress: 'https://no-such-tenant.invalid' });
    const error = await failureOf(connection.request(read));
    assert.equal(error.code, 'COUPA_NETWORK');
    assert.match(error.message, /the name no-such-tenant\.invalid was not found/);
  });

  it('ends at once, with its reason, when it is aborted: under way, between attempts, before', async () => {
    const reason = new Error('not needed any more');
    const underWay = new AbortController();
    const arrived = stall(tenant, (response) => response.write('['));
    const first = assert.rejects(connect().request({ ...read, signal: underWay.signal }), reason);
    await arrived;
    underWay.abort(reason);
    await first;

    const between = new AbortController();
    tenant.on('/api/invoices', (response) => {
      response.writeHead(429, { 'retry-after': '200' }).end();
      between.abort(reason);
    });
    await assert.rejects(connect().request({ ...read, signal: between.signal }), reason);
    await assert.rejects(connect().request({ ...read, signal: AbortSignal.abort(reason) }), reason);
    assert.equal(tenant.at('/api/invoices').length, 2);
  });

  it('ends everything at once when it is closed, and does nothing any more', async () => {
    const arrived = stall(tenant, (response) => response.write('['));
    const connection = connect({ maxConcurrency: 1 });
    const ends = Array.from({ length: 20 }, () =>
      assert.rejects(connection.request(read), { name: 'AbortError' }),
    );
    await arrived;
    const started = performance.now();
    await connection.close();
    await Promise.all(ends);
    assert.ok(performance.now() - started < 1000);
    await connection.close();
    await assert.rejects(connection.request(read), { name: 'AbortError' });
    assert.equal(tenant.at('/api/invoices').length, 1);
  });

  it('can be closed while it signs in', async () => {
    const arrived = stall(tenant, () => undefined, '/oauth2/token');
    const connection = connect({ authentication: 'oauth2' });
    const end = assert.rejects(connection.request(read), { name: 'AbortError' });
    await arrived;
    await connection.close();
    await end;
  });
});

/** Lets requests to a path arrive and begin, but never end. */
function stall(
  tenant: Tenant,
  begin: (response: ServerResponse) => void,
  path = '/api/invoices',
): Promise<void> {
  return new Promise((resolve) => {
    tenant.on(path, (response) => {
      begin(response);
      setImmediate(resolve);
    });
  });
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Connection, ConnectionSettings } from '../../../lib/connection/connection';
import type { TelemetryEvent, TelemetryKind } from '../../../lib/ports/events';
import { JumpingClock } from './jumping-clock';
import { failureOf, json, type Step, secretsOfTenant, status, Tenant } from './tenant';

const read = { path: '/api/invoices?limit=1', purpose: 'reading invoices' };
const date = 'Sun, 22 Nov 2026 08:00:00 GMT';
const reset: Step = (response) => response.destroy();

describe('What a connection tells of its work', () => {
  let tenant: Tenant;
  let connection: Connection | undefined;

  beforeEach(async () => {
    tenant = await Tenant.start();
  });
  afterEach(async () => {
    await connection?.close();
    await tenant.close();
  });

  function listen(kinds: TelemetryKind[], settings: Partial<ConnectionSettings> = {}) {
    const made = tenant.connect({ clock: new JumpingClock(), random: () => 0, ...settings });
    const heard: TelemetryEvent[] = [];
    for (const kind of kinds) made.telemetry.on(kind, (event) => heard.push(event));
    connection = made;
    return { made, heard };
  }

  const host = () => new URL(tenant.address).host;
  const address = () => ({ api: 'core', method: 'GET', host: host(), path: '/api/invoices' });
  /** On a clock that jumps nothing takes time. */
  const atOnce = { waitedMs: 0, durationMs: 0 };

  it('is each request with its answer, once, and its path without what is asked', async () => {
    tenant.on('/api/invoices', json([1, 2], { date }));
    const { made, heard } = listen(['request']);
    await made.request(read);
    assert.deepEqual(heard, [
      {
        kind: 'request',
        ...address(),
        attempt: 1,
        ...atOnce,
        result: 'answered',
        elapsedMs: 0,
        statusCode: 200,
        bytes: 5,
        tenantTime: Date.parse(date),
      },
    ]);
  });

  it('is how long a request waited for its turn', async () => {
    tenant.on('/api/invoices', json([]));
    const { made, heard } = listen(['request'], { requestsPerSecond: 1 });
    await made.request(read);
    await made.request(read);
    assert.deepEqual(
      heard.map((event) => event.kind === 'request' && event.waitedMs),
      [0, 1000],
    );
  });

  it('is a request that got no answer, and that it is sent again', async () => {
    tenant.on('/api/invoices', reset, json([]));
    const { made, heard } = listen(['request', 'retry']);
    await made.request(read);
    const [first, retry, second, ...more] = heard;
    assert.deepEqual(first, {
      kind: 'request',
      ...address(),
      attempt: 1,
      ...atOnce,
      result: 'failed',
      code: 'COUPA_NETWORK',
    });
    assert.deepEqual(retry, { kind: 'retry', ...address(), attempt: 1, pauseMs: 0, code: 'COUPA_NETWORK' });
    assert.equal(second?.kind === 'request' && second.attempt, 2);
    assert.deepEqual(more, []);
  });

  it('is a request that is refused, and no retry of it', async () => {
    tenant.on('/api/invoices', status(422, '{"errors":["no"]}'));
    const { made, heard } = listen(['request', 'retry']);
    await failureOf(made.request(read));
    assert.deepEqual(
      heard.map((event) => event.kind === 'request' && [event.result, event.statusCode, event.code]),
      [['answered', 422, undefined]],
    );
  });

  it('is a request that its caller gave up', async () => {
    const caller = new AbortController();
    tenant.on('/api/invoices', () => caller.abort());
    const { made, heard } = listen(['request']);
    await assert.rejects(made.request({ ...read, signal: caller.signal }));
    assert.deepEqual(heard, [{ kind: 'request', ...address(), attempt: 1, ...atOnce, result: 'aborted' }]);
  });

  it('is a sign-in, once for all who wait for it, without the token', async () => {
    tenant.on('/api/invoices', json([]));
    const token = { access_token: 'a-token', expires_in: 86_399, scope: 'core.invoice.read' };
    tenant.on('/oauth2/token', json(token));
    const { made, heard } = listen(['token']);
    await Promise.all([made.request(read), made.request(read)]);
    assert.deepEqual(heard, [
      { kind: 'token', host: host(), durationMs: 0, expiresIn: 86_399, scope: 'core.invoice.read' },
    ]);
  });

  it('is a sign-in that is refused, and one that is tried again', async () => {
    tenant.on('/oauth2/token', status(503), status(401, secretsOfTenant.clientSecret));
    const { made, heard } = listen(['token', 'retry']);
    await failureOf(made.request(read));
    assert.deepEqual(heard, [
      { kind: 'token', host: host(), durationMs: 0, code: 'COUPA_SERVER', statusCode: 503 },
      {
        kind: 'retry',
        ...address(),
        method: 'POST',
        path: '/oauth2/token',
        attempt: 1,
        pauseMs: 0,
        code: 'COUPA_SERVER',
        statusCode: 503,
      },
      { kind: 'token', host: host(), durationMs: 0, code: 'COUPA_AUTH', statusCode: 401 },
    ]);
  });

  it('is that the tenant wants to be left alone, and until when', async () => {
    tenant.on('/api/invoices', status(429, '', { 'retry-after': '30' }), json([]));
    const clock = new JumpingClock();
    const { made, heard } = listen(['throttled'], { clock });
    const started = clock.now();
    await made.request(read);
    const until = new Date(started + 30_000);
    assert.deepEqual(heard, [{ kind: 'throttled', host: host(), pauseMs: 30_000, until }]);
  });

  it('is told nobody who has stopped listening', async () => {
    tenant.on('/api/invoices', json([]));
    const { made, heard } = listen([]);
    const stop = made.telemetry.on('request', (event) => heard.push(event));
    await made.request(read);
    stop();
    assert.equal(made.telemetry.hears('request'), false);
    await made.request(read);
    assert.equal(heard.length, 1);
  });

  it('harms no request when a listener fails, which is called no more', async () => {
    tenant.on('/api/invoices', json([7]));
    const { made, heard } = listen([]);
    let calls = 0;
    made.telemetry.on('request', () => {
      calls += 1;
      throw new Error('The listener failed.');
    });
    made.telemetry.on('request', (event) => heard.push(event));
    const warned = once(process, 'warning');
    assert.deepEqual((await made.request(read)).body, [7]);
    await made.request(read);
    assert.equal((await warned)[0].message, 'The listener failed.');
    assert.deepEqual([calls, heard.length], [1, 2]);
  });
});

import assert from 'node:assert/strict';
import { AsyncResource } from 'node:async_hooks';
import * as api from '@opentelemetry/api';
import type { Connection, ConnectionSettings } from '../../../lib/connection/connection';
import { observe } from '../../../lib/opentelemetry/observe';
import { Spans } from '../../../lib/opentelemetry/spans';
import { json, type Step, secretsOfTenant, status, Tenant } from '../connection/tenant';
import { FakeClock, Rig, turns } from '../poll/rig';
import { Sdk } from './sdk';

const at = '2026-11-21T23:59:00Z';
const invoice = (id: number) => ({ id, 'created-at': at, 'updated-at': at });
const dated = { date: 'Sun, 22 Nov 2026 00:00:00 GMT' };
const page = (...ids: number[]): Step => json(ids.map(invoice), dated);
const list = '/api/invoices';

/** Its timers remember in whose name they were set, as real ones do. */
class RememberingClock extends FakeClock {
  override setTimeout(callback: () => void, milliseconds: number): unknown {
    return super.setTimeout(AsyncResource.bind(callback), milliseconds);
  }
}

describe('OpenTelemetry’s view of a poll', () => {
  const sdk = new Sdk();
  let tenant: Tenant;
  let connection: Connection;
  let rig: Rig;
  let stop: () => void;

  beforeEach(async () => {
    tenant = await Tenant.start();
  });
  afterEach(async () => {
    await rig?.poller.close();
    stop?.();
    await connection?.close();
    await tenant.close();
    sdk.stop();
  });

  function set(config: Record<string, unknown> = {}, settings: Partial<ConnectionSettings> = {}): Rig {
    connection = tenant.connect(settings);
    stop = observe(connection.telemetry, connection.site.host);
    const { telemetry } = connection;
    const clock = new RememberingClock(Date.UTC(2026, 10, 22, 0, 1));
    rig = new Rig(connection, { config: { start: 'beginning', ...config }, telemetry, clock });
    return rig;
  }

  const node = { 'node_red.node.id': 'poll-1', 'node_red.node.name': 'Invoices' };

  it('counts each record as what it was, and each request with its status', async () => {
    sdk.start();
    tenant.on(list, page(1, 2, 3), page(), page(3, 4), page());
    const { poller } = set();
    await poller.poll();
    await poller.poll();
    const records = await sdk.measured('coupa.poll.records');
    const told = Object.fromEntries(
      records.map(({ attributes, value }) => [attributes['coupa.record.change'], value]),
    );
    assert.deepEqual(told, { created: 4, repeat: 1 });
    for (const { attributes } of records) {
      assert.equal(attributes['coupa.resource'], 'invoices');
      assert.equal(attributes['node_red.node.name'], 'Invoices');
      assert.equal(attributes['server.address'], '127.0.0.1');
    }
    const answered = { 'http.response.status_code': 200, 'server.port': tenant.port };
    const reads = { ...answered, 'http.request.method': 'GET' };
    assert.equal(await sdk.sum('http.client.request.duration', reads), tenant.at(list).length);
    const signIns = { ...answered, 'http.request.method': 'POST' };
    assert.equal(await sdk.sum('http.client.request.duration', signIns), tenant.tokenRequests);
    assert.equal(await sdk.sum('coupa.poll.duration', node), 2);
    assert.equal(await sdk.sum('coupa.delivery.records', { 'coupa.delivery.result': 'delivered' }), 4);
  });

  it('tells requests that failed from those that were refused, and counts what is sent again', async () => {
    sdk.start();
    tenant.on(list, status(503), status(429), (response) => response.destroy(), page(1), page());
    const { poller } = set();
    await poller.poll();
    const failures = await sdk.measured('http.client.request.duration');
    const types = failures
      .map(({ attributes }) => attributes['error.type'])
      .filter((type) => type !== undefined);
    assert.deepEqual(types.sort(), ['429', '503', 'COUPA_NETWORK']);
    assert.equal(await sdk.sum('coupa.client.retries'), 3);
    assert.equal(await sdk.sum('coupa.client.pauses'), 1);
  });

  it('says of a poll that failed why', async () => {
    sdk.start();
    tenant.on(list, status(403));
    const { poller } = set();
    await assert.rejects(poller.poll());
    assert.equal(await sdk.sum('coupa.poll.duration', { 'error.type': 'COUPA_FORBIDDEN' }), 1);
    const [span] = sdk.named('poll invoices');
    assert.equal(span?.attributes['error.type'], 'COUPA_FORBIDDEN');
    assert.equal(span?.status.code, 2);
  });

  it('says how far a poll is behind, what is in flight, and how long until that was settled', async () => {
    sdk.start();
    tenant.on(list, page(1, 2), page(), page());
    const { poller, clock, messages } = set({ delivery: 'acknowledge' });
    await poller.poll();
    assert.deepEqual(await sdk.measured('coupa.poll.lag'), [], 'what was never delivered has no position');
    assert.equal(await sdk.sum('coupa.poll.in_flight', node), 2);
    clock.advance(30_000);
    for (const { coupa } of messages) poller.acknowledge(coupa.delivery);
    assert.equal(await sdk.sum('coupa.poll.in_flight', node), 0);
    const [lag] = await sdk.measured('coupa.poll.lag');
    assert.ok(lag !== undefined && lag.value >= 30 && lag.value < 40, String(lag?.value));
    assert.equal(await sdk.sum('coupa.delivery.records', { 'coupa.delivery.result': 'delivered' }), 2);
    await poller.close();
    assert.equal(await sdk.sum('coupa.poll.lag'), 0, 'one that is closed is not behind');
  });

  it('counts records that were given up', async () => {
    sdk.start();
    tenant.on(list, page(1), page());
    const { poller, messages } = set({ delivery: 'acknowledge', maxAttempts: 1 });
    await poller.poll();
    poller.refuse(messages[0]?.coupa.delivery ?? '', 'not wanted');
    assert.equal(await sdk.sum('coupa.delivery.records', { 'coupa.delivery.result': 'undeliverable' }), 1);
  });

  for (const withContextManager of [true, false]) {
    const how = withContextManager ? '' : ', even where no context manager is registered';
    it(`follows a record from the tenant to its acknowledgement${how}`, async () => {
      sdk.start({ withContextManager });
      tenant.on(list, page(1), page());
      const { poller, messages } = set({ delivery: 'acknowledge' });
      await poller.poll();
      const [message] = messages;
      assert.ok(message !== undefined);
      const [polled] = sdk.named('poll invoices');
      const [sent] = sdk.named('send invoices');
      assert.ok(polled !== undefined && sent !== undefined);
      const requests = sdk.named('GET /api/invoices');
      assert.equal(requests.length, 2);
      for (const { parentSpanContext } of [...requests, ...sdk.named('POST /oauth2/token')])
        assert.equal(parentSpanContext?.spanId, polled.spanContext().spanId);
      const arrived = tenant.at(list).map(({ headers }) => headers['traceparent']);
      assert.deepEqual(
        arrived,
        requests.map((request) => `00-${request.spanContext().traceId}-${request.spanContext().spanId}-01`),
      );
      assert.equal(sent.parentSpanContext, undefined, 'a record has a trace of its own');
      assert.deepEqual(
        sent.links.map(({ context }) => context.spanId),
        [polled.spanContext().spanId],
      );
      const own = `00-${sent.spanContext().traceId}-${sent.spanContext().spanId}-01`;
      const { traceparent } = message.coupa as { traceparent?: string };
      assert.deepEqual([message.headers, traceparent], [{ traceparent: own }, own]);

      // An http request node has put the headers of its answer there.
      const back = { ...message, headers: { 'content-type': 'text/plain' } };
      connection.telemetry.within(back, () => poller.acknowledge(message.coupa.delivery));
      const [settled] = sdk.named('acknowledge invoices');
      assert.equal(settled?.spanContext().traceId, sent.spanContext().traceId);
      assert.equal(settled?.parentSpanContext?.spanId, sent.spanContext().spanId);
    });
  }

  it('links the acknowledgement to the sending when others went on from it in between', async () => {
    sdk.start();
    tenant.on(list, page(1), page());
    const { poller, messages } = set({ delivery: 'acknowledge' });
    await poller.poll();
    const [message] = messages;
    assert.ok(message !== undefined);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const back = { ...message, headers: { traceparent } };
    connection.telemetry.within(back, () => poller.acknowledge(message.coupa.delivery));
    const [settled] = sdk.named('acknowledge invoices');
    assert.equal(settled?.parentSpanContext?.spanId, 'b'.repeat(16));
    const [sent] = sdk.named('send invoices');
    assert.deepEqual(
      settled?.links.map(({ context }) => context.spanId),
      [sent?.spanContext().spanId],
    );
  });

  it('begins a trace with each poll, also with one that was planned by another', async () => {
    sdk.start();
    tenant.on(list, page());
    const { poller, clock } = set({ interval: 1 });
    poller.start();
    const polled = async (times: number) => {
      while (sdk.named('poll invoices').length < times) {
        clock.advance(0);
        await turns();
      }
    };
    await polled(1);
    clock.advance(60_000);
    await polled(2);
    for (const { links, parentSpanContext } of sdk.named('poll invoices'))
      assert.deepEqual([links, parentSpanContext], [[], undefined]);
  });

  it('sends a record again with a span of its own and the context of that', async () => {
    sdk.start();
    tenant.on(list, page(1), page());
    const { poller, clock, messages } = set({ delivery: 'acknowledge', acknowledgeTimeout: 10 });
    await poller.poll();
    clock.advance(16_000);
    const contexts = messages.map(({ headers }) => headers?.['traceparent']);
    const sendings = sdk.named('send invoices');
    assert.equal(new Set(contexts).size, 2);
    assert.deepEqual(
      sendings.map(({ attributes }) => attributes['coupa.delivery.attempt']),
      [1, 2],
    );
  });

  it('keeps others from following the same requests once more', () => {
    sdk.start();
    const begun = {
      kind: 'request',
      method: 'GET',
      url: 'https://acme.coupahost.com/api/invoices',
      attempt: 1,
    } as const;
    const span = new Spans(api, '1').begin(begun);
    span.run(() => api.trace.getTracer('undici').startSpan('GET').end());
    span.end();
    assert.deepEqual(
      sdk.spans.map(({ name }) => name),
      ['GET /api/invoices'],
    );
  });

  it('shows neither secrets nor what was asked for', async () => {
    sdk.start();
    tenant.on(list, status(401), page(1), page());
    const { poller } = set();
    await poller.poll();
    const everything = await sdk.everything();
    assert.match(everything, /GET \/api\/invoices/);
    for (const secret of [...Object.values(secretsOfTenant), 'token-number', 'gt_or_eq', 'id[gt]'])
      assert.ok(!everything.includes(secret), secret);
  });

  it('changes no message while no SDK is registered, and none of what is sent to the tenant', async () => {
    tenant.on(list, page(1), page());
    const { poller, messages } = set();
    await poller.poll();
    assert.deepEqual(messages[0]?.headers, undefined);
    assert.equal('traceparent' in (messages[0]?.coupa ?? {}), false);
    for (const { headers } of tenant.arrived) assert.equal(headers['traceparent'], undefined);
  });

  it('begins to count when a meter is registered at last', async () => {
    tenant.on(list, page(1), page(), page(2), page());
    const { poller } = set();
    await poller.poll();
    sdk.startMeter();
    await poller.poll();
    assert.equal(await sdk.sum('coupa.poll.records', { 'coupa.record.change': 'created' }), 1);
    assert.equal(await sdk.sum('coupa.poll.in_flight'), 0);
    assert.equal((await sdk.measured('coupa.poll.lag')).length, 1);
  });
});

import assert from 'node:assert/strict';
import { readSettings } from '../../../lib/cso/model/settings';
import { CsoSession } from '../../../lib/cso/session';
import { observe } from '../../../lib/opentelemetry/observe';
import { json, Tenant } from '../connection/tenant';
import { MemoryStore } from '../poll/rig';
import { type Bench, startBench } from '../records/bench';
import { Sdk } from './sdk';

const traceId = 'c'.repeat(32);
const traceparent = `00-${traceId}-${'d'.repeat(16)}-01`;

describe('OpenTelemetry’s view of what messages ask for', () => {
  const sdk = new Sdk();
  let bench: Bench;
  let stop: () => void;

  beforeEach(async () => {
    sdk.start();
    bench = await startBench();
    stop = observe(bench.connection.telemetry, bench.connection.site.host);
  });
  afterEach(async () => {
    stop();
    await bench.close();
    sdk.stop();
  });

  it('counts objects by what became of them', async () => {
    const payload = [{ name: 'A', number: 'S-1' }, { name: 'B', number: 'S-2' }, null];
    await bench.run({ resource: 'suppliers', operation: 'create' }, { payload });
    const objects = await sdk.measured('coupa.write.objects');
    assert.deepEqual(
      objects.map(({ attributes, value }) => [attributes['coupa.write.outcome'], value]),
      [
        ['applied', 2],
        ['not_sent', 1],
      ],
    );
    assert.equal(objects[0]?.attributes['node_red.node.id'], 'record-1');
    assert.equal(objects[0]?.attributes['coupa.operation'], 'create');
    assert.equal(objects[0]?.attributes['coupa.resource'], 'suppliers');
  });

  it('counts what failed as a whole, too', async () => {
    await bench.run({ resource: 'suppliers', operation: 'update' }, { payload: { id: 4711, name: 'A' } });
    assert.equal(await sdk.sum('coupa.write.objects', { 'coupa.write.outcome': 'refused' }), 1);
    assert.equal(await sdk.sum('coupa.message.duration', { 'error.type': 'COUPA_NOT_FOUND' }), 1);
  });

  it('counts no object of what only reads', async () => {
    bench.tenant.resource('suppliers').create({ name: 'A' });
    await bench.run({ resource: 'suppliers', operation: 'list' }, {});
    await bench.run({ resource: 'suppliers', operation: 'list', output: 'each' }, {});
    await bench.run({ resource: 'suppliers', operation: 'get' }, { payload: 1 });
    assert.deepEqual(await sdk.measured('coupa.write.objects'), []);
    assert.equal(await sdk.sum('coupa.message.duration'), 3);
  });

  it('goes on from where a message comes from, and says so to what follows it', async () => {
    const session = bench.open({ resource: 'suppliers', operation: 'create' });
    const message = { payload: { name: 'A' }, headers: { traceparent, accept: 'x' } };
    const came = await bench.connection.telemetry.within(message, () => bench.send(session, message));
    const [write] = sdk.named('create suppliers');
    assert.ok(write !== undefined);
    assert.equal(write.spanContext().traceId, traceId);
    assert.equal(write.parentSpanContext?.spanId, 'd'.repeat(16));
    const [post] = sdk.named('POST /api/suppliers');
    assert.equal(post?.parentSpanContext?.spanId, write.spanContext().spanId);
    const next = `00-${traceId}-${write.spanContext().spanId}-01`;
    assert.deepEqual(came.first?.['headers'], { traceparent: next, accept: 'x' });
  });

  it('leaves headers alone that are none', async () => {
    const message = { payload: { name: 'A' }, headers: 'mine' };
    const came = await bench.run({ resource: 'suppliers', operation: 'create' }, message);
    assert.equal(came.first?.['headers'], 'mine');
  });

  it('tells kinds of records apart and not their ids', async () => {
    for (const id of [1, 2, 3])
      await bench
        .run({ resource: `suppliers/${id}/addresses`, operation: 'list' }, {})
        .catch(() => undefined);
    const durations = await sdk.measured('coupa.message.duration');
    const resources = durations.map(({ attributes }) => attributes['coupa.resource']);
    assert.deepEqual(new Set(resources), new Set(['suppliers/{id}/addresses']));
  });
});

describe('OpenTelemetry’s view of Sourcing Optimization', () => {
  const sdk = new Sdk();

  it('counts objects by what became of them', async () => {
    sdk.start();
    const tenant = await Tenant.start();
    const connection = tenant.connect();
    const stop = observe(connection.telemetry, connection.site.host);
    tenant.on('/api/v1/events', json({ result: [] }));
    const session = new CsoSession({
      requester: connection,
      telemetry: connection.telemetry,
      node: { id: 'cso-1' },
      settings: readSettings({ object: 'events', operation: 'list' }),
      store: new MemoryStore(),
      site: tenant.address,
      copy: (message) => structuredClone(message),
      status: () => undefined,
      warn: () => undefined,
      say: String,
    });
    try {
      await session
        .handle({}, { eventId: undefined, factSheetId: undefined }, () => undefined)
        .catch(() => undefined);
      assert.equal(
        await sdk.sum('coupa.message.duration', { 'coupa.operation': 'list', 'node_red.node.id': 'cso-1' }),
        1,
      );
      assert.equal(sdk.named('list events').length, 1);
    } finally {
      stop();
      await session.close();
      await connection.close();
      await tenant.close();
      sdk.stop();
    }
  });
});

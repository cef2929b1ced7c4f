import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { everyScope, Tenant } from '../simulator';
import {
  connection,
  type FlowNode,
  havePrinted,
  makeUserDir,
  NodeRed,
  platformNames,
  poll,
  printedKeys,
  tab,
} from './harness';
import { until } from './harness/until';
import { Receiver } from './telemetry/receiver';

const count = 10_000;

/** Milliseconds until everything is exported, at most. */
const patience = 60_000;
const register = join(__dirname, 'telemetry', 'register.cjs');
const api = join(__dirname, '..', '..', 'node_modules', '@opentelemetry', 'api');

/** Prints each key and hands the record back, as a flow does that has delivered it. */
const worker: FlowNode = {
  id: 'worker',
  type: 'function',
  z: 'tab',
  func: `node.log('received ' + msg.coupa.key); msg.payload = 'done'; return msg;`,
  outputs: 1,
  wires: [['poll']],
};

/** Creates suppliers, one of which cannot be right. */
const writer: FlowNode[] = [
  {
    id: 'start',
    type: 'inject',
    z: 'tab',
    props: [{ p: 'payload' }],
    payload: '[{"name":"A","number":"S-1"},{"name":"B","number":"S-2"},17]',
    payloadType: 'json',
    wires: [['writer']],
  },
  {
    id: 'writer',
    type: 'coupa-record',
    z: 'tab',
    name: 'Suppliers',
    connection: 'connection',
    resource: 'suppliers',
    operation: 'create',
    wires: [['written'], []],
  },
  {
    id: 'written',
    type: 'function',
    z: 'tab',
    func: `node.log('written ' + msg.headers.traceparent);`,
    wires: [],
  },
];

for (const name of platformNames) {
  describe(`Telemetry of ten thousand invoices, on ${name}`, function () {
    this.timeout(240_000);

    let tenant: Tenant;
    let receiver: Receiver;
    let nodeRed: NodeRed;

    before(async () => {
      const { platform } = await import('../../scripts/platforms.mjs');
      receiver = await Receiver.start();
      tenant = await Tenant.start({ rateLimit: false, scopes: everyScope() });
      tenant.resource('invoices').createMany(count);
      const userDir = await makeUserDir(platform(name));
      cpSync(api, join(userDir, 'node_modules', '@opentelemetry', 'api'), { recursive: true });
      const env = { NODE_OPTIONS: `--require ${register}`, COUPA_TEST_RECEIVER: receiver.url };
      nodeRed = new NodeRed({ platform: name, palette: 'few', env }, userDir);
      await nodeRed.start();
      const unlimited = connection(tenant, { requestsPerSecond: 0 });
      const properties = { name: 'Invoices', start: 'beginning', interval: 0.05, delivery: 'acknowledge' };
      await nodeRed.deploy([tab, unlimited, poll('poll', [['worker'], []], properties), worker, ...writer]);
      await nodeRed.waitUntil('all came through', havePrinted(count), 120_000);
      await nodeRed.inject('start');
      await nodeRed.waitFor(/written/);
    });

    after(async () => {
      await nodeRed?.stop();
      await receiver?.close();
      await tenant?.close();
    });

    it('adds up to what the flow and the tenant counted, over OTLP', async () => {
      const delivered = { 'coupa.delivery.result': 'delivered' };
      await until(
        () => receiver.sum('coupa.delivery.records', delivered) === count,
        patience,
        () => `${receiver.sum('coupa.delivery.records', delivered)} were counted`,
      );
      assert.equal(printedKeys(nodeRed.log).length, count);
      assert.equal(receiver.sum('coupa.poll.records', { 'coupa.record.change': 'created' }), count);
      assert.equal(receiver.sum('coupa.poll.in_flight'), 0);
      const outcome = 'coupa.write.outcome';
      const applied = () => receiver.sum('coupa.write.objects', { [outcome]: 'applied' });
      await until(
        () => applied() === 2,
        patience,
        () => `${applied()} suppliers were counted`,
      );
      assert.equal(receiver.sum('coupa.write.objects', { [outcome]: 'not_sent' }), 1);
      const answered = { 'http.response.status_code': 200 };
      // It goes on polling: what is under way is counted by the tenant a moment before.
      const counted = () => receiver.sum('http.client.request.duration');
      await until(
        () => counted() === tenant.requests.length,
        patience,
        () => `${counted()} of ${tenant.requests.length} requests were counted`,
      );
      assert.ok(receiver.sum('http.client.request.duration', answered) > count / 50);
    });

    it('says the same for Prometheus', async () => {
      const line = await nodeRed.waitFor(/prometheus at/);
      const [, url = ''] = /prometheus at (\S+)/.exec(line) ?? [];
      const text = await (await fetch(url)).text();
      const [, created] =
        /^coupa_poll_records_total\{[^}]*coupa_record_change="created"[^}]*\} (\d+)/m.exec(text) ?? [];
      assert.equal(Number(created), count);
    });

    it('follows each record from its poll to its acknowledgement', async () => {
      const back = () => receiver.named('acknowledge invoices');
      await until(
        () => back().length === count,
        patience,
        () => `${back().length} came back`,
      );
      const sent = receiver.named('send invoices');
      assert.equal(sent.length, count);
      const keys = sent.map(({ attributes }) => String(attributes['messaging.message.id']));
      assert.deepEqual(new Set(keys), new Set(printedKeys(nodeRed.log)));
      const polls = () => new Set(receiver.named('poll invoices').map(({ spanId }) => spanId));
      const known = () => {
        const ids = polls();
        return sent.filter(({ links }) => links.every((link) => ids.has(link)));
      };
      await until(
        () => known().length === count,
        patience,
        () => `${known().length} are linked to a poll that has ended`,
      );
      const byId = new Map(sent.map((span) => [span.spanId, span]));
      for (const { traceId, parentSpanId } of back())
        assert.equal(byId.get(parentSpanId ?? '')?.traceId, traceId);
    });

    it('follows a write to its requests, and lets the flow go on from it', async () => {
      await until(
        () => receiver.named('create suppliers').length === 1,
        patience,
        () => 'no span of it came',
      );
      const [write] = receiver.named('create suppliers');
      const posts = receiver.named('POST /api/suppliers');
      assert.deepEqual(
        posts.map(({ parentSpanId }) => parentSpanId),
        [write?.spanId, write?.spanId],
      );
      const line = await nodeRed.waitFor(/written/);
      assert.match(line, new RegExp(`written 00-${write?.traceId}-${write?.spanId}-01`));
    });

    it('shows no secret, and gives no cause for an error', () => {
      const told = receiver.bodies.join('\n');
      for (const secret of ['"secret"', 'Bearer', 'updated-at%5B', 'updated-at['])
        assert.ok(!told.includes(secret), secret);
      assert.deepEqual(nodeRed.errors(), []);
    });
  });
}

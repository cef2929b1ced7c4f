import assert from 'node:assert/strict';
import { type CarriedOut, everyScope, type LoggedRequest, Tenant } from '../simulator';
import { noteOf } from '../simulator/changing';
import { Random } from '../simulator/random';
import { connection, type FlowNode, type NodeRed, platformNames, poll, startNodeRed, tab } from './harness';
import { onCanvas } from './harness/flows';
import { strangeErrors } from './harness/receipts';
import { until } from './harness/until';

/** For each platform. */
const kills = Number(process.env['COUPA_RECORD_KILLS'] ?? 5);
const seed = Number(process.env['COUPA_RECORD_SEED'] ?? 17);

const orders = 'purchase_orders';
/** Which order an invoice is of: nobody but the node keeps it from being there twice, Coupa does not. */
const numberOf = (id: unknown) => `PO-${id}`;

/** A record node of the tab. */
function record(id: string, operation: string, wires: string[][], properties: object = {}): FlowNode {
  const common = { z: 'tab', connection: 'connection', resource: 'invoices', maxInFlight: 4 };
  return { id, type: 'coupa-record', ...common, operation, key: 'invoice-number', wires, ...properties };
}

function code(id: string, func: string, wires: string[][]): FlowNode {
  return { id, type: 'function', z: 'tab', func, outputs: 1, wires };
}

/** Each order of the tenant becomes an invoice there, which is marked as exported; only then is the order acknowledged. */
function chain(tenant: Tenant): FlowNode[] {
  const toInvoice = `msg.payload = { 'invoice-number': 'PO-' + msg.payload.id, comments: msg.payload['${noteOf(orders)}'] ?? '' };
    return msg;`;
  return [
    tab,
    connection(tenant, { requestsPerSecond: 0 }),
    poll('orders', [['to-invoice'], []], {
      resource: 'purchaseOrders',
      interval: 0.005,
      start: 'beginning',
      delivery: 'acknowledge',
      acknowledgeTimeout: 5,
      maxInFlight: 20,
      maxAttempts: 1000,
    }),
    code('to-invoice', toInvoice, [['write']]),
    record('write', 'upsert', [['mark'], []]),
    record('mark', 'markExported', [['orders'], []]),
    // A refusal: the order comes again.
    { id: 'errors', type: 'catch', z: 'tab', scope: ['write', 'mark'], uncaught: false, wires: [['orders']] },
  ];
}

/** Thirty creates, each a message of its own, that say what became of them; and the same as upserts. */
function creates(tenant: Tenant): FlowNode[] {
  const thirty = `for (let index = 1; index <= 30; index += 1) node.send({ payload: { 'invoice-number': 'N-' + index } });`;
  const inject = (id: string, to: string) => ({ id, type: 'inject', z: 'tab', props: [], wires: [[to]] });
  return [
    tab,
    connection(tenant, { requestsPerSecond: 0 }),
    inject('create-all', 'to-create'),
    code('to-create', thirty, [['create']]),
    record('create', 'create', [['applied'], []]),
    code('applied', "node.log('applied ' + msg.payload['invoice-number'] + '.');", []),
    inject('settle-all', 'to-settle'),
    code('to-settle', thirty, [['settle']]),
    record('settle', 'upsert', [['settled'], []]),
    code('settled', "node.log('settled ' + msg.payload['invoice-number'] + '.');", []),
  ];
}

for (const platform of platformNames) {
  describe(`Records being written while Node-RED is killed, on ${platform}, seed ${seed}`, function () {
    this.timeout(500_000 + kills * 20_000);

    const random = new Random(seed);
    let tenant: Tenant;
    let nodeRed: NodeRed;

    beforeEach(async () => {
      // So slow that there is always something under way.
      tenant = await Tenant.start({ rateLimit: false, scopes: everyScope(), latency: 30, seed });
    });

    afterEach(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    it(`are there once each, marked, as the last version said, after ${kills} kills, where a poll waits for them`, async () => {
      tenant.resource(orders).createMany(60);
      const lost = { method: 'POST', path: /^\/api\/invoices$/, times: Number.POSITIVE_INFINITY };
      tenant.loseAnswer({ ...lost, every: 5 });
      tenant.loseAnswer({ ...lost, every: 7, carriedOut: false });
      tenant.loseAnswer({ ...lost, method: 'PUT', path: /exported=true/, every: 6 });
      tenant.startChanging({ perSecond: 10, resources: [orders] });
      nodeRed = await startNodeRed({ platform, flows: chain(tenant).map(onCanvas) });
      for (let kill = 0; kill < kills; kill += 1) {
        await writesBegin(random.integer(1, 12));
        await nodeRed.kill('SIGKILL');
        await nodeRed.start();
      }
      tenant.stopChanging();
      tenant.clearWeather();
      // A write of which nobody knows what became is held for three minutes before it may come again.
      await until(
        () => open().length === 0,
        420_000,
        () => `Not written or marked: ${open()}\n${nodeRed.tail()}`,
      );
      assert.deepEqual(twice(), []);
      assert.deepEqual(strangeErrors(nodeRed), []);
    });

    it('are there as they were told until then, and nothing is sent again by itself, where nobody waits', async () => {
      tenant.loseAnswer({ method: 'POST', path: '/api/invoices', nth: 3 });
      nodeRed = await startNodeRed({ platform, flows: creates(tenant).map(onCanvas) });
      const began = writesBegin(random.integer(8, 20));
      await nodeRed.inject('create-all');
      await began;
      await nodeRed.kill('SIGKILL');
      const told = linesOf('applied');
      const held = numbers();
      assert.ok(held.length > 0 && held.length < 30);
      assert.deepEqual(
        told.filter((number) => !held.includes(number)),
        [],
      );
      await nodeRed.start();
      // What the flow is asked now comes behind whatever a node would do by itself.
      await nodeRed.inject('settle-all');
      await nodeRed.waitUntil('all are settled', () => linesOf('settled').length === 30);
      assert.deepEqual([numbers().length, twice()], [30, []]);
      assert.deepEqual(nodeRed.errors(), []);
    });

    /** Resolves in the moment in which so many writes from now on have arrived; the last of them is not answered yet. */
    function writesBegin(count: number): Promise<void> {
      return new Promise((resolve) => {
        let left = count;
        const onRequest = ({ method, path }: LoggedRequest) => {
          if (method === 'GET' || !path.startsWith('/api/invoices')) return;
          left -= 1;
          if (left > 0) return;
          tenant.off('received', onRequest);
          resolve();
        };
        tenant.on('received', onRequest);
      });
    }

    const numbers = () => tenant.records('invoices').map((invoice) => String(invoice['invoice-number']));

    /** Numbers of orders whose invoice is not there, not marked, or of another version. */
    function open(): string[] {
      const invoices = new Map(tenant.records('invoices').map((one) => [one['invoice-number'], one]));
      return tenant.records(orders).flatMap((order) => {
        const number = numberOf(order['id']);
        const invoice = invoices.get(number);
        const isClosed =
          invoice?.['exported'] === true && invoice['comments'] === (order[noteOf(orders)] ?? '');
        return isClosed ? [] : [number];
      });
    }

    /** Creates of what there was already. */
    function twice(): string[] {
      const seen = new Set<string>();
      const numbersById = new Map(
        tenant.records('invoices').map((one) => [one['id'], one['invoice-number']]),
      );
      const made = tenant.writes.filter(
        ({ kind, resource }: CarriedOut) => kind === 'create' && resource === 'invoices',
      );
      return made.flatMap(({ id }) => {
        const number = String(numbersById.get(id));
        const isSecond = seen.has(number);
        seen.add(number);
        return isSecond ? [number] : [];
      });
    }

    function linesOf(word: string): string[] {
      // A process that is killed may leave half a line: a whole one ends with a point.
      return nodeRed.log.flatMap((line) => new RegExp(`${word} (N-\\d+)\\.$`).exec(line)?.[1] ?? []);
    }
  });
}

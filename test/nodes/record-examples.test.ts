import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { everyScope, Tenant } from '../simulator';
import { freshNodeRedForEachTest } from './fresh-node-red';

const modules: NodeInitializer[] = [
  require('../../nodes/connection/coupa-config'),
  require('../../nodes/poll/coupa-poll'),
  require('../../nodes/record/coupa-record'),
  require('@node-red/nodes/core/common/20-inject'),
  require('@node-red/nodes/core/common/25-catch'),
  require('@node-red/nodes/core/common/60-link'),
  require('@node-red/nodes/core/common/90-comment'),
  require('@node-red/nodes/core/function/10-function'),
  require('@node-red/nodes/core/function/10-switch'),
  require('@node-red/nodes/core/network/21-httprequest'),
];

interface FlowNode {
  id: string;
  type: string;
  name?: string;
  [property: string]: unknown;
}

interface Message {
  payload: unknown;
  error?: { message: string };
  coupa?: { record?: { created: number; updated: number; unchanged: number } };
}

describe('The examples that write records', () => {
  let tenant: Tenant;
  let flow: FlowNode[];
  let came: EventEmitter;
  freshNodeRedForEachTest();
  beforeEach(async () => {
    tenant = await Tenant.start({ rateLimit: false, scopes: everyScope() });
  });
  afterEach(() => tenant.close());

  /** Loads an example as it is, but for the addresses and debug nodes that a test can listen to. */
  async function open(file: string, changes: Record<string, object> = {}): Promise<void> {
    flow = JSON.parse(await readFile(join(__dirname, '../../examples', `${file}.json`), 'utf8'));
    came = new EventEmitter();
    for (const node of flow) {
      if (node.type === 'debug') node.type = 'helper';
      if (node.type === 'coupa-config')
        Object.assign(node, { siteAddress: tenant.url, requestsPerSecond: 0 });
      Object.assign(node, changes[node.name ?? '']);
    }
    const config = flow.find(({ type }) => type === 'coupa-config')?.id ?? '';
    await helper.load(modules, flow, { [config]: { clientId: 'client', clientSecret: 'secret' } });
    for (const { id, type, name = '' } of flow)
      if (type === 'helper') helper.getNode(id).on('input', (message) => came.emit(name, message));
  }

  function node(name: string): ReturnType<typeof helper.getNode> {
    return helper.getNode(flow.find((one) => one.name === name)?.id ?? '');
  }

  async function next(name: string): Promise<Message> {
    const [message] = await once(came, name);
    return message as Message;
  }

  it('"Suppliers from an ERP" creates both, and has nothing to write the second time', async () => {
    await open('Suppliers from an ERP');
    const press = async () => {
      const written = next('Written');
      node('Two suppliers').receive();
      const { created, updated, unchanged } = (await written).coupa?.record ?? {};
      return [created, updated, unchanged];
    };
    assert.deepEqual(await press(), [2, 0, 0]);
    assert.deepEqual(await press(), [0, 0, 2]);
    assert.deepEqual(
      tenant.records('suppliers').map(({ number }) => number),
      ['S-1', 'S-2'],
    );
  });

  describe('"ERP number and exported mark"', () => {
    const posted: string[] = [];
    let refusals = 0;
    const erp = createServer((request, response) => {
      request.resume().on('end', () => {
        refusals -= 1;
        posted.push(String(request.headers['idempotency-key']));
        response.writeHead(refusals >= 0 ? 503 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ number: `ERP-${posted.length}` }));
      });
    });
    before(async () => {
      erp.listen(0, '127.0.0.1');
      await once(erp, 'listening');
    });
    beforeEach(() => {
      posted.length = 0;
    });
    after(() => erp.close());

    const address = () => `http://127.0.0.1:${(erp.address() as AddressInfo).port}/`;
    const marks = (count: number) =>
      new Promise<void>((resolve) => {
        let left = count;
        tenant.on('request', ({ method, query }) => {
          if (method === 'PUT' && query.get('exported') === 'true') left -= 1;
          if (left === 0) resolve();
        });
      });

    it('posts each invoice, writes the number back and marks it', async () => {
      refusals = 0;
      tenant.resource('invoices').createMany(2, { status: 'approved', exported: false });
      tenant.resource('invoices').create({ status: 'draft', exported: false });
      const marked = marks(2);
      await open('ERP number and exported mark', { 'To the ERP': { url: address() } });
      await marked;
      const [one, two, draft] = tenant.records('invoices');
      const numberOf = (invoice: object | undefined) =>
        Object(Object(invoice)['custom-fields'])['erp-number'];
      assert.deepEqual([numberOf(one), numberOf(two)].sort(), ['ERP-1', 'ERP-2']);
      assert.deepEqual([one?.['exported'], two?.['exported'], draft?.['exported']], [true, true, false]);
      assert.equal(posted.length, 2);
    });

    it('hands back what the ERP refused, and marks nothing of it', async () => {
      refusals = 1;
      tenant.resource('invoices').create({ status: 'approved', exported: false });
      await open('ERP number and exported mark', { 'To the ERP': { url: address() } });
      const { error } = await next('Why');
      assert.match(error?.message ?? '', /The ERP answered 503/);
      assert.equal(tenant.records('invoices')[0]?.['exported'], false);
      assert.deepEqual(tenant.writes, []);
    });
  });
});

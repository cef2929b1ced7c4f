import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { type Cso, createCso } from '../simulator/cso';
import { freshNodeRedForEachTest } from './fresh-node-red';

const modules: NodeInitializer[] = [
  require('../../nodes/connection/coupa-config'),
  require('../../nodes/cso-events/coupa-cso-events'),
  require('@node-red/nodes/core/common/20-inject'),
  require('@node-red/nodes/core/common/90-comment'),
  require('@node-red/nodes/core/function/15-change'),
  require('@node-red/nodes/core/function/80-template'),
  require('@node-red/nodes/core/parsers/70-CSV'),
  require('@node-red/nodes/core/sequence/17-split'),
  require('@node-red/nodes/core/storage/10-file'),
  require('@node-red/nodes/core/network/21-httprequest'),
];

const folder = join(__dirname, '../../examples');

interface FlowNode {
  id: string;
  type: string;
  name?: string;
  [property: string]: unknown;
}

interface Message {
  payload: unknown;
  coupa?: { applied?: number };
}

describe('the CSO examples', () => {
  let cso: Cso;
  let site: { url: string; close(): Promise<void> };
  let flow: FlowNode[];
  freshNodeRedForEachTest();
  beforeEach(async () => {
    cso = createCso();
    site = await cso.start();
  });
  afterEach(() => site.close());

  /** Loads an example as it is, but for the address of the site and debug nodes that a test can listen to. */
  async function open(file: string, change: (node: FlowNode) => void = () => undefined): Promise<void> {
    flow = JSON.parse(await readFile(join(folder, `${file}.json`), 'utf8'));
    for (const node of flow) {
      if (node.type === 'debug') node.type = 'helper';
      if (node.type === 'coupa-config') {
        Object.assign(node, { siteAddress: site.url, csoAddress: site.url, requestsPerSecond: 0 });
      }
      change(node);
    }
    const config = flow.find(({ type }) => type === 'coupa-config')?.id ?? '';
    await helper.load(modules, flow, { [config]: { csoApiKey: 'cso-key' } });
  }

  function named(name: string) {
    return helper.getNode(flow.find((node) => node.name === name)?.id ?? '');
  }

  async function next(name: string): Promise<Message> {
    const [message] = await once(named(name) as never, 'input');
    return message as Message;
  }

  it('are the four that the documentation speaks of', async () => {
    const files = (await readdir(folder)).filter((file) => file.startsWith('CSO - '));
    assert.deepEqual(files.sort(), [
      'CSO - Changes to a chat message.json',
      'CSO - Create events from a CSV file.json',
      'CSO - List and filter events.json',
      'CSO - Terminate events in bulk.json',
    ]);
  });

  it('list and filter events', async () => {
    for (const name of ['LTL North', 'LTL South', 'Other']) {
      cso.collection('/api/events').add({ 'market-id': '1', name, state: 'Setup' });
    }
    await open('CSO - List and filter events');
    const press = (button: string, result: string) => {
      const message = next(result);
      named(button).receive({});
      return message.then(({ payload }) => (payload as { name: string }[]).map(({ name }) => name));
    };
    assert.deepEqual(await press('All events', 'Events'), ['LTL North', 'LTL South', 'Other']);
    assert.deepEqual(await press('Filtered: 50 in Setup, named LTL', 'Events'), ['LTL North', 'LTL South']);
    assert.deepEqual(await press('One by one', 'All of them'), ['LTL North', 'LTL South', 'Other']);
  });

  it('create events from CSV without rounding the ids of their markets', async () => {
    await open('CSO - Create events from a CSV file');
    named('From the sample').receive({});
    assert.equal((await next('Created')).coupa?.applied, 2);
    const [first] = cso.collection('/api/events').find();
    assert.deepEqual(
      { ...first, id: '' },
      {
        id: '',
        state: 'Setup',
        'event-number': 1,
        'market-id': '9220538753220565329',
        name: 'Freight 2027',
        description: 'Road freight',
        'reference-number': 'FR-2027',
        'time-zone': 'Europe/Stockholm',
        settings: { currency: 'EUR' },
      },
    );
  });

  it('terminate events in bulk and tell which were passed over', async () => {
    const events = cso.collection('/api/events');
    for (const name of ['Freight 2019', 'IT 2019', 'Freight 2027']) {
      events.add({ 'market-id': '1', name, state: 'Active' });
    }
    await open('CSO - Terminate events in bulk');
    const seen = next('Would be terminated');
    named('Look').receive({});
    assert.equal(((await seen).payload as []).length, 2);
    const done = next('Terminated');
    named('Terminate').receive({});
    assert.equal((await done).coupa?.applied, 2);
    assert.deepEqual(
      events.find().map(({ state }) => state),
      ['Terminated', 'Terminated', 'Active'],
    );
  });

  it('post changes to a chat', async () => {
    const texts: string[] = [];
    const chat = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      texts.push(JSON.parse(body).text);
      response.end('ok');
    }).listen(0, '127.0.0.1');
    await once(chat, 'listening');
    const { port } = chat.address() as AddressInfo;
    const { id } = cso.collection('/api/events').add({ 'market-id': '1', name: 'Freight', state: 'Setup' });
    await open('CSO - Changes to a chat message', (node) => {
      if (node.type === 'http request') node['url'] = `http://127.0.0.1:${port}/`;
      if (node.type === 'coupa-cso-events') Object.assign(node, { interval: 0, firstRun: 'send' });
    });
    let answered = next('Answer');
    named('Look now').receive({});
    await answered;
    cso.collection('/api/events').update(id, { state: 'Active' });
    answered = next('Answer');
    named('Look now').receive({});
    await answered;
    chat.close();
    assert.deepEqual(texts, [
      'Sourcing event created: Freight (Setup)',
      'Sourcing event updated: Freight (Active); changed: state',
    ]);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findResource } from '../../lib/catalogue/resources';
import { Hub } from '../simulator/hub';
import { Tenant } from '../simulator/tenant';
import { pasted } from '../unit/migrate/pasted';
import {
  type Browser,
  Editor,
  type NodeRed,
  type PlatformName,
  platformNames,
  startBrowser,
  startNodeRed,
} from './harness';
import { ImportDialog, pollNodes } from './harness/import-dialog';

const coupaResources = [
  'accounts',
  'users',
  'orders',
  'invoices',
  'inventoryTransactions',
  'purchaseOrders',
  'products',
  'contracts',
  'suppliers',
  'forms',
];

const hour = 3_600_000;

for (const platform of platformNames) {
  describe(`A configuration pasted in the browser, on ${platform}`, function () {
    this.timeout(180_000);

    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;
    let isFresh: boolean;
    let tenant: Tenant;
    let hub: Hub;
    let receiver: Server | undefined;

    before(async () => {
      nodeRed = await startNodeRed({ platform });
      browser = await startBrowser();
      editor = await Editor.open(browser, nodeRed.url);
      isFresh = true;
    });

    beforeEach(async () => {
      if (!isFresh) await editor.reload();
      isFresh = false;
      tenant = await Tenant.start();
      hub = new Hub();
      tenant.mount(hub.mounted);
    });

    afterEach(async function () {
      await editor.screenshot(`import-${platform}-${this.currentTest?.title.replace(/\W+/g, '-')}`);
      // The next one begins with an empty workspace.
      await nodeRed.deploy([]);
      await tenant.close();
      receiver?.close();
    });

    after(async () => {
      await browser?.stop();
      await nodeRed?.stop();
    });

    for (const text of ['coupa-first', 'coupa-second'] as const) {
      for (const target of targets(platform, text)) {
        it(`sends what changes in all ten resources of ${text} ${target === 'hub' ? 'through the hub' : 'directly'}`, async () => {
          for (const one of collections()) one.createMany(2, {}, () => ({ createdAt: tenant.now() - hour }));
          const dialog = await ImportDialog.fromMenu(editor);
          await dialog.paste(pasted(text));
          assert.deepEqual(await dialog.resources(), coupaResources);
          await dialog.choose(target);
          assert.match(await dialog.toDo(), target === 'hub' ? /hub's address/ : /tenant's address/);
          await dialog.import();
          await connect(target);
          await printRecords();
          const from = nodeRed.log.length;
          await editor.deploy();
          const polls = await pollNodes(editor);
          assert.deepEqual(
            polls.map(({ resource }) => resource),
            coupaResources,
          );
          for (const { id } of polls) await atRest(id, 0);
          for (const one of collections()) {
            one.update(2);
            one.create();
          }
          for (const { id } of polls) await pressAndRest(id, 2);
          const expected = coupaResources.flatMap((name) => [`${name} CREATED`, `${name} UPDATED`]);
          assert.deepEqual(printed(from).sort(), [...expected].sort());
          assert.deepEqual(nodeRed.errors(), []);
          assert.ok(tenant.requests.some(({ path }) => path.startsWith('/api/')) === (target === 'direct'));
        });
      }
    }

    it('says so where there is nothing to import', async () => {
      const dialog = await ImportDialog.fromMenu(editor);
      await dialog.type('no configuration');
      await dialog.says('There is nothing to import in this text.');
      await dialog.cancel();
    });

    it('posts the customers of another connector from its hub to the callback URL', async () => {
      const received: { body: unknown }[] = [];
      receiver = await receiveInto(received);
      const customers = hub.list('finance/customers', {
        aliases: { lastModifiedDate: 'updated_at' },
        ignored: ['attributes'],
      });
      const add = (id: number, at: number) => {
        const date = `${new Date(at).toISOString().slice(0, 19)}Z`;
        customers.records.push({ id, name: `Customer ${id}`, created_at: date, updated_at: date });
      };
      for (const id of [1, 2, 3]) add(id, tenant.now() - hour);
      const dialog = await ImportDialog.fromMenu(editor);
      await dialog.paste(pasted('sage-example'));
      assert.equal(await dialog.isOffered('direct'), false);
      const { port } = receiver.address() as AddressInfo;
      await dialog.callBack(`http://127.0.0.1:${port}/events`);
      await dialog.import();
      await connect('hub');
      await editor.deploy();
      const [poll] = await pollNodes(editor);
      assert.ok(poll);
      await atRest(poll.id, 0);
      for (const id of [4, 5]) add(id, tenant.now());
      await press(poll.id);
      await until(() => received.length === 2, receiver);
      const events = received.map(({ body }) => readEvent(body)).sort();
      assert.deepEqual(
        events,
        [4, 5].map((id) => `sageone API_Polling Test finance customers CREATED ${id}`),
      );
      await atRest(poll.id, 2);
      assert.deepEqual(nodeRed.errors(), []);
    });

    it('is imported from within the dialog of a connection that is there, and uses it', async () => {
      const node = await editor.add('coupa-poll', 200, 160);
      await editor.open(node);
      await editor.addConfiguration('connection');
      await connect('direct');
      await editor.done();
      await editor.open(node);
      await editor.page
        .locator('#node-input-btn-connection-edit, #node-input-lookup-connection')
        .first()
        .click();
      const dialog = await ImportDialog.fromConnection(editor);
      await dialog.paste(pasted('coupa-second'));
      await dialog.none();
      await dialog.tick('invoices');
      assert.equal(await dialog.toDoIsThere(), false);
      await dialog.import();
      collection('invoices').createMany(2, {}, () => ({ createdAt: tenant.now() - hour }));
      await editor.deploy();
      const polls = (await pollNodes(editor)).filter(({ id }) => id !== node);
      assert.deepEqual(
        polls.map(({ resource }) => resource),
        ['invoices'],
      );
      await atRest(polls[0]?.id ?? '', 0);
    });

    /** Coupa's own lists: `orders` and `purchaseOrders` are the same. */
    function collections() {
      return [...new Set(coupaResources.map(collection))];
    }

    function collection(name: string) {
      return tenant.resource(findResource(name)?.path.slice('/api/'.length) ?? name);
    }

    /** Fills in what an import cannot know, in the connection's dialog that it has opened. */
    async function connect(target: 'direct' | 'hub'): Promise<void> {
      const address = editor.field('node-config-input-siteAddress');
      await address.fill(target === 'hub' ? `${tenant.url}/elements/api-v2` : tenant.url);
      const secrets =
        target === 'hub'
          ? { userSecret: 'user', organizationSecret: 'organization', elementToken: 'element' }
          : { clientId: 'client', clientSecret: 'secret' };
      for (const [name, value] of Object.entries(secrets))
        await editor.field(`node-config-input-${name}`).fill(value);
      await editor.doneConfiguration();
    }

    /** Lets the flow's debug node print to the log too. */
    async function printRecords(): Promise<void> {
      const id = await editor.page.evaluate(
        "RED.nodes.filterNodes({ type: 'debug' }).find((one) => one.active).id",
      );
      await editor.open(String(id));
      await editor.field('node-input-console').check();
      await editor.done();
    }

    /** `invoices CREATED` for each message that was printed since. */
    function printed(from: number): string[] {
      const text = nodeRed.log.slice(from).join('\n');
      return [...text.matchAll(/resource: '(\w+)',\n(?: +id: .*\n)? +eventType: '(\w+)'/g)].map(
        ([, resource, eventType]) => `${resource} ${eventType}`,
      );
    }

    async function atRest(id: string, count: number): Promise<void> {
      const label = editor.node(id).locator('.red-ui-flow-node-status-label');
      await label.filter({ hasText: new RegExp(`\\d: ${count} sent$`) }).waitFor();
    }

    async function press(id: string): Promise<void> {
      await editor.node(id).locator('.red-ui-flow-node-button-button').click();
    }

    async function pressAndRest(id: string, count: number): Promise<void> {
      await press(id);
      await atRest(id, count);
    }
  });
}

/** All four on one platform; on the other each text and each target once, to save time. */
function targets(platform: PlatformName, text: 'coupa-first' | 'coupa-second'): ('direct' | 'hub')[] {
  if (platform === 'node-red-4') return ['direct', 'hub'];
  return text === 'coupa-first' ? ['direct'] : ['hub'];
}

async function receiveInto(received: { body: unknown }[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    received.push({ body: JSON.parse(text) });
    response.end('ok');
    server.emit('received');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function until(holds: () => boolean, server: Server): Promise<void> {
  while (!holds()) await once(server, 'received');
}

interface Posted {
  message: {
    elementKey: string;
    instanceName: string;
    instanceTags: string[];
    events: { hubKey: string; objectType: string; eventType: string; objectId: string }[];
  };
}

function readEvent(body: unknown): string {
  const { elementKey, instanceName, instanceTags, events } = (body as Posted).message;
  const [event] = events;
  return [
    elementKey,
    instanceName,
    ...instanceTags,
    event?.hubKey,
    event?.objectType,
    event?.eventType,
    event?.objectId,
  ].join(' ');
}

import assert from 'node:assert/strict';
import { Tenant } from '../simulator/tenant';
import { asOneStory, type Editor, everyPlatform, inEditor, type NodeRed, startNodeRed } from './harness';

for (const platform of everyPlatform) {
  describe(`A new user's first records, in the browser, on ${platform}`, function () {
    this.timeout(180_000);
    asOneStory();

    let tenant: Tenant;
    let nodeRed: NodeRed;
    let editor: Editor;
    let poll: string;

    const stage = inEditor(`first-records-${platform}`, async () => {
      tenant = await Tenant.start();
      tenant.resource('invoices').createMany(25);
      return startNodeRed({ platform, codeEditor: 'monaco' });
    });

    before(() => {
      ({ nodeRed, editor } = stage);
    });

    after(() => tenant?.close());

    it('drags a poll and a debug node from the palette and wires them', async () => {
      poll = await editor.add('coupa-poll', 200, 160);
      const debug = await editor.add('debug', 480, 160);
      await editor.wire(poll, 0, debug);
      await editor.open(debug);
      await editor.field('node-input-console').check();
      await editor.done();
    });

    it('creates the connection from inside the poll', async () => {
      await editor.open(poll);
      await editor.addConfiguration('connection');
      await editor.field('node-config-input-siteAddress').fill(tenant.url);
      await editor.field('node-config-input-clientId').fill('client');
      await editor.field('node-config-input-clientSecret').fill('secret');
      await editor.screenshot(`first-records-${platform}-connection`);
      await editor.doneConfiguration();
    });

    it('asks for everything from the beginning, every three seconds', async () => {
      await editor.field('node-input-start').selectOption('beginning');
      await editor.field('node-input-interval').fill('0.05');
      await editor.screenshot(`first-records-${platform}-poll`);
      await editor.done();
    });

    it('deploys, and sees every invoice in the debug sidebar', async () => {
      await editor.showDebug();
      await editor.deploy();
      await editor.waitForDebug(25);
      assert.deepEqual(printedIds(nodeRed), range(1, 25));
    });

    it('redeploys, and sees only what has changed since', async () => {
      await editor.clearDebug();
      await editor.nudge(poll);
      await editor.deploy();
      tenant.resource('invoices').create();
      tenant.resource('invoices').update(3);
      await editor.waitForDebug(2);
      assert.deepEqual(printedIds(nodeRed).slice(25).sort(ascending), [3, 26]);
    });

    it('restarts Node-RED, and sees only what has changed since', async () => {
      await nodeRed.restart();
      await editor.reload();
      await editor.showDebug();
      tenant.resource('invoices').create();
      await nodeRed.waitUntil('invoice 27 is printed', () => printedIds(nodeRed).includes(27));
      assert.deepEqual(printedIds(nodeRed).slice(27), [27]);
    });

    it('never saw an error or a warning of Node.js, and the secret is nowhere in the log', () => {
      assert.deepEqual(nodeRed.errors(), []);
      assert.deepEqual(nodeRed.warnings(), []);
      assert.ok(!nodeRed.log.some((line) => /\bsecret\b/.test(line)));
    });
  });
}

/** The ids of the records that the debug node has printed to the console: top-level `id` of each object. */
function printedIds(nodeRed: NodeRed): number[] {
  return nodeRed.log.flatMap((line) => {
    const id = /^ {2}id: (\d+),$/.exec(line)?.[1];
    return id === undefined ? [] : [Number(id)];
  });
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function ascending(one: number, other: number): number {
  return one - other;
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tenant } from '../simulator/tenant';
import { ExampleFlow, printed } from './examples/example-flow';
import { type NodeRed, platformNames, startNodeRed } from './harness';

for (const platform of platformNames) {
  describe(`What the examples promise, on ${platform}`, function () {
    this.timeout(120_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;

    before(async () => {
      nodeRed = await startNodeRed({ platform });
    });

    beforeEach(async () => {
      tenant = await Tenant.start();
    });

    afterEach(() => tenant.close());

    after(() => nodeRed?.stop());

    it('"Invoices to a file" writes a line for each', async () => {
      tenant.resource('invoices').createMany(3);
      const file = join(nodeRed.userDir, 'not there yet', 'invoices.jsonl');
      const flow = await ExampleFlow.read('Invoices to a file', tenant);
      flow
        .pollAtOnce()
        .change('Append to file', { filename: file })
        .printWhenDone('Append to file', '"written"');
      const counted = await deploy(flow);
      await counted('written', 3);
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      assert.deepEqual(lines.map((line) => JSON.parse(line).id).sort(), [1, 2, 3]);
    });

    it('"Invoices to a file" shows what could not be written', async () => {
      tenant.resource('invoices').createMany(1);
      const flow = await ExampleFlow.read('Invoices to a file', tenant);
      flow
        .pollAtOnce()
        .change('Append to file', { filename: nodeRed.userDir })
        .printInstead('Not written', 'msg.coupa.id + ": " + msg.error.message');
      const from = nodeRed.log.length;
      await deploy(flow);
      await nodeRed.waitUntil('it is shown', (log) => /^1: .*EISDIR/.test(printed(log.slice(from))[0] ?? ''));
    });

    it('"Only approved invoices" sends these and no others, and lets Coupa choose them', async () => {
      const invoices = tenant.resource('invoices');
      // The poll begins now, and would send those of this very second itself, beside what the button asks for.
      for (const status of ['approved', 'draft', 'approved', 'on_hold'])
        invoices.create({ status }, { createdAt: Date.now() - 3_600_000 });
      const flow = await ExampleFlow.read('Only approved invoices', tenant);
      flow.printInstead('Approved', 'msg.coupa.id + " " + msg.payload.status');
      await deploy(flow);
      const from = nodeRed.log.length;
      await nodeRed.inject(flow.idOf('The last 30 days'));
      await nodeRed.waitUntil('two were sent', (log) => printed(log.slice(from)).length >= 2);
      assert.deepEqual(printed(nodeRed.log.slice(from)).sort(), ['1 approved', '3 approved']);
      const asked = tenant.requests.filter(({ path }) => path === '/api/invoices');
      assert.ok(asked.length > 0);
      assert.ok(asked.every(({ query }) => query.get('status') === 'approved'));
    });

    it('"Fetch a date range" sends what was updated within the range', async () => {
      const invoices = tenant.resource('invoices');
      for (const day of ['2025-12-31', '2026-01-01', '2026-02-10', '2026-03-31', '2026-04-01'])
        invoices.create({}, { createdAt: `${day}T12:00:00Z` });
      const flow = await ExampleFlow.read('Fetch a date range', tenant);
      flow
        .printInstead('Invoices', 'msg.coupa.id')
        .printInstead('Progress and end', 'msg.payload.backfill ? "end" : "progress"');
      await deploy(flow);
      assert.deepEqual((await fetched(flow, 'The first quarter')).sort(), ['2', '3', '4']);
      assert.deepEqual((await fetched(flow, 'Everything')).sort(), ['1', '2', '3', '4', '5']);
    });

    it('"Fetch a date range" knows when last month began and ended', async () => {
      const now = new Date();
      const firstOf = (month: number, milliseconds: number) =>
        new Date(Date.UTC(now.getUTCFullYear(), month) + milliseconds).toISOString();
      const [thisMonth, invoices] = [now.getUTCMonth(), tenant.resource('invoices')];
      for (const at of [
        firstOf(thisMonth - 1, -1000),
        firstOf(thisMonth - 1, 0),
        firstOf(thisMonth, -1000),
        firstOf(thisMonth, 0),
      ])
        invoices.create({}, { createdAt: at });
      const flow = await ExampleFlow.read('Fetch a date range', tenant);
      flow
        .printInstead('Invoices', 'msg.coupa.id')
        .printInstead('Progress and end', 'msg.payload.backfill ? "end" : "progress"');
      await deploy(flow);
      assert.deepEqual((await fetched(flow, 'Last month')).sort(), ['2', '3']);
    });

    it('"Status page" shows the last poll of each resource, and what went wrong', async () => {
      tenant.resource('invoices').createMany(4);
      tenant.weather({ kind: '403', path: '/api/suppliers', times: Infinity });
      const flow = await ExampleFlow.read('Status page', tenant);
      flow.pollAtOnce().printWhenDone('Remember', 'msg.payload.resource');
      const counted = await deploy(flow);
      await counted('invoices', 2);
      await counted('suppliers', 1);
      const response = await fetch(new URL('coupa', nodeRed.url));
      const page = await response.text();
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
      const rows = [...page.matchAll(/<tr>\s*<td>(\w+)<\/td>([\s\S]*?)<\/tr>/g)];
      const texts = rows.map(([, resource, rest = '']) => [resource, rest.replace(/<[^>]*>/g, ' ')]);
      assert.deepEqual(texts.map(([resource]) => resource).sort(), ['invoices', 'suppliers']);
      assert.match(String(texts.find(([resource]) => resource === 'invoices')?.[1]), /fine\s*$/);
      assert.match(String(texts.find(([resource]) => resource === 'suppliers')?.[1]), /403/);
    });

    /** Deploys. What it answers waits until a text was printed so many times since. */
    async function deploy(flow: ExampleFlow): Promise<(text: string, times: number) => Promise<void>> {
      const from = nodeRed.log.length;
      await nodeRed.deploy(flow.nodes);
      const count = (log: string[], text: string) =>
        printed(log.slice(from)).filter((line) => line === text).length;
      return (text, times) =>
        nodeRed.waitUntil(`"${text}" was printed ${times} times`, (log) => count(log, text) >= times);
    }

    /** Presses a button and waits for the end of the back-fill. Answers what was sent. */
    async function fetched(flow: ExampleFlow, button: string): Promise<string[]> {
      const from = nodeRed.log.length;
      await nodeRed.inject(flow.idOf(button));
      await nodeRed.waitUntil('the end is reached', (log) => printed(log.slice(from)).includes('end'));
      return printed(nodeRed.log.slice(from)).filter((line) => /^\d+$/.test(line));
    }
  });
}

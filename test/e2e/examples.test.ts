import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisServer } from '../../scripts/redis.mjs';
import { everyScope, Tenant } from '../simulator';
import { createCso } from '../simulator/cso';
import { type FlowNode, type NodeRed, platformNames } from './harness';
import { startMember } from './harness/fleet-member';

const folder = join(__dirname, '..', '..', 'examples');
const examples = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

for (const platform of platformNames) {
  describe(`Examples, on ${platform}`, function () {
    this.timeout(120_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;
    /** For the example that takes one. */
    let engine: RedisServer | undefined;

    before(async () => {
      tenant = await Tenant.start({ scopes: everyScope() });
      const cso = createCso();
      cso.collection('/api/events').add({ name: 'LTL 2019', state: 'Active' });
      tenant.mount(cso.mounted);
      for (const name of ['invoices', 'purchase_orders', 'suppliers'])
        tenant.resource(name).createMany(3, {}, { createdAt: Date.now() - 3_600_000 });
      const supplier = tenant.resource('suppliers').create({ number: 'S-1', name: 'Acme' });
      for (const number of ['INV-2026-1', 'INV-2026-2'])
        tenant.resource('invoices').create({ 'invoice-number': number, supplier });
      const { findRedis, startRedis } = await import('../../scripts/redis.mjs');
      engine = findRedis() && (await startRedis({ args: ['--appendonly', 'yes'] }));
      nodeRed = await startMember({ platform, palette: 'all', env: { COUPA_ENGINE: engine?.url ?? '' } });
    });

    after(async () => {
      await nodeRed?.stop();
      await tenant?.close();
      await engine?.stop();
    });

    for (const example of examples) {
      it(`"${example}" is offered by the editor and has a comment that explains it`, async () => {
        const flows = await importExample(nodeRed, example);
        const [comment] = flows.filter((node) => node.type === 'comment');
        assert.ok(comment, 'there is a comment node');
        assert.ok(String(comment['info']).length > 100, 'it says what the flow does and what to change');
      });

      it(`"${example}" deployed as it is says what is missing`, async () => {
        const from = nodeRed.log.length;
        await nodeRed.deploy(await importExample(nodeRed, example));
        await nodeRed.waitFor(/\[error\].*connection/i, { from });
      });

      it(`"${example}" works once its connection is filled in`, async function () {
        if (example.startsWith('A fleet') && engine === undefined) this.skip();
        const from = nodeRed.log.length;
        const { connectTo } = await import('../../scripts/example.mjs');
        const flows = await importExample(nodeRed, example);
        const site = { url: tenant.url, clientId: 'client', clientSecret: 'secret', csoApiKey: 'cso-key' };
        await nodeRed.deploy([...connectTo(site, flows).map(toConsole), ...statusPrinter(flows)]);
        for (const { id } of flows.filter(pollsByItself)) {
          await nodeRed.waitFor(new RegExp(`status ${id} green`), { from });
        }
        for (const { press, shows } of buttons[example] ?? []) await pressAndSee(flows, press, shows);
        const bad = nodeRed.log.slice(from).filter((line) => /\[error\]|status \S+ red/.test(line));
        assert.deepEqual(bad, []);
      });
    }

    async function pressAndSee(flows: FlowNode[], name: string, shows: RegExp): Promise<void> {
      const button = flows.find((node) => node.type === 'inject' && node['name'] === name);
      assert.ok(button, `there is an inject node "${name}"`);
      const from = nodeRed.log.length;
      await nodeRed.inject(button.id);
      await nodeRed.waitFor(shows, { from });
    }
  });
}

/** The inject nodes of the examples, in the order a person would press them, and what the log shows then. */
const buttons: Record<string, { press: string; shows: RegExp }[]> = {
  'Alert on undeliverable records': [
    { press: 'Send them again', shows: /redelivered: 0/ },
    { press: 'Forget them', shows: /dismissed: 0/ },
  ],
  'CSO - Create events from a CSV file': [{ press: 'From the sample', shows: /name: 'Freight 2027'/ }],
  'CSO - List and filter events': [
    { press: 'All events', shows: /name: 'LTL 2019'/ },
    { press: 'One by one', shows: /name: 'LTL 2019'/ },
  ],
  'CSO - Terminate events in bulk': [
    { press: 'Look', shows: /name: 'LTL 2019'/ },
    { press: 'Terminate', shows: /applied: 1/ },
  ],
  'First records - poll changed invoices': [
    { press: 'Everything since yesterday', shows: /event: 'CREATED'/ },
  ],
  'Poll on demand': [
    { press: 'Go back 7 days', shows: /status \S+ (grey|green)/ },
    { press: 'Poll now', shows: /event: 'CREATED'/ },
    { press: 'Status', shows: /position: / },
  ],
  'Exchange rates from a CSV file': [{ press: 'From the sample', shows: /rate: '1\.158200'/ }],
  'Invoice with scan and attachment': [{ press: 'Send one', shows: /status: 'pending_approval'/ }],
  'Is there such an invoice already': [{ press: 'Is it there?', shows: /'INV-2026-1'/ }],
  'Payments back onto invoices': [{ press: 'Two payments', shows: /'amount-paid': '120\.50'/ }],
  'Suppliers from an ERP': [{ press: 'Two suppliers', shows: /number: 'S-1'/ }],
};

function pollsByItself(node: FlowNode): boolean {
  return node.type === 'coupa-poll' && Number(node['interval']) > 0;
}

/** Debug nodes print to the log what they show in the sidebar. */
function toConsole(node: FlowNode): FlowNode {
  return node.type === 'debug' ? { ...node, active: true, console: true } : node;
}

/** What the editor's import dialog gets from Node-RED, which finds it in the installed package. */
async function importExample(nodeRed: NodeRed, example: string): Promise<FlowNode[]> {
  const path = `library/examples/flows/node-red-contrib-coupa/${encodeURIComponent(example)}`;
  const response = await fetch(new URL(path, nodeRed.url));
  assert.equal(response.status, 200, `Node-RED offers the example "${example}"`);
  return (await response.json()) as FlowNode[];
}

/** Nodes that print each status of a flow's nodes to the log: `status <id> <colour>`. */
function statusPrinter(flows: FlowNode[]): FlowNode[] {
  const z = flows.find((node) => node.type === 'tab')?.id;
  const func = "node.log(`status ${msg.status.source.id} ${msg.status.fill ?? 'none'}`);";
  return [
    { id: 'statuses', type: 'status', z, scope: null, wires: [['status-printer']] },
    { id: 'status-printer', type: 'function', z, func, outputs: 0, wires: [] },
  ];
}

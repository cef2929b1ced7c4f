import assert from 'node:assert/strict';
import { Tenant } from '../simulator/tenant';
import {
  asOneStory,
  connection,
  type FlowNode,
  type NodeRed,
  platformNames,
  poll,
  printedKeys,
  printer,
  startNodeRed,
} from './harness';
import { onCanvas } from './harness/flows';

/** Two polls and a record node that name their connection by a variable: of the tab, and of an instance of a subflow. */
function flows(tenant: Tenant, ofConnection: Record<string, unknown>): FlowNode[] {
  const named = { connection: '${CONNECTION}', interval: 0.03, start: 'beginning' };
  const chosen = { name: 'CONNECTION', value: 'connection' };
  const nodes: FlowNode[] = [
    { id: 'tab', type: 'tab', label: 'Test', env: [{ ...chosen, type: 'str' }] },
    connection(tenant, ofConnection),
    poll('poll', [['printed'], []], named),
    printer('printed'),
    {
      id: 'sub',
      type: 'subflow',
      name: 'Polls',
      in: [],
      out: [{ wires: [{ id: 'inner', port: 0 }], x: 300, y: 20 }],
      env: [{ ...chosen, value: '', type: 'coupa-config', ui: { type: 'conf-types' } }],
    },
    poll('inner', [[], []], { ...named, resource: 'suppliers', z: 'sub' }),
    {
      id: 'instance',
      type: 'subflow:sub',
      z: 'tab',
      env: [{ ...chosen, type: 'coupa-config' }],
      wires: [['printed']],
    },
    {
      id: 'ask',
      type: 'inject',
      z: 'tab',
      props: [],
      repeat: '',
      once: false,
      wires: [['list']],
    },
    {
      id: 'list',
      type: 'coupa-record',
      z: 'tab',
      connection: '${CONNECTION}',
      resource: 'suppliers',
      operation: 'list',
      wires: [['counted'], []],
    },
    {
      id: 'counted',
      type: 'function',
      z: 'tab',
      func: "node.log('listed ' + msg.payload.length);",
      outputs: 0,
      wires: [],
    },
  ];
  return nodes.map(onCanvas);
}

for (const platform of platformNames) {
  describe(`Nodes that name their connection by a variable, on ${platform}`, function () {
    this.timeout(120_000);
    asOneStory();

    let tenant: Tenant;
    let nodeRed: NodeRed;

    before(async () => {
      tenant = await Tenant.start({ rateLimit: false });
      nodeRed = await startNodeRed({ platform, flows: flows(tenant, { requestsPerSecond: 20 }) });
    });

    after(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    /** One new record of each kind comes through each of the polls, and the record node lists them all. */
    async function works(): Promise<void> {
      const from = nodeRed.log.length;
      for (const resource of ['invoices', 'suppliers']) tenant.resource(resource).create();
      const count = tenant.records('suppliers').length;
      await nodeRed.waitUntil('both records are printed', (log) => {
        const keys = printedKeys(log.slice(from));
        return ['invoices', 'suppliers'].every((resource) =>
          keys.some((key) => key.startsWith(`${resource}:${count}:`)),
        );
      });
      await nodeRed.inject('ask');
      await nodeRed.waitFor(new RegExp(`listed ${count}$`), { from });
    }

    it('work when they are deployed first', works);

    it('work over the connection as it is after a deploy of nothing but that', async () => {
      await nodeRed.deploy(withoutCredentials(flows(tenant, { requestsPerSecond: 19 })), 'nodes');
      await works();
    });

    it('say that it does not run where it is disabled', async () => {
      const from = nodeRed.log.length;
      await nodeRed.deploy(withoutCredentials(flows(tenant, { requestsPerSecond: 19, d: true })), 'nodes');
      await nodeRed.waitFor(/\[error\] \[coupa-poll:poll\] The chosen connection does not run/, { from });
    });

    it('work again once it is enabled', async () => {
      await nodeRed.deploy(withoutCredentials(flows(tenant, { requestsPerSecond: 19 })), 'nodes');
      await works();
    });

    it('sent nothing twice, and told of no failure that was none', () => {
      const keys = printedKeys(nodeRed.log);
      assert.equal(new Set(keys).size, keys.length);
      assert.deepEqual(
        nodeRed
          .errors()
          .filter((line) => !/The chosen connection does not run|was closed, by a deploy/.test(line)),
        [],
      );
    });
  });
}

/** As the editor deploys what was deployed before: the credentials stay. */
function withoutCredentials(nodes: FlowNode[]): FlowNode[] {
  return nodes.map(({ credentials: _, ...node }) => node as FlowNode);
}

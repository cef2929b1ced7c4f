import assert from 'node:assert/strict';
import { Tenant } from '../simulator/tenant';
import { connection, type FlowNode, type NodeRed, platformNames, poll, startNodeRed, tab } from './harness';

/** The topic tells which instance of the node sent a message: the URL, and so the position, stays the same. */
function flows(tenant: Tenant, generation: number): FlowNode[] {
  const url = "/api/invoices?updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";
  const properties = {
    interval: 0.005,
    start: 'beginning',
    pageSize: 5,
    resource: `generation-${generation}`,
    url,
  };
  return [
    tab,
    connection(tenant, { requestsPerSecond: 0 }),
    poll('poll', [['recorder'], []], properties),
    {
      id: 'recorder',
      type: 'function',
      z: 'tab',
      func: `node.log('received ' + msg.topic + ' ' + msg.coupa.id + ' ' + msg.coupa.updatedAt + ' ' + (msg.payload['internal-note'] ?? ''));`,
      outputs: 0,
      wires: [],
    },
  ];
}

for (const platform of platformNames) {
  describe(`Redeployed during a poll, on ${platform}`, function () {
    this.timeout(240_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;
    let generation = 1;

    before(async () => {
      tenant = await Tenant.start({ rateLimit: false, latency: 25 });
      tenant.resource('invoices').createMany(400);
      nodeRed = await startNodeRed({ platform, flows: flows(tenant, generation) });
      tenant.startChanging({ perSecond: 30, resources: ['invoices'] });
    });

    after(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    for (const type of ['full', 'nodes', 'flows', 'full', 'nodes', 'flows'] as const) {
      it(`(${type}) closes in under two seconds, and the old instance is not heard again`, async () => {
        await requestUnderWay();
        const from = nodeRed.log.length;
        generation += 1;
        const [stopping, stopped] = [
          /Stopping (modified )?(flows|nodes)/,
          /Stopped (modified )?(flows|nodes)/,
        ].map((line) => nodeRed.waitFor(line, { from }).then(() => performance.now()));
        await nodeRed.deploy(flows(tenant, generation), type);
        const milliseconds = ((await stopped) ?? 0) - ((await stopping) ?? 0);
        assert.ok(milliseconds < 2000, `closing took ${milliseconds} ms`);
        const end = nodeRed.log.findIndex(
          (line, index) => index >= from && /Stopped (modified )?(flows|nodes)/.test(line),
        );
        await nodeRed.waitFor(new RegExp(`received generation-${generation} `), { from });
        const late = nodeRed.log
          .slice(end)
          .filter((line) => line.includes(`received generation-${generation - 1} `));
        assert.deepEqual(late, []);
      });
    }

    it('closes in under two seconds when the answer is stalled', async () => {
      tenant.weather({ kind: 'stalled-body', path: '/api/', times: Number.POSITIVE_INFINITY });
      await requestUnderWay();
      const from = nodeRed.log.length;
      generation += 1;
      const started = performance.now();
      const stopped = nodeRed.waitFor(/Stopped flows/, { from }).then(() => performance.now());
      await nodeRed.deploy(flows(tenant, generation), 'full');
      assert.ok((await stopped) - started < 2000, `closing took ${(await stopped) - started} ms`);
      tenant.clearWeather();
    });

    it('has lost nothing and sent nothing twice when the tenant rests', async () => {
      tenant.stopChanging();
      // The stalled request of the last instance is waited for no longer.
      await nodeRed.deploy(flows(tenant, generation + 1), 'full');
      await nodeRed.waitUntil('every last version has arrived', () => missing().length === 0);
      const versions = received();
      const twice = versions.filter((version, index) => versions.indexOf(version) !== index);
      assert.deepEqual(twice, []);
      assert.deepEqual(nodeRed.errors(), []);
    });

    function received(): string[] {
      return nodeRed.log.flatMap((line) => /received generation-\d+ (.*)$/.exec(line)?.[1]?.trim() ?? []);
    }

    function missing(): string[] {
      const arrived = new Set(received());
      return tenant
        .resource('invoices')
        .all()
        .map((record) => {
          const updatedAt = new Date(String(record['updated-at'])).toISOString();
          return `${record['id']} ${updatedAt} ${record['internal-note'] ?? ''}`.trim();
        })
        .filter((version) => !arrived.has(version));
    }

    function requestUnderWay(): Promise<void> {
      return new Promise((resolve) => {
        const listen = ({ path }: { path: string }) => {
          if (path !== '/api/invoices') return;
          tenant.off('received', listen);
          resolve();
        };
        tenant.on('received', listen);
      });
    }
  });
}

import assert from 'node:assert/strict';
import { Tenant } from '../simulator/tenant';
import {
  connection,
  type FlowNode,
  type NodeRed,
  platformNames,
  poll,
  printedKeys,
  printer,
  startNodeRed,
  tab,
} from './harness';

/** Prints each look that has ended. */
const looks: FlowNode = {
  id: 'looks',
  type: 'function',
  z: 'tab',
  func: "if (msg.topic === 'removals') node.log('looked ' + JSON.stringify(msg.payload));",
  outputs: 0,
  wires: [],
};

/** Invoices to begin with: a look takes some dozens of requests, so that it can be killed in the middle. */
const count = 1500;

for (const platform of platformNames) {
  describe(`A tenant whose records are removed, looked through by a Node-RED that is killed meanwhile, on ${platform}`, function () {
    this.timeout(240_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;

    before(async () => {
      tenant = await Tenant.start({ rateLimit: false, latency: 20 });
      tenant.resource('invoices').createMany(count, { status: 'approved' });
      const url = "/api/invoices?status=approved&updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";
      const properties = { url, start: 'now', interval: 0.02, removals: 0.001 };
      const flows = [
        tab,
        connection(tenant, { requestsPerSecond: 0, maxConcurrency: 1 }),
        poll('poll', [['keys'], ['looks']], properties),
        printer('keys'),
        looks,
      ];
      nodeRed = await startNodeRed({ platform, flows });
    });

    after(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    const deleted = () => printedKeys(nodeRed.log).filter((key) => key.includes(':deleted:'));
    const idOf = (key: string) => Number(key.split(':')[1]);
    const ended = (log: string[]) =>
      log.flatMap((line) => /looked (\{.*\})$/.exec(line)?.[1] ?? []).map((text) => JSON.parse(text));

    it('learns the ids first, and tells nothing', async () => {
      await nodeRed.waitUntil('a look has ended', (log) => ended(log).length > 0, 120_000);
      const [{ look, known, deleted: told, left }] = ended(nodeRed.log);
      assert.deepEqual([look, known, told, left], [1, count, 0, 0]);
    });

    it('tells each record that is gone, once, and none that only left the filter, over SIGKILLs in the middle of looks', async () => {
      const gone = [3, 700, 701, 1499];
      const invoices = tenant.resource('invoices');
      for (const id of gone) invoices.delete(id);
      for (const id of [5, 900]) invoices.update(id, { status: 'voided' });
      for (let kill = 0; kill < 3; kill += 1) {
        await inTheMiddleOfALook();
        await nodeRed.restart('SIGKILL');
      }
      await nodeRed.waitUntil(
        'all that is gone is told',
        () => gone.every((id) => deleted().some((key) => idOf(key) === id)),
        120_000,
      );
      const before = ended(nodeRed.log).length;
      // What has left the filter is asked for once more, and then forgotten.
      await nodeRed.waitUntil('other looks have ended', (log) => ended(log).length > before + 2, 120_000);
      assert.deepEqual(
        [...new Set(deleted())].map(idOf).sort((a, b) => a - b),
        gone,
      );
      assert.equal(
        ended(nodeRed.log).reduce((sum, { left }) => sum + left, 0),
        2,
      );
      assert.equal(ended(nodeRed.log).at(-1).known, count - gone.length - 2);
      assert.deepEqual(nodeRed.errors(), []);
      assert.deepEqual(nodeRed.warnings(), []);
    });

    /** A page of ids was asked for from behind the first ones. */
    function inTheMiddleOfALook(): Promise<void> {
      return new Promise((resolve) => {
        const listen = ({ query }: { query: URLSearchParams }) => {
          if (!query.has('fields') || Number(query.get('id[gt]')) < 400) return;
          tenant.off('received', listen);
          resolve();
        };
        tenant.on('received', listen);
      });
    }
  });
}

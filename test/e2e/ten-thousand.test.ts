import assert from 'node:assert/strict';
import { Tenant } from '../simulator/tenant';
import {
  connection,
  type NodeRed,
  platformNames,
  poll,
  printedKeys,
  printer,
  startNodeRed,
  tab,
} from './harness';

const count = 10_000;

for (const platform of platformNames) {
  describe(`Ten thousand invoices, on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;

    beforeEach(async () => {
      tenant = await Tenant.start({ rateLimit: false });
      tenant.resource('invoices').createMany(count);
      nodeRed = await startNodeRed({ platform, palette: 'few' });
    });

    afterEach(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    /** Deploys, ends Node-RED in the middle, starts it again; then one more invoice shows that all the others are through. */
    async function readWithRestart(signal: NodeJS.Signals): Promise<string[]> {
      const unlimited = connection(tenant, { requestsPerSecond: 0 });
      const properties = { start: 'beginning', interval: 0.05 };
      await nodeRed.deploy([tab, unlimited, poll('poll', [['printer'], []], properties), printer('printer')]);
      await received(count / 4);
      await nodeRed.restart(signal);
      const before = printedKeys(nodeRed.log).length;
      assert.ok(before < count, `the restart was in the middle: ${before} invoices were through`);
      await received(count);
      tenant.resource('invoices').create();
      await nodeRed.waitFor(new RegExp(`invoices:${count + 1}:`));
      return printedKeys(nodeRed.log);
    }

    /** Waits for so many different invoices; reads each line of the log once. */
    function received(number: number): Promise<void> {
      const seen = new Set<string>();
      let lines = 0;
      const enough = (log: string[]) => {
        for (const key of printedKeys(log.slice(lines))) seen.add(key);
        lines = log.length;
        return seen.size >= number;
      };
      return nodeRed.waitUntil(`${number} invoices came through`, enough, 60_000);
    }

    it('sends each exactly once, across a restart in the middle', async () => {
      const keys = await readWithRestart('SIGTERM');
      assert.deepEqual(repeatsOf(keys), []);
      assert.equal(new Set(keys).size, count + 1);
      assert.deepEqual(nodeRed.errors(), []);
    });

    it('sends each at least once when Node-RED is killed in the middle', async () => {
      const keys = await readWithRestart('SIGKILL');
      assert.equal(new Set(keys).size, count + 1);
      assert.deepEqual(nodeRed.errors(), []);
    });
  });
}

function repeatsOf(keys: string[]): string[] {
  const seen = new Set<string>();
  return keys.filter((key) => seen.size === seen.add(key).size);
}

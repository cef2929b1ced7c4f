import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tenant } from '../simulator/tenant';
import { connection, type NodeRed, platformNames, poll, startNodeRed, tab } from './harness';
import { until } from './harness/until';

for (const platform of platformNames) {
  describe(`Two Node-REDs on one user directory, on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let first: NodeRed;
    let second: NodeRed | undefined;

    before(async () => {
      tenant = await Tenant.start();
      const flows = [tab, connection(tenant), poll('poll', [[], []], { x: 200, y: 120, interval: '0' })];
      first = await startNodeRed({ platform, flows });
    });

    after(async () => {
      if (second?.pid !== undefined) await second.kill('SIGKILL');
      await first?.stop();
      await tenant?.close();
    });

    const owner = (): { pid?: number } => {
      const path = join(first.userDir, 'coupa', 'process.lock');
      return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
    };
    const holds = (nodeRed: NodeRed) =>
      until(
        () => owner().pid === nodeRed.pid,
        60_000,
        () => `${JSON.stringify(owner())} is not ${nodeRed.pid}`,
      );
    const told = (nodeRed: NodeRed) => nodeRed.log.filter((line) => line.includes('Another Node-RED'));

    it('are noticed by the second, which says whose process the first is', async () => {
      await holds(first);
      second = await startNodeRed({ platform, palette: 'few', userDir: first.userDir });
      const other = second;
      await until(
        () => told(other).length > 0,
        60_000,
        () => other.tail(),
      );
      assert.match(told(other)[0] ?? '', new RegExp(`Another Node-RED \\(process ${first.pid} on `));
      await other.kill('SIGTERM');
      await holds(first);
    });

    it('are not suspected where the one before was killed', async () => {
      await first.kill('SIGKILL');
      await first.start();
      await holds(first);
      assert.deepEqual(told(first), []);
    });
  });
}

import assert from 'node:assert/strict';
import type { LoggedRequest } from '../simulator/tenant';
import { Tenant } from '../simulator/tenant';
import { connection, type NodeRed, platformNames, poll, startNodeRed, tab } from './harness';

const count = 50;

for (const platform of platformNames) {
  describe(`Fifty polls on one connection, on ${platform}`, function () {
    this.timeout(120_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;

    beforeEach(async () => {
      tenant = await Tenant.start();
      nodeRed = await startNodeRed({ platform, palette: 'few' });
    });

    afterEach(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    const polls = Array.from({ length: count }, (_, index) => poll(`poll-${index}`, [[], []]));

    it('start with exactly one token request', async () => {
      const allPolled = lists(count);
      await nodeRed.deploy([tab, connection(tenant), ...polls]);
      await allPolled;
      assert.equal(tenant.tokenRequests, 1);
      assert.equal(tenant.refused429, 0);
      assert.deepEqual(nodeRed.errors(), []);
    });

    /** Waits until this many lists were answered well. */
    function lists(number: number): Promise<void> {
      return new Promise((resolve) => {
        let answered = 0;
        tenant.on('request', ({ path, status }: LoggedRequest) => {
          if (path === '/api/invoices' && status === 200) answered += 1;
          if (answered === number) resolve();
        });
      });
    }
  });
}

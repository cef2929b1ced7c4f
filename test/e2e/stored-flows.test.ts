import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Cso, createCso } from '../simulator/cso';
import { Hub } from '../simulator/hub';
import { Tenant } from '../simulator/tenant';
import { makeUserDir, type NodeRed, platformNames, startNodeRed } from './harness';

/**
 * Flows and encrypted credentials as Node-RED 4.1 stored them with version 0.1.0 of this package: each node type, with every
 * property as its dialog writes it, and one poll with none.
 */
const stored = join(__dirname, 'stored');
const files = ['flows.json', 'flows_cred.json'];

for (const platform of platformNames) {
  describe(`Flows and credentials that version 0.1.0 stored, on ${platform}`, function () {
    this.timeout(240_000);

    let tenant: Tenant;
    let cso: Cso;
    let site: { url: string; close(): Promise<void> };
    let userDir: string;
    let nodeRed: NodeRed;

    before(async () => {
      tenant = await Tenant.start({
        rateLimit: false,
        clientId: 'a client',
        clientSecret: 'a client secret',
      });
      tenant.mount(
        new Hub({
          userSecret: 'a user secret',
          organizationSecret: 'an organization secret',
          elementToken: 'an element token',
        }).mounted,
      );
      tenant.resource('invoices').createMany(3);
      cso = createCso({ key: 'a CSO key' });
      site = await cso.start();
      cso.collection('/api/events').add({ 'market-id': '1', name: 'Freight', state: 'Setup' });
      const { platform: find } = await import('../../scripts/platforms.mjs');
      userDir = await makeUserDir(find(platform));
      for (const file of files) copyFileSync(join(stored, file), join(userDir, file));
      nodeRed = await startNodeRed({
        platform,
        userDir,
        settings: { credentialSecret: 'the key of the stored flows' },
        env: {
          COUPA_SITE: tenant.url,
          COUPA_HUB: `${tenant.url}/elements/api-v2`,
          COUPA_CSO: site.url,
        },
      });
    });

    after(async () => {
      await nodeRed?.stop();
      await site?.close();
      await tenant?.close();
      if (userDir) rmSync(userDir, { recursive: true, force: true });
    });

    for (const node of ['all', 'sparse', 'from-hub'])
      it(`lets the poll "${node}" send every record`, async () => {
        for (const id of [1, 2, 3]) await nodeRed.waitFor(new RegExp(`received print-${node} ${id} `));
      });

    it('lets a poll send signed notifications, each once the one before came back', async () => {
      for (const id of [1, 2, 3])
        await nodeRed.waitFor(new RegExp(`received print-acknowledged ${id} .*sha256=[\\w+/]{43}=`));
    });

    it('lets the CSO node list events', async () => {
      await nodeRed.waitFor(/received print-events .* 1$/);
    });

    it('fails nowhere, and leaves both files as they were', () => {
      assert.deepEqual(nodeRed.errors(), []);
      for (const file of files)
        assert.deepEqual(readFileSync(join(userDir, file)), readFileSync(join(stored, file)), file);
    });
  });
}

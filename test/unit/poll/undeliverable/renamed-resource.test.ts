import assert from 'node:assert/strict';
import { MemoryStore, type Rig } from '../rig';
import { contentsOf, countsOf, refuseAll, rigOf, settled, takeAll, tenantWith } from './giving-up';

const url = `/api/invoices?updated-at[gt_or_eq]=\${date}`;

/** One node over several deploys, each of which may give its resource another name. */
function nodeWithOneRecord(maxAttempts: number) {
  const tenant = tenantWith(1);
  const stores = { store: new MemoryStore(), undeliverableStore: new MemoryStore() };
  const deploy = (resource: string) => rigOf(tenant, { ...stores, config: { url, resource, maxAttempts } });
  return { tenant, deploy };
}

async function pollAndSettle(rig: Rig): Promise<void> {
  await rig.poller.poll();
  await settled(rig);
}

describe('a node whose resource is given another name', () => {
  for (const names of [
    ['invoices', 'bills'],
    ['invoices', 'bills', 'invoices', 'purchases'],
    ['invoices:eu', 'invoices'],
  ]) {
    const [first = '', ...later] = names;

    it(`sends no version that was given up behind a newer one that was delivered since (${names.join(', ')})`, async () => {
      const { tenant, deploy } = nodeWithOneRecord(1);
      let rig = deploy(first);
      refuseAll(rig);
      await pollAndSettle(rig);
      for (const name of later) {
        await rig.poller.close();
        rig = deploy(name);
        await pollAndSettle(rig);
      }
      assert.deepEqual(await countsOf(rig), [1, 0]);
      takeAll(rig);
      tenant.apply({ kind: 'update', pick: 0 });
      await pollAndSettle(rig);
      const { redelivered, superseded } = await rig.poller.undeliverables.redeliver();
      assert.deepEqual([redelivered, superseded], [0, 1]);
      await settled(rig);
      assert.deepEqual(contentsOf(rig), [2]);
    });

    it(`sends a newer version when the one is settled that was on its way (${names.join(', ')})`, async () => {
      const { tenant, deploy } = nodeWithOneRecord(9);
      let rig = deploy(first);
      await pollAndSettle(rig);
      for (const name of later) {
        await rig.poller.close();
        rig = deploy(name);
        rig.poller.start();
        await settled(rig);
      }
      tenant.apply({ kind: 'update', pick: 0 });
      await pollAndSettle(rig);
      assert.deepEqual(contentsOf(rig), [1]);
      rig.poller.acknowledge(rig.messages[0]?.coupa.delivery ?? '');
      await settled(rig);
      assert.deepEqual(contentsOf(rig), [1, 2]);
    });
  }
});

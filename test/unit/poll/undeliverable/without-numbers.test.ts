import assert from 'node:assert/strict';
import { seal, unseal } from '../../../../lib/local/seal';
import type { RecordMessage } from '../../../../lib/poll/model/message';
import { ModelTenant } from '../../../laws/model-tenant';
import { MemoryStore, type Rig } from '../rig';
import { contentsOf, countsOf, refuseAll, rigOf, settled, takeAll } from './giving-up';

async function pollAndSettle(rig: Rig): Promise<void> {
  await rig.poller.poll();
  await settled(rig);
}

async function change(tenant: ModelTenant, rig: Rig, kind: 'update' | 'return' = 'update'): Promise<void> {
  tenant.apply({ kind, pick: 0 });
  await pollAndSettle(rig);
}

function begun(tenant = new ModelTenant()): { tenant: ModelTenant; rig: Rig; store: MemoryStore } {
  tenant.apply({ kind: 'create' });
  const store = new MemoryStore();
  return { tenant, rig: rigOf(tenant, { store }), store };
}

/** The node with this version of the package, where an earlier one has stored all of this without numbers. */
async function upgrade(tenant: ModelTenant, { poller, store, undeliverableStore }: Rig): Promise<Rig> {
  await poller.close();
  store.text = withoutNumbers(store.text, 'pending');
  undeliverableStore.text = withoutNumbers(undeliverableStore.text, 'records');
  return rigOf(tenant, { store, undeliverableStore });
}

function withoutNumbers(stored: string | undefined, of: 'pending' | 'records'): string | undefined {
  if (stored === undefined) return undefined;
  const read = unseal(Buffer.from(stored));
  assert.equal(read.kind, 'whole');
  const document = (read as { document: Record<string, object[]> }).document;
  const rows = document[of]?.map(({ sequence: _, ...row }: { sequence?: number }) => row);
  return seal({ ...document, [of]: rows });
}

const contentOf = ({ payload }: RecordMessage) => (payload as { content: number }).content;

/** The flow takes this version and refuses all others; the position is not written any more once it has got one. */
function takesOne(rig: Rig, content: number, isKilled = false): void {
  rig.onRecord = (message) => {
    if (isKilled) rig.store.broken = new Error('killed between the two documents');
    rig.poller[contentOf(message) === content ? 'acknowledge' : 'refuse'](message.coupa.delivery, 'no');
  };
}

async function startsAnew(rig: Rig): Promise<void> {
  rig.store.broken = undefined;
  rig.crash();
  rig.poller.start();
  await settled(rig);
}

describe('versions of one second that an earlier version of the package has stored', () => {
  it('end with the last one where three were unsettled, and the node is killed before the position is written', async () => {
    const { tenant, rig: before } = begun();
    await pollAndSettle(before);
    await change(tenant, before);
    await change(tenant, before);
    const rig = await upgrade(tenant, before);
    rig.onRecord = (message) => {
      rig.store.broken = new Error('killed between the two documents');
      if (contentOf(message) === 1) rig.poller.acknowledge(message.coupa.delivery);
      if (contentOf(message) === 2) rig.poller.refuse(message.coupa.delivery, 'no');
    };
    rig.poller.start();
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 3]);
    takesOne(rig, 1);
    await startsAnew(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 3, 1, 3]);
    assert.deepEqual(await countsOf(rig), [2, 0]);
    takeAll(rig);
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    assert.equal(contentsOf(rig).at(-1), 3, `${contentsOf(rig)}`);
  });

  it('are not sent behind the one to which the record had returned', async () => {
    const { tenant, rig: before } = begun(new ModelTenant({ hides: ['updated-at'] }));
    refuseAll(before);
    await pollAndSettle(before);
    before.onRecord = () => {};
    await change(tenant, before);
    await change(tenant, before, 'return');
    const rig = await upgrade(tenant, before);
    takesOne(rig, 1);
    rig.poller.start();
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [2, 1]);
    takeAll(rig);
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    assert.equal(contentsOf(rig).at(-1), 1, `${contentsOf(rig)}`);
  });
});

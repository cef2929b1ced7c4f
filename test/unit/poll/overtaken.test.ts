import assert from 'node:assert/strict';
import { ModelTenant } from '../../laws/model-tenant';
import { contentOf } from '../../laws/worlds';
import { MemoryStore, Rig, turns } from './rig';

/** A node whose flow takes one record at a time, and that has sent two records an hour ago. */
async function settled(maxInFlight = 1) {
  const tenant = new ModelTenant();
  const store = new MemoryStore();
  for (let count = 0; count < 2; count += 1) tenant.apply({ kind: 'create' });
  const config = { start: 'beginning', delivery: 'acknowledge', maxInFlight, pageSize: 10 };
  const rig = new Rig(tenant, { config, store });
  let acknowledged = 0;
  const sent = async (count: number) => {
    for (let turn = 0; turn < 2000 && rig.messages.length < count; turn += 1) await turns(1);
    assert.ok(rig.messages.length >= count, `no ${count} records were sent`);
  };
  /** The flow takes the records up to this one. */
  const acknowledge = async (count: number) => {
    for (; acknowledged < count; acknowledged += 1) {
      await sent(acknowledged + 1);
      rig.poller.acknowledge(rig.messages[acknowledged]?.coupa.delivery ?? '');
    }
  };
  const first = rig.poller.poll();
  await acknowledge(2);
  await first;
  tenant.apply({ kind: 'wait', ms: 3_600_000 });
  await rig.poller.poll();
  const contents = () => rig.messages.map(({ payload }) => contentOf(payload));
  return { tenant, store, rig, sent, acknowledge, contents };
}

describe('a poll beside a back-fill', () => {
  it('sends what was updated after the clock was set back a little, though a page of the back-fill waited with a later date', async () => {
    const { tenant, rig, sent, acknowledge, contents } = await settled();
    tenant.apply({ kind: 'update', pick: 1 });
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await sent(3);
    // Its page has been read; it waits with the second record.
    tenant.apply({ kind: 'set', by: -60_000 });
    tenant.apply({ kind: 'update', pick: 1 });
    tenant.apply({ kind: 'wait', ms: 1_200_000 });
    const polled = rig.poller.poll();
    await turns(200);
    await acknowledge(4);
    await turns(200);
    await acknowledge(rig.messages.length);
    await polled;
    tenant.apply({ kind: 'wait', ms: 1_200_000 });
    await rig.poller.poll();
    assert.deepEqual(contents(), [1, 2, 1, 3, 4]);
  });

  it('leaves the position before a record that the back-fill has sent in its place, until the flow has acknowledged it', async () => {
    const { tenant, store, rig, sent, contents } = await settled(5);
    tenant.apply({ kind: 'wait', ms: 600_000 });
    tenant.apply({ kind: 'update', pick: 1 });
    await rig.poller.backfill({ from: tenant.time - 60_000, to: undefined });
    await sent(3);
    for (let polls = 0; polls < 2; polls += 1) {
      await rig.poller.poll();
      tenant.apply({ kind: 'wait', ms: 3_600_000 });
    }
    assert.deepEqual(contents(), [1, 2, 3]);
    // Half of its file is gone: the head of that says where to go on.
    store.text = store.text?.slice(0, (store.text.length * 2) / 3);
    rig.crash();
    await rig.poller.poll();
    assert.deepEqual(contents(), [1, 2, 3, 3]);
  });
});

import assert from 'node:assert/strict';
import { seal, unseal } from '../../../../lib/local/seal';
import { ModelTenant } from '../../../laws/model-tenant';
import { MemoryStore, type Rig, type RigOptions } from '../rig';
import { contentsOf, countsOf, refuseAll, rigOf, settled, takeAll, tenantWith } from './giving-up';

/** A record that is on its way for the first time. */
async function onItsWay(store: MemoryStore): Promise<{ tenant: ModelTenant; rig: Rig }> {
  const tenant = tenantWith(1);
  const rig = rigOf(tenant, { store });
  await pollAndSettle(rig);
  assert.deepEqual(contentsOf(rig), [1]);
  return { tenant, rig };
}

/** A node that has given up two versions of one second: contents 1 and 2. */
async function twoGivenUp(options: RigOptions = {}, tenant = new ModelTenant()) {
  tenant.apply({ kind: 'create' });
  const rig = rigOf(tenant, options);
  refuseAll(rig);
  await pollAndSettle(rig);
  await change(tenant, rig);
  assert.deepEqual(contentsOf(rig), [1, 2]);
  rig.onRecord = () => {};
  return { tenant, rig };
}

async function pollAndSettle(rig: Rig): Promise<void> {
  await rig.poller.poll();
  await settled(rig);
}

/** The record changes within the same second, or returns to what it was before, and a poll reads that. */
async function change(tenant: ModelTenant, rig: Rig, kind: 'update' | 'return' = 'update'): Promise<void> {
  tenant.apply({ kind, pick: 0 });
  await pollAndSettle(rig);
}

/** Whether each of those that are kept is superseded. */
async function supersededIn(rig: Rig): Promise<(boolean | undefined)[]> {
  const { records } = await rig.poller.undeliverables.list();
  return records.map(({ superseded }) => superseded);
}

/** The record that is on its way is acknowledged, the next is refused, and the position is not written any more: a kill comes before. */
async function acknowledgedUnstored(rig: Rig, store: MemoryStore): Promise<void> {
  store.broken = new Error('killed here');
  refuseAll(rig);
  rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
  await settled(rig);
}

/** The node starts anew with a position that is older than what was given up, all is taken, and what is kept is sent again. */
async function comesAgain(rig: Rig, store: MemoryStore): Promise<void> {
  store.broken = undefined;
  rig.crash();
  takeAll(rig);
  rig.poller.start();
  await settled(rig);
  assert.deepEqual(await countsOf(rig), [1, 0]);
  const { redelivered, superseded } = await rig.poller.undeliverables.redeliver();
  assert.deepEqual({ redelivered, superseded }, { redelivered: 1, superseded: 0 });
  await settled(rig);
}

/** The node with this version of the package, where an earlier one has stored these without numbers. */
async function upgrade(
  tenant: ModelTenant,
  { poller, store, undeliverableStore }: Rig,
  without: readonly ('pending' | 'records')[],
  config: RigOptions['config'] = {},
): Promise<Rig> {
  await poller.close();
  if (without.includes('pending')) store.text = withoutNumbers(store.text ?? '', 'pending');
  if (without.includes('records'))
    undeliverableStore.text = withoutNumbers(undeliverableStore.text ?? '', 'records');
  return rigOf(tenant, { store, undeliverableStore, config });
}

function withoutNumbers(stored: string, of: 'pending' | 'records'): string {
  const read = unseal(Buffer.from(stored));
  assert.equal(read.kind, 'whole');
  const document = (read as { document: Record<string, object[]> }).document;
  const rows = document[of]?.map(({ sequence: _, ...row }: { sequence?: number }) => row);
  return seal({ ...document, [of]: rows });
}

describe('versions of one second that were given up', () => {
  it('are not superseded by the earlier one that comes again after a kill', async () => {
    const store = new MemoryStore();
    const { tenant, rig } = await onItsWay(store);
    await change(tenant, rig);
    assert.deepEqual([rig.messages.length, JSON.parse(store.text ?? '').pending.length], [1, 2]);
    await acknowledgedUnstored(rig, store);
    assert.deepEqual(await countsOf(rig), [1, 0]);
    await comesAgain(rig, store);
    assert.deepEqual(contentsOf(rig), [1, 2, 1, 2]);
  });

  it('are not superseded by it either where the node sends only since then', async () => {
    const store = new MemoryStore();
    const { tenant, rig } = await onItsWay(store);
    await change(tenant, rig);
    await acknowledgedUnstored(rig, store);
    store.broken = undefined;
    const { undeliverableStore } = rig;
    rig.crash();
    const sender = rigOf(tenant, { store, undeliverableStore, config: { delivery: 'send' } });
    sender.poller.start();
    await settled(sender);
    assert.deepEqual([contentsOf(sender), await supersededIn(sender)], [[1], [undefined]]);
  });

  it('are not superseded by it either where both were being sent again', async () => {
    const store = new MemoryStore();
    const { tenant, rig } = await onItsWay(store);
    refuseAll(rig);
    rig.poller.refuse(rig.messages[0]?.coupa.delivery ?? '', 'no');
    await change(tenant, rig);
    assert.deepEqual(await countsOf(rig), [2, 0]);
    rig.onRecord = () => {};
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    await acknowledgedUnstored(rig, store);
    assert.deepEqual(await countsOf(rig), [1, 0]);
    await comesAgain(rig, store);
    assert.deepEqual(contentsOf(rig), [1, 2, 1, 2, 1, 2]);
  });

  it('are sent in their order where the earlier one was given up only when it came again after a kill', async () => {
    const store = new MemoryStore();
    const { tenant, rig } = await onItsWay(store);
    await change(tenant, rig);
    await acknowledgedUnstored(rig, store);
    store.broken = undefined;
    rig.crash();
    rig.poller.start();
    await settled(rig);
    assert.deepEqual(await countsOf(rig), [2, 0]);
    takeAll(rig);
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 1, 1, 2]);
  });

  it('are superseded by a later one that is read after a restart', async () => {
    const store = new MemoryStore();
    const { tenant, rig } = await onItsWay(store);
    refuseAll(rig);
    rig.poller.refuse(rig.messages[0]?.coupa.delivery ?? '', 'no');
    await change(tenant, rig);
    rig.crash();
    takeAll(rig);
    rig.poller.start();
    await settled(rig);
    await change(tenant, rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 3]);
    assert.deepEqual(await supersededIn(rig), [true, true]);
  });

  it('are superseded by a later one that was read when they came again after a restart', async () => {
    const store = new MemoryStore();
    const { tenant, rig } = await onItsWay(store);
    await change(tenant, rig);
    rig.crash();
    rig.poller.start();
    await change(tenant, rig);
    rig.onRecord = ({ payload, coupa }) => {
      if ((payload as { content: number }).content === 2) rig.poller.refuse(coupa.delivery, 'no');
    };
    rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
    await settled(rig);
    assert.deepEqual([contentsOf(rig), await supersededIn(rig)], [[1, 1, 2, 3], [undefined]]);
    rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
    await settled(rig);
    assert.deepEqual(await supersededIn(rig), [true]);
  });

  it('are superseded where the record has returned to the one that is being sent again', async () => {
    const tenant = tenantWith(1);
    const rig = rigOf(tenant);
    takeAll(rig);
    await pollAndSettle(rig);
    refuseAll(rig);
    await change(tenant, rig);
    await change(tenant, rig, 'return');
    assert.deepEqual(contentsOf(rig), [1, 2, 1]);
    rig.onRecord = () => {};
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 1, 2]);
    await change(tenant, rig, 'return');
    takeAll(rig);
    rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 1, 2]);
    assert.equal(tenant.lastVersions()[0]?.content, 2);
  });

  it('are superseded by it without dates as well', async () => {
    const { tenant, rig } = await twoGivenUp({}, new ModelTenant({ hides: ['updated-at'] }));
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 1]);
    await change(tenant, rig, 'return');
    takeAll(rig);
    rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 1]);
    assert.equal(tenant.lastVersions()[0]?.content, 1);
  });

  describe('at a node that sends only', () => {
    async function senderOf(tenant: ModelTenant, { poller, store, undeliverableStore }: Rig): Promise<Rig> {
      await poller.close();
      return rigOf(tenant, { store, undeliverableStore, config: { delivery: 'send' } });
    }

    it('are superseded by a later one', async () => {
      const { tenant, rig } = await twoGivenUp({ store: new MemoryStore() });
      const sender = await senderOf(tenant, rig);
      await change(tenant, sender);
      assert.deepEqual([contentsOf(sender), await supersededIn(sender)], [[3], [true, true]]);
    });

    for (const [what, hides] of [
      ['with dates', []],
      ['without dates', ['updated-at']],
    ] as const)
      it(`are superseded where the record has returned to one of them, ${what}`, async () => {
        const tenant = new ModelTenant({ hides });
        tenant.apply({ kind: 'create' });
        const rig = rigOf(tenant, { store: new MemoryStore() });
        takeAll(rig);
        await pollAndSettle(rig);
        refuseAll(rig);
        await change(tenant, rig);
        await change(tenant, rig, 'return');
        assert.deepEqual(contentsOf(rig), [1, 2, 1]);
        const sender = await senderOf(tenant, rig);
        await change(tenant, sender, 'return');
        assert.deepEqual([contentsOf(sender), await supersededIn(sender)], [[2], [true, true]]);
      });
  });

  describe('which an earlier version of the package has stored', () => {
    it('keep their order', async () => {
      const store = new MemoryStore();
      const { tenant, rig: before } = await twoGivenUp({ store });
      const rig = await upgrade(tenant, before, ['records']);
      takeAll(rig);
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      assert.deepEqual(contentsOf(rig), [1, 2]);
      assert.deepEqual(await countsOf(rig), [0, 0]);
    });

    it('are not superseded by an earlier one that it left unsettled', async () => {
      const store = new MemoryStore();
      const { tenant, rig: before } = await onItsWay(store);
      const rig = await upgrade(tenant, before, ['pending'], { maxAttempts: 2 });
      rig.poller.start();
      await settled(rig);
      await change(tenant, rig);
      await acknowledgedUnstored(rig, store);
      rig.clock.advance(5000);
      await settled(rig);
      assert.deepEqual(contentsOf(rig), [1, 2, 2]);
      await comesAgain(rig, store);
      assert.deepEqual(contentsOf(rig), [1, 2, 2, 1, 2]);
    });

    it('are sent in their order where it left both unsettled, and both are given up since', async () => {
      const store = new MemoryStore();
      const { tenant, rig: before } = await onItsWay(store);
      await change(tenant, before);
      const rig = await upgrade(tenant, before, ['pending']);
      refuseAll(rig);
      rig.poller.start();
      await settled(rig);
      assert.deepEqual(contentsOf(rig), [1, 2]);
      assert.deepEqual(await countsOf(rig), [2, 0]);
      takeAll(rig);
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      assert.deepEqual(contentsOf(rig), [1, 2, 1, 2]);
    });

    it('are not superseded by the earlier of two that it left unsettled, which comes again after a kill', async () => {
      const store = new MemoryStore();
      const { tenant, rig: before } = await onItsWay(store);
      await change(tenant, before);
      const rig = await upgrade(tenant, before, ['pending']);
      rig.poller.start();
      await settled(rig);
      await acknowledgedUnstored(rig, store);
      assert.deepEqual(await countsOf(rig), [1, 0]);
      await comesAgain(rig, store);
      assert.deepEqual(contentsOf(rig), [1, 2, 1, 2]);
    });

    it('are not superseded by the one before that was being sent again', async () => {
      const store = new MemoryStore();
      const { tenant, rig: before } = await twoGivenUp({ store });
      await before.poller.undeliverables.redeliver();
      await settled(before);
      const rig = await upgrade(tenant, before, ['pending', 'records']);
      takeAll(rig);
      rig.poller.start();
      await settled(rig);
      assert.deepEqual(contentsOf(rig), [1, 2]);
      assert.deepEqual(await countsOf(rig), [0, 0]);
    });

    it('are not superseded by it either where it was dismissed on its way and comes again after a kill', async () => {
      const store = new MemoryStore();
      const { tenant, rig: before } = await twoGivenUp({ store });
      const { records } = await before.poller.undeliverables.list();
      const rig = await upgrade(tenant, before, ['records']);
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      await rig.poller.undeliverables.dismiss([records[0]?.key ?? '']);
      await settled(rig);
      store.broken = new Error('killed here');
      rig.poller.acknowledge(rig.messages[0]?.coupa.delivery ?? '');
      await settled(rig);
      store.broken = undefined;
      rig.crash();
      takeAll(rig);
      rig.poller.start();
      await settled(rig);
      assert.deepEqual(contentsOf(rig), [1, 2, 1, 2]);
    });
  });
});

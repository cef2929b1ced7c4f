import assert from 'node:assert/strict';
import { ModelTenant } from '../../laws/model-tenant';
import { contentOf } from '../../laws/worlds';
import { FakeClock, Rig, turns } from './rig';

/** A node that has not polled yet and begins now; its tenant has two records of long ago. */
function newNode(config: Record<string, unknown> = {}) {
  const tenant = new ModelTenant();
  for (let count = 0; count < 2; count += 1) tenant.apply({ kind: 'create' });
  tenant.apply({ kind: 'wait', ms: 86_400_000 });
  const clock = new FakeClock(undefined, 0, tenant);
  const rig = new Rig(tenant, { config: { start: 'now', ...config }, clock });
  const contents = () => rig.messages.map(({ payload }) => contentOf(payload));
  const ended = async () => {
    for (let turn = 0; turn < 2000 && rig.summaries.length === 0; turn += 1) await turns(1);
  };
  return { tenant, rig, contents, ended };
}

describe('a back-fill of a node that has not polled yet', () => {
  it('leaves no gap: the first poll begins where the back-fill ends, however much later it comes', async () => {
    const { tenant, rig, contents, ended } = newNode();
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await ended();
    tenant.apply({ kind: 'update', pick: 1 });
    tenant.apply({ kind: 'wait', ms: 86_400_000 });
    tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 86_400_000 });
    rig.crash();
    await rig.poller.poll();
    assert.deepEqual(contents(), [1, 2, 3, 4]);
  });

  it('leaves no gap where the node is paused and resumed a day later', async () => {
    const { tenant, rig, contents, ended } = newNode({ interval: 1 });
    await rig.poller.pause();
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    tenant.apply({ kind: 'wait', ms: 60_000 });
    tenant.apply({ kind: 'update', pick: 1 });
    tenant.apply({ kind: 'wait', ms: 86_400_000 });
    await rig.poller.resume();
    await ended();
    rig.summaries.length = 0;
    await rig.poller.poll();
    assert.deepEqual(contents().sort(), [1, 3]);
  });

  it('leaves out nothing that was dated before the back-fill and becomes visible behind it', async () => {
    const { tenant, rig, contents, ended } = newNode();
    tenant.apply({ kind: 'create', late: 200_000 });
    tenant.apply({ kind: 'wait', ms: 3000 });
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await ended();
    tenant.apply({ kind: 'wait', ms: 200_000 });
    await rig.poller.poll();
    assert.deepEqual(contents(), [1, 2, 3]);
  });

  it('sends nothing twice that the back-fill has sent', async () => {
    const { tenant, rig, contents, ended } = newNode();
    tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3000 });
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await ended();
    rig.crash();
    await rig.poller.poll();
    assert.deepEqual(contents(), [1, 2, 3]);
  });

  it('sends nothing of before the moment from which the back-fill was to send', async () => {
    const { tenant, rig, contents, ended } = newNode();
    tenant.apply({ kind: 'create', late: 200_000 });
    tenant.apply({ kind: 'wait', ms: 6000 });
    await rig.poller.backfill({ from: tenant.time - 2000, to: undefined });
    await ended();
    tenant.apply({ kind: 'wait', ms: 200_000 });
    await rig.poller.poll();
    assert.deepEqual(contents(), []);
  });

  it('leaves out nothing that becomes visible behind it where the node was reset to now before', async () => {
    const { tenant, rig, contents, ended } = newNode();
    tenant.apply({ kind: 'create', late: 200_000 });
    tenant.apply({ kind: 'wait', ms: 3000 });
    await rig.poller.pause();
    await rig.poller.reset('now');
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    tenant.apply({ kind: 'wait', ms: 5000 });
    await rig.poller.resume();
    await ended();
    tenant.apply({ kind: 'wait', ms: 200_000 });
    await rig.poller.poll();
    assert.deepEqual(contents(), [1, 2, 3]);
  });

  it('leaves no gap where its end is still to come', async () => {
    const { tenant, rig, contents, ended } = newNode();
    await rig.poller.backfill({ from: 'beginning', to: tenant.time + 3_600_000 });
    await ended();
    tenant.apply({ kind: 'wait', ms: 60_000 });
    tenant.apply({ kind: 'update', pick: 1 });
    tenant.apply({ kind: 'wait', ms: 86_400_000 });
    rig.crash();
    await rig.poller.poll();
    assert.deepEqual(contents(), [1, 2, 3]);
  });

  for (const [what, hours] of [
    ['an hour', 1],
    ['a day', 24],
  ] as const)
    it(`leaves no gap where its end is still to come, and its first answer is dated ${what} ahead`, async () => {
      const { tenant, rig, contents, ended } = newNode();
      const skews = [hours * 3_600_000];
      tenant.skew = () => skews.shift() ?? 0;
      await rig.poller.backfill({ from: 'beginning', to: tenant.time + 7_200_000 });
      await ended();
      tenant.apply({ kind: 'wait', ms: 60_000 });
      tenant.apply({ kind: 'update', pick: 1 });
      tenant.apply({ kind: 'wait', ms: 86_400_000 });
      await rig.poller.poll();
      assert.deepEqual(contents(), [1, 2, 3]);
    });

  it('does not move where it begins, if the back-fill has an end of its own', async () => {
    const { tenant, rig, contents, ended } = newNode();
    await rig.poller.backfill({ from: 'beginning', to: tenant.time - 3000 });
    await ended();
    tenant.apply({ kind: 'update', pick: 1 });
    tenant.apply({ kind: 'wait', ms: 86_400_000 });
    await rig.poller.poll();
    assert.deepEqual(contents(), [1, 2]);
  });
});

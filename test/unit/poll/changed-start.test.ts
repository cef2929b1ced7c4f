import assert from 'node:assert/strict';
import { ModelTenant } from '../../laws/model-tenant';
import { contentOf } from '../../laws/worlds';
import { MemoryStore, Rig } from './rig';

const day = 86_400_000;

/** A tenant with records of 20, 10 and 0 days ago, and a node whose first poll has failed on its way. */
async function firstPollFailed(start: Record<string, unknown>) {
  const tenant = new ModelTenant();
  for (let count = 0; count < 3; count += 1) {
    tenant.apply({ kind: 'wait', ms: 10 * day });
    tenant.apply({ kind: 'create' });
  }
  tenant.apply({ kind: 'wait', ms: 10_000 });
  const store = new MemoryStore();
  const rig = new Rig(tenant, { config: { pageSize: 1, ...start }, store });
  // A node that starts now asks for the time twice, and then reads a page with a record.
  tenant.faults =
    start['start'] === 'now' ? [undefined, undefined, undefined, 'fails'] : [undefined, 'fails'];
  await assert.rejects(rig.poller.poll(), { code: 'COUPA_SERVER' });
  await rig.poller.close();
  return { tenant, store };
}

/** The node is deployed with another start: what its polls send. */
async function deployedWith(
  { tenant, store }: Awaited<ReturnType<typeof firstPollFailed>>,
  start: Record<string, unknown>,
) {
  const rig = new Rig(tenant, { config: { pageSize: 1, ...start }, store });
  for (let polls = 0; polls < 2; polls += 1) await rig.poller.poll();
  return rig.messages.map(({ payload }) => contentOf(payload));
}

describe('a node whose start is changed before its first poll has ended', () => {
  for (const [before, after, sent] of [
    ['now', 'beginning', [1, 2, 3]],
    ['now', 'date', [2, 3]],
    ['date', 'beginning', [1, 2, 3]],
  ] as const)
    it(`begins there: ${after} in place of ${before}`, async () => {
      const dates = { now: 5, beginning: 5, date: after === 'date' ? 15 : 5 };
      const failed = await firstPollFailed({
        start: before,
        startDate: new Date(Date.UTC(2026, 11, 22) - dates[before] * day).toISOString(),
      });
      const startDate = new Date(Date.UTC(2026, 11, 22) - dates.date * day).toISOString();
      const contents = await deployedWith(failed, { start: after, startDate });
      // What the first poll had sent is not sent again.
      assert.deepEqual(contents, before === 'date' ? sent.slice(0, -1) : sent);
    });

  it('goes on where it was, if that is earlier: a long first poll is not given up', async () => {
    const failed = await firstPollFailed({ start: 'beginning' });
    assert.deepEqual(await deployedWith(failed, { start: 'now' }), [2, 3]);
  });
});

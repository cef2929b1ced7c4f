import assert from 'node:assert/strict';
import { ModelTenant } from '../../../laws/model-tenant';
import { turns } from '../rig';
import { contentsOf, countsOf, rigOf, settled } from './giving-up';

describe('a version without a date that was given up', () => {
  it('is not superseded by the one before it on a page that a back-fill had asked for before', async () => {
    const tenant = new ModelTenant({ hides: ['updated-at'] });
    for (let made = 0; made < 4; made += 1) tenant.apply({ kind: 'create' });
    const rig = rigOf(tenant, { config: { maxInFlight: 1, overlap: 0 } });
    const polls = async (count: number) => {
      for (let poll = 0; poll < count; poll += 1) {
        tenant.apply({ kind: 'wait', ms: 600_000 });
        await rig.poller.poll();
      }
    };
    const answer = async (kind: 'acknowledge' | 'refuse') => {
      // What is being read has used its slice of a turn by now, and lets others go first.
      rig.clock.advance(1000);
      rig.poller[kind](rig.messages.at(-1)?.coupa.delivery ?? '', 'no');
      await turns(50);
    };
    rig.onRecord = ({ coupa, payload }) => {
      const isLast = (payload as { content: number }).content === 4;
      rig.poller[isLast ? 'refuse' : 'acknowledge'](coupa.delivery, 'no');
    };
    await polls(1);
    await settled(rig);
    // It is remembered no more what was sent.
    await polls(2);
    assert.deepEqual(
      [contentsOf(rig), await countsOf(rig)],
      [
        [1, 2, 3, 4],
        [1, 0],
      ],
    );
    rig.messages.length = 0;
    rig.onRecord = () => {};
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await turns(200);
    tenant.apply({ kind: 'update', pick: 3 });
    const polled = polls(1);
    await turns(200);
    await answer('acknowledge');
    await answer('acknowledge');
    assert.deepEqual(contentsOf(rig), [1, 2, 5]);
    await answer('refuse');
    await polled;
    await polls(2);
    await answer('acknowledge');
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 5, 3]);
    const { records } = await rig.poller.undeliverables.list();
    const told = records.map(({ superseded }) => superseded);
    assert.deepEqual([told, tenant.lastVersions()[3]?.content], [[undefined, undefined], 5]);
  });
});

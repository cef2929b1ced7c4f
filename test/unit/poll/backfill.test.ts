import assert from 'node:assert/strict';
import type { PollState } from '../../../lib/poll/model/state';
import type { RequestOptions } from '../../../lib/ports/requester';
import { ModelTenant } from '../../laws/model-tenant';
import { contentOf } from '../../laws/worlds';
import { idsOf, Rig, turns } from './rig';

/** Resolves once the back-fill has ended: its summary is there. */
async function backfilled(rig: Rig): Promise<void> {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (rig.summaries.some(({ backfill }) => backfill)) return;
    await turns(1);
  }
  assert.fail('The back-fill did not end.');
}

describe('a back-fill', () => {
  it('sends its range again, and the normal polls go on from where they were', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 4; count += 1) {
      tenant.apply({ kind: 'create' });
      tenant.apply({ kind: 'wait', ms: 60_000 });
    }
    const rig = new Rig(tenant, { config: { start: 'beginning', overlap: 0 } });
    await rig.poller.poll();
    const position = (await rig.poller.report()).position;
    const created = tenant.time - 240_000;
    await rig.poller.backfill({ from: created + 30_000, to: created + 150_000 });
    await backfilled(rig);
    assert.deepEqual(idsOf(rig), [1, 2, 3, 4, 2, 3]);
    assert.equal((await rig.poller.report()).position, position);
    tenant.apply({ kind: 'update', pick: 0 });
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig).slice(6), [1]);
  });

  for (const ago of [0, 10])
    it(`keeps a poll from sending an earlier version behind a later one that it sent: updated ${ago} seconds before`, async () => {
      const tenant = new ModelTenant();
      for (let count = 0; count < 3; count += 1) tenant.apply({ kind: 'create' });
      tenant.apply({ kind: 'wait', ms: 60_000 });
      const config = { start: 'beginning', delivery: 'acknowledge', maxInFlight: 1, pageSize: 2 };
      const rig = new Rig(tenant, { config });
      const acknowledged = async (count: number) => {
        for (let turn = 0; turn < 2000 && rig.messages.length <= count; turn += 1) await turns(1);
        rig.poller.acknowledge(rig.messages[count]?.coupa.delivery ?? '');
      };
      const polled = rig.poller.poll();
      // The poll has read its two pages, and waits for room.
      for (let turn = 0; turn < 2000 && rig.messages.length < 1; turn += 1) await turns(1);
      const before = tenant.time;
      tenant.apply({ kind: 'wait', ms: 5000 });
      tenant.apply({ kind: 'update', pick: 2 });
      tenant.apply({ kind: 'wait', ms: ago * 1000 });
      await rig.poller.backfill({ from: before, to: undefined });
      await turns(200);
      for (let count = 0; count < 3; count += 1) await acknowledged(count);
      await polled;
      await backfilled(rig);
      assert.deepEqual(
        rig.messages.map(({ payload }) => contentOf(payload)),
        [1, 2, 4],
      );
      await rig.poller.poll();
      assert.equal(rig.messages.length, 3);
    });

  it('without an end sends what was updated until it is asked for, up to the last second', async () => {
    const tenant = new ModelTenant();
    const slowly = {
      request: async (options: RequestOptions) => ({ ...(await tenant.request(options)), elapsed: 1500 }),
    };
    const rig = new Rig(slowly, { config: { start: 'beginning' } });
    await rig.poller.poll();
    tenant.apply({ kind: 'create' });
    await rig.poller.poll();
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await backfilled(rig);
    assert.deepEqual(idsOf(rig), [1, 1]);
  });

  it('does not hold the position back by what it sent and nobody acknowledged yet', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 3; count += 1) tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now', delivery: 'acknowledge' } });
    await rig.poller.poll();
    const { position } = await rig.poller.report();
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await backfilled(rig);
    const report = await rig.poller.report();
    assert.deepEqual([report.pending, report.position], [3, position]);
    assert.notEqual(position, undefined);
  });

  it('lets the requests of polls go first from its first page on', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const priorities: unknown[] = [];
    const requester = {
      request: (options: RequestOptions) => {
        if (options.list) priorities.push(options.priority);
        return tenant.request(options);
      },
    };
    const rig = new Rig(requester, { config: { start: 'now' } });
    await rig.poller.poll();
    assert.deepEqual(new Set(priorities.splice(0)), new Set(['foreground']));
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await backfilled(rig);
    assert.deepEqual(new Set(priorities), new Set(['background']));
  });

  it('is no poll by which a step of the tenant’s clock gets older', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now' } });
    const pollsSince = () =>
      (JSON.parse(rig.store.text ?? '') as PollState).clock?.checkpoints.map(({ polls }) => polls);
    await rig.poller.poll();
    const before = pollsSince();
    assert.equal(before?.length, 1);
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await backfilled(rig);
    assert.deepEqual(pollsSince(), before);
    await rig.poller.poll();
    // A poll that found nothing is written with what comes next.
    await rig.poller.close();
    assert.notDeepEqual(pollsSince(), before);
  });

  it('is what the status tells of until the next poll', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 3; count += 1) tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now', overlap: 0 } });
    await rig.poller.poll();
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await backfilled(rig);
    assert.deepEqual(rig.statuses.at(-1), { kind: 'rest', at: rig.clock.now(), count: 3, backfill: true });
    await rig.poller.poll();
    assert.deepEqual(rig.statuses.at(-1), { kind: 'rest', at: rig.clock.now(), count: 0 });
  });

  it('is forgotten by a reset', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { config: { start: 'now' } });
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await backfilled(rig);
    await rig.poller.reset('now');
    assert.deepEqual(rig.statuses.at(-1), { kind: 'new', onDemand: true });
  });

  it('does not keep a record from the polls that it has read and left out', async () => {
    const tenant = new ModelTenant();
    const rig = new Rig(tenant, { config: { start: 'now', overlap: 0 } });
    tenant.time = Math.ceil(tenant.time / 1000) * 1000 + 100;
    await rig.poller.poll();
    tenant.apply({ kind: 'wait', ms: 5000 });
    tenant.apply({ kind: 'create' });
    const next = Math.ceil(tenant.time / 1000) * 1000;
    tenant.apply({ kind: 'wait', ms: 5000 });
    await rig.poller.backfill({ from: next, to: undefined });
    await backfilled(rig);
    assert.deepEqual(idsOf(rig), []);
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [1]);
  });

  it('that fails goes on by itself after a pause', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 12; count += 1) tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { config: { start: 'now', pageSize: 5 } });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    await rig.poller.poll();
    tenant.faults = [undefined, undefined, 'fails', 'fails', 'fails'];
    const to = tenant.time;
    await rig.poller.backfill({ from: 'beginning', to });
    await turns(100);
    assert.equal(rig.errors.length, 1);
    const { backfill, lastBackfill: none } = await rig.poller.report();
    assert.deepEqual([backfill?.from, backfill?.to], [undefined, new Date(to).toISOString()]);
    assert.ok(backfill?.failure && Date.parse(backfill.failure.again) > rig.clock.now());
    assert.equal(none, undefined);
    rig.clock.advance(30_000);
    await turns(100);
    rig.clock.advance(60_000);
    await turns(100);
    rig.clock.advance(120_000);
    await backfilled(rig);
    const { backfill: over, lastBackfill } = await rig.poller.report();
    assert.equal(over, undefined);
    // Also what it sent before it failed.
    assert.equal(lastBackfill?.sent, 12);
    assert.ok(lastBackfill.created + lastBackfill.updated < 12);
    assert.deepEqual(
      idsOf(rig),
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
  });

  it('whose end could not be stored tells it once it could', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 3; count += 1) tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now', overlap: 0 } });
    await rig.poller.poll();
    const save = rig.store.save.bind(rig.store);
    const isUnderWay = (document: unknown) =>
      (Object(document) as { backfill?: unknown }).backfill !== undefined;
    let began = false;
    let failed = false;
    rig.store.save = async (document) => {
      began ||= isUnderWay(document);
      if (began && !failed && !isUnderWay(document)) {
        failed = true;
        throw new Error('The disk is full.');
      }
      await save(document);
    };
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await turns(100);
    assert.ok(failed);
    assert.equal(rig.statuses.at(-1)?.kind, 'error');
    rig.clock.advance(30_000);
    await backfilled(rig);
    assert.equal(rig.statuses.at(-1)?.kind, 'rest');
    assert.deepEqual(idsOf(rig), [1, 2, 3]);
  });

  it('is refused while another one is under way, even if both are asked for at once', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant);
    await rig.poller.poll();
    const asked = await Promise.allSettled([
      rig.poller.backfill({ from: 'beginning', to: undefined }),
      rig.poller.backfill({ from: 'beginning', to: undefined }),
    ]);
    assert.deepEqual(
      asked.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    await backfilled(rig);
  });

  it('is taken up again in the middle after the process was killed', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 200; count += 1) tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now', pageSize: 10 } });
    await rig.poller.poll();
    rig.onRecord = () => rig.clock.advance(100);
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    while (rig.messages.length < 120) await turns(1);
    rig.crash();
    const sentBefore = rig.messages.length;
    await rig.poller.report();
    await backfilled(rig);
    assert.equal(new Set(idsOf(rig)).size, 200);
    const repeats = rig.messages.length - 200;
    // The page under way of each of the four ranges.
    assert.ok(repeats <= 40, `${repeats} of ${sentBefore} were sent again`);
  });

  it('does not hold records back for a poll, and is not held back by it', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 60; count += 1) tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now', pageSize: 5, overlap: 0 } });
    await rig.poller.poll();
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    tenant.apply({ kind: 'create' });
    await rig.poller.poll();
    assert.ok(idsOf(rig).includes(61));
    await backfilled(rig);
    assert.equal(new Set(idsOf(rig)).size, 61);
  });
});

import assert from 'node:assert/strict';
import { digestOf } from '../../../../lib/connection/json/listed-record';
import type { FoundRecord, PageElsewhere } from '../../../../lib/ports/page-readers';
import { ChangingList } from '../changing-list';
import { FakeClock, MemoryStore, type Rig, type RigOptions, turns } from '../rig';
import { refuseAll, rigOf, settled, takeAll } from './giving-up';

/** A node whose flow has the two records of a list that shows no dates, and of which nothing is remembered. */
async function begun(options: RigOptions = {}) {
  const clock = new FakeClock();
  const list = new ChangingList(clock, 2);
  const config = { overlap: 0, pageSize: 1, acknowledgeTimeout: 86_400 };
  const rig = rigOf(list, { ...options, config, clock });
  const node = { clock, list, rig };
  takeAll(rig);
  await poll(node);
  await forget(node);
  return node;
}

async function poll({ clock, rig }: { clock: FakeClock; rig: Rig }): Promise<void> {
  clock.advance(600_000);
  await rig.poller.poll();
  await settled(rig);
}

async function forget(node: { clock: FakeClock; rig: Rig }): Promise<void> {
  await poll(node);
  await poll(node);
}

async function backfill(rig: Rig): Promise<void> {
  await rig.poller.backfill({ from: 'beginning', to: undefined });
  await turns(50);
}

async function supersededIn(rig: Rig): Promise<(boolean | undefined)[]> {
  const { records } = await rig.poller.undeliverables.list();
  return records.map(({ superseded }) => superseded);
}

/** Something that is let go later. */
function held(): { wait: Promise<void>; release: () => void } {
  let release = () => {};
  const wait = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { wait, release };
}

describe('a version without a date that was given up while a back-fill waited for a page', () => {
  it('is not superseded by the one before it on that page, which was on its way', async () => {
    const node = await begun();
    const { list, rig } = node;
    const answer = held();
    list.onItsWay = ({ priority, path }) =>
      priority === 'background' && path.includes('id[gt]=1') ? answer.wait : undefined;
    await backfill(rig);
    list.change(2, 3);
    refuseAll(rig);
    await forget(node);
    await forget(node);
    takeAll(rig);
    answer.release();
    await settled(rig);
    assert.equal((await rig.poller.report()).backfill, undefined);
    assert.deepEqual(await supersededIn(rig), [undefined]);
  });

  it('is not superseded by the one before it on that page, which another instance was reading', async () => {
    const answer = held();
    const found: FoundRecord = {
      ...{ id: 2, key: 2, fingerprint: 'of its bytes' },
      ...{ digest: digestOf({ id: 2, content: 2 }), sent: digestOf({ id: 2, content: 2 }) },
    };
    const page: PageElsewhere = {
      ...{ name: 'page', records: [found], bytes: 20, requests: 1 },
      payload: async () => '{"id":2,"content":2}',
      done: () => {},
    };
    const readers = {
      ...{ areThere: true, worthBytes: 0 },
      read: async (path: string) => {
        if (!path.includes('id[gt]=1&')) return undefined;
        await answer.wait;
        return page;
      },
    };
    const node = await begun({ readers });
    const { list, rig } = node;
    await backfill(rig);
    list.change(2, 3);
    refuseAll(rig);
    await forget(node);
    await forget(node);
    takeAll(rig);
    rig.messages.length = 0;
    answer.release();
    await settled(rig);
    assert.equal((await rig.poller.report()).backfill, undefined);
    assert.deepEqual(await supersededIn(rig), [undefined]);
  });
});

describe('a version without a date that was given up, at a node that sends only since then', () => {
  it('is superseded by a later one that a back-fill sends', async () => {
    const store = new MemoryStore();
    const node = await begun({ store });
    const { clock, list, rig } = node;
    refuseAll(rig);
    list.change(2, 3);
    await poll(node);
    await forget(node);
    assert.deepEqual(await supersededIn(rig), [undefined]);
    await rig.poller.close();
    const { undeliverableStore } = rig;
    const sender = rigOf(list, {
      store,
      undeliverableStore,
      clock,
      config: { delivery: 'send', overlap: 0 },
    });
    list.change(2, 4);
    await backfill(sender);
    await settled(sender);
    assert.deepEqual(await supersededIn(sender), [true]);
  });
});

import assert from 'node:assert/strict';
import { ChangingList } from '../changing-list';
import { FakeClock, MemoryStore, type Rig, type RigOptions, turns } from '../rig';
import { contentsOf, countsOf, refuseAll, rigOf, settled, takeAll } from './giving-up';

/** A node of which the polls remember nothing that they do not return. */
function begun(records = 1, options: RigOptions = {}) {
  const clock = new FakeClock();
  const list = new ChangingList(clock, records);
  const rig = rigOf(list, {
    ...options,
    clock,
    config: { overlap: 0, acknowledgeTimeout: 86_400, ...options.config },
  });
  const poll = async () => {
    await rig.poller.poll();
    await settled(rig);
  };
  /** It is polled until nothing is remembered of what was sent. */
  const forget = async () => {
    for (let count = 0; count < 2; count += 1) {
      clock.advance(600_000);
      await poll();
    }
  };
  /** The record has this content, and a poll reads that. */
  const change = async (content: number) => {
    list.change(1, content);
    await poll();
  };
  return { list, rig, poll, forget, change };
}

/** Whatever is on its way is taken, and what was given up is asked for: the flow has all that there is. */
async function takesAll({ rig, poll }: { rig: Rig; poll(): Promise<void> }): Promise<void> {
  takeAll(rig);
  rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
  await settled(rig);
  await poll();
  await rig.poller.undeliverables.redeliver();
  await settled(rig);
  await poll();
}

const backfill = async ({ poller }: Rig) => {
  await poller.backfill({ from: 'beginning', to: undefined });
  await turns(50);
};

describe('a record that has returned to what it was', () => {
  it('reaches the flow like that where a back-fill reads it while both versions are on their way', async () => {
    const node = begun();
    const { rig, poll, forget, change, list } = node;
    await poll();
    await change(2);
    await forget();
    list.change(1, 1);
    await backfill(rig);
    await poll();
    await takesAll(node);
    assert.equal(contentsOf(rig).at(-1), 1, `${contentsOf(rig)}`);
  });

  it('is not followed by the version between where a back-fill reads it while it is being sent again', async () => {
    const node = begun();
    const { rig, poll, forget, change, list } = node;
    refuseAll(rig);
    await poll();
    await change(2);
    rig.onRecord = () => {};
    await forget();
    const [first] = (await rig.poller.undeliverables.list()).records;
    await rig.poller.undeliverables.redeliver([first?.key ?? '']);
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 1]);
    list.change(1, 1);
    await backfill(rig);
    await poll();
    await takesAll(node);
    assert.equal(contentsOf(rig).at(-1), 1, `${contentsOf(rig)}`);
  });

  it('is the last that is sent again where its first version comes once more after a kill, and is given up', async () => {
    const store = new MemoryStore();
    const node = begun(1, { store });
    const { rig, poll, change } = node;
    await poll();
    await change(2);
    await change(1);
    assert.equal(JSON.parse(store.text ?? '').pending.length, 3);
    store.broken = new Error('killed between the two documents');
    refuseAll(rig);
    rig.poller.refuse(rig.messages[0]?.coupa.delivery ?? '', 'no');
    await settled(rig);
    assert.deepEqual(contentsOf(rig), [1, 2, 1]);
    store.broken = undefined;
    rig.crash();
    rig.poller.start();
    await settled(rig);
    assert.deepEqual(await countsOf(rig), [2, 0]);
    await takesAll(node);
    assert.equal(contentsOf(rig).at(-1), 1, `${contentsOf(rig)}`);
  });

  it('is the last that is sent again where a page that a back-fill had asked for before is given up, too', async () => {
    const clock = new FakeClock();
    const list = new ChangingList(clock, 5);
    const rig = rigOf(list, { clock, config: { maxInFlight: 1, overlap: 0, acknowledgeTimeout: 86_400 } });
    const poll = () => {
      clock.advance(600_000);
      return rig.poller.poll().then(() => settled(rig));
    };
    /** Of what is on its way. */
    const answer = async (kind: 'acknowledge' | 'refuse') => {
      // What is being read has used its slice of a turn by now, and lets others go first.
      rig.clock.advance(1000);
      rig.poller[kind](rig.messages.at(-1)?.coupa.delivery ?? '', 'no');
      await turns(50);
    };
    takeAll(rig);
    await poll();
    assert.deepEqual(contentsOf(rig), [1, 2, 3, 4, 5]);
    rig.messages.length = 0;
    rig.onRecord = () => {};
    await backfill(rig);
    list.change(5, 6);
    let polled = poll();
    await turns(200);
    for (const kind of ['acknowledge', 'acknowledge', 'refuse'] as const) await answer(kind);
    await polled;
    list.change(5, 5);
    polled = poll();
    await turns(200);
    await answer('acknowledge');
    await answer('acknowledge');
    assert.deepEqual(contentsOf(rig), [1, 2, 6, 3, 4, 5]);
    await answer('refuse');
    await polled;
    assert.deepEqual(contentsOf(rig), [1, 2, 6, 3, 4, 5, 5]);
    await answer('refuse');
    await settled(rig);
    await takesAll({ rig, poll });
    assert.equal(contentsOf(rig).at(-1), 5, `${contentsOf(rig)}`);
  });
});

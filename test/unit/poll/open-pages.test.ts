import assert from 'node:assert/strict';
import { Memory } from '../../../lib/poll/ledger/memory';
import { AskedPages } from '../../../lib/poll/run/asked-pages';
import { ChangingList } from './changing-list';
import { FakeClock, MemoryStore, Rig, turns } from './rig';

/** A node that has sent all records of a list without dates, remembers none of them, and whose flow then keeps what it gets. */
async function begun(list: ChangingList, clock: FakeClock) {
  const store = new MemoryStore();
  const config = {
    ...{ delivery: 'acknowledge', start: 'beginning', maxInFlight: 1, acknowledgeTimeout: 86_400 },
    ...{ overlap: 0, pageSize: 2 },
  };
  const rig = new Rig(list, { config, clock, store, concurrency: 1 });
  const poll = async () => {
    clock.advance(600_000);
    await rig.poller.poll();
    await turns(50);
  };
  const acknowledge = async () => {
    clock.advance(1000);
    rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
    await turns(50);
  };
  const whileTaking = async (promise: Promise<void>) => {
    let isOver = false;
    const over = promise.then(() => {
      isOver = true;
    });
    await turns(50);
    for (let count = 0; count < 20 && !isOver; count += 1) await acknowledge();
    await over;
  };
  const acknowledgeUpTo = async (id: number) => {
    for (let count = 0; count < 40 && rig.messages.at(-1)?.coupa.id !== id; count += 1) await acknowledge();
    assert.equal(rig.messages.at(-1)?.coupa.id, id);
  };
  const remembered = async () => {
    clock.advance(2000);
    await turns(50);
    return (JSON.parse(store.text ?? '') as { memory: unknown[][] }).memory.map(([identity]) => identity);
  };
  rig.onRecord = ({ coupa }) => void rig.poller.acknowledge(coupa.delivery);
  for (let count = 0; count < 3; count += 1) await poll();
  assert.deepEqual(await remembered(), []);
  rig.onRecord = () => {};
  rig.messages.length = 0;
  await rig.poller.backfill({ from: 'beginning', to: undefined });
  await turns(50);
  return { rig, poll, acknowledgeUpTo, whileTaking, remembered };
}

describe('a page of a back-fill in which nothing is to be taken in', () => {
  it('keeps nothing in memory: the one that tells the last id', async () => {
    const clock = new FakeClock();
    const list = new ChangingList(clock, 20);
    const { rig, poll, acknowledgeUpTo, remembered } = await begun(list, clock);
    // The fourth full page is behind it: the last id was asked for.
    await acknowledgeUpTo(9);
    list.change(1, 99);
    const polled = poll();
    await turns(50);
    await acknowledgeUpTo(11);
    assert.equal(rig.messages.filter(({ coupa }) => coupa.id === 1).length, 2);
    await polled;
    await poll();
    await poll();
    // All pages of records that wait were asked for since.
    await acknowledgeUpTo(15);
    await poll();
    await poll();
    assert.notEqual((await rig.poller.report()).backfill, undefined);
    assert.ok(!(await remembered()).includes('1'));
  });

  it('keeps nothing in memory: the one that turned out to be irregular', async () => {
    const clock = new FakeClock();
    class Unordered extends ChangingList {
      override async request(options: Parameters<ChangingList['request']>[0]) {
        const [path = '', query] = options.path.split('?');
        const parameters = new URLSearchParams(query);
        const offset = Number(parameters.get('offset') ?? 0);
        const limit = Number(parameters.get('limit') ?? 50);
        parameters.delete('id[gt]');
        parameters.set('limit', '1000');
        const answer = await super.request({ ...options, path: `${path}?${parameters}` });
        return { ...answer, body: (answer.body as object[]).toReversed().slice(offset, offset + limit) };
      }
    }
    const list = new Unordered(clock, 30);
    const { rig, poll, acknowledgeUpTo, whileTaking, remembered } = await begun(list, clock);
    await acknowledgeUpTo(27);
    list.change(30, 99);
    await whileTaking(poll());
    assert.equal(rig.messages.filter(({ coupa }) => coupa.id === 30).length, 2);
    await whileTaking(poll());
    // All pages that wait were asked for since.
    await acknowledgeUpTo(9);
    await whileTaking(poll());
    await whileTaking(poll());
    assert.notEqual((await rig.poller.report()).backfill, undefined);
    assert.ok(!(await remembered()).includes('30'));
  });

  it('keeps nothing in memory: one that had waited for room, and is asked for when the run has failed', async () => {
    const memory = new Memory();
    const pages = new AskedPages({ memory }, { startedAt: 0 }, { movesPosition: false });
    pages.end();
    await pages.ask(async () => ({}));
    assert.ok(!memory.expectsEarlier(undefined));
  });
});

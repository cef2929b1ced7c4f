import assert from 'node:assert/strict';
import { Memory } from '../../../lib/poll/ledger/memory';
import { AskedPages } from '../../../lib/poll/run/asked-pages';
import { ChangingList } from './changing-list';
import { FakeClock, MemoryStore, Rig, turns } from './rig';

/** A node that has sent all records of a list without dates, remembers none of them, and whose flow then keeps what it gets. */
async function begun(records: number, pageSize: number) {
  const clock = new FakeClock();
  const list = new ChangingList(clock, records);
  const store = new MemoryStore();
  const config = {
    ...{ delivery: 'acknowledge', start: 'beginning', maxInFlight: 1, acknowledgeTimeout: 86_400 },
    ...{ overlap: 0, pageSize },
  };
  const rig = new Rig(list, { config, clock, store });
  const poll = async () => {
    clock.advance(600_000);
    await rig.poller.poll();
    await turns(50);
  };
  const takeAll = () => {
    rig.onRecord = ({ coupa }) => void rig.poller.acknowledge(coupa.delivery);
  };
  const acknowledge = async () => {
    // What is being read has used its slice of a turn by now, and lets others go first.
    clock.advance(1000);
    rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
    await turns(50);
  };
  const backfill = async () => {
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await turns(50);
  };
  /** Records that are remembered, as it is stored. */
  const remembered = async () => {
    clock.advance(2000);
    await turns(50);
    return (JSON.parse(store.text ?? '') as { memory: unknown[][] }).memory.map(([identity]) => identity);
  };
  takeAll();
  for (let count = 0; count < 3; count += 1) await poll();
  assert.deepEqual(await remembered(), []);
  rig.onRecord = () => {};
  rig.messages.length = 0;
  return { list, rig, poll, takeAll, acknowledge, backfill, remembered };
}

describe('what is sent while a back-fill waits with a page', () => {
  it('is remembered until that is taken in, and no longer', async () => {
    const { list, rig, poll, takeAll, acknowledge, backfill, remembered } = await begun(4, 2);
    await backfill();
    list.change(4, 5);
    const polled = poll();
    await turns(50);
    for (let count = 0; count < 3; count += 1) await acknowledge();
    await polled;
    await poll();
    await poll();
    assert.ok((await remembered()).includes('4'));
    takeAll();
    await acknowledge();
    await poll();
    assert.equal((await rig.poller.report()).backfill, undefined);
    assert.deepEqual(await remembered(), []);
  });

  it('is remembered no longer once all pages that wait were asked for since', async () => {
    const { list, rig, poll, acknowledge, backfill, remembered } = await begun(10, 2);
    const acknowledgeUpTo = async (id: number) => {
      for (let count = 0; count < 20 && rig.messages.at(-1)?.coupa.id !== id; count += 1) await acknowledge();
      assert.equal(rig.messages.at(-1)?.coupa.id, id);
    };
    await backfill();
    list.change(1, 11);
    const polled = poll();
    await turns(50);
    await acknowledgeUpTo(5);
    await polled;
    assert.equal(rig.messages.filter(({ coupa }) => coupa.id === 1).length, 2);
    await poll();
    await poll();
    assert.ok((await remembered()).includes('1'));
    await acknowledgeUpTo(9);
    await poll();
    await poll();
    assert.ok(!(await remembered()).includes('1'));
  });

  it('is forgotten once the back-fill has failed', async () => {
    const { list, rig, poll, takeAll, backfill, remembered } = await begun(2, 1);
    list.onItsWay = ({ priority, path }) =>
      priority === 'background' && path.includes('id[gt]=1')
        ? Promise.reject(new Error('broken'))
        : undefined;
    takeAll();
    await backfill();
    list.change(2, 3);
    for (let count = 0; count < 3; count += 1) await poll();
    assert.notEqual((await rig.poller.report()).backfill, undefined);
    assert.ok(!(await remembered()).includes('2'));
  });

  it('makes a list that is empty none that was expected to hold something', async () => {
    const { list, rig, poll, acknowledge, backfill } = await begun(4, 2);
    await backfill();
    list.change(4, 5);
    const polled = poll();
    await turns(50);
    for (let count = 0; count < 3; count += 1) await acknowledge();
    await polled;
    await poll();
    const requests: number[] = [];
    for (let count = 0; count < 2; count += 1) {
      await poll();
      requests.push(rig.summaries.at(-1)?.requests ?? 0);
    }
    assert.deepEqual(requests, [1, 1]);
  });
});

describe('the pages that a back-fill asks for', () => {
  const answer = { statusCode: 200, headers: {}, body: [], elapsed: 1, requests: 1 };

  function pagesOf(movesPosition: boolean) {
    const memory = new Memory();
    const isWaiting = () => memory.expectsEarlier(undefined);
    return { pages: new AskedPages({ memory }, { startedAt: 0 }, { movesPosition }), isWaiting };
  }

  for (const [what, ask] of [
    ['nobody reads', () => Promise.resolve(undefined)],
    ['fails', () => Promise.reject(new Error('broken'))],
  ] as const)
    it(`are waited for until they are taken in, and one that ${what} not at all`, async () => {
      const { pages, isWaiting } = pagesOf(false);
      const asked = pages.ask(ask);
      assert.ok(isWaiting());
      await asked.catch(() => undefined);
      assert.ok(!isWaiting());
      await pages.ask(async (page) => {
        pages.answer(answer, page);
        return answer;
      });
      assert.ok(isWaiting());
      pages.taken(pages.of(answer));
      assert.ok(!isWaiting());
    });

  it('are waited for no longer once it has ended', async () => {
    const { pages, isWaiting } = pagesOf(false);
    await pages.ask(async () => answer);
    assert.ok(isWaiting());
    pages.end();
    assert.ok(!isWaiting());
  });

  it('may be older than what was sent since, those of a poll not', async () => {
    const { pages, isWaiting } = pagesOf(true);
    await pages.ask(async () => answer);
    assert.ok(!isWaiting());
  });
});

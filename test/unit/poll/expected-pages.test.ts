import assert from 'node:assert/strict';
import { Memory } from '../../../lib/poll/ledger/memory';
import { AskedPages } from '../../../lib/poll/run/asked-pages';
import type { RequestOptions } from '../../../lib/ports/requester';
import { ChangingList } from './changing-list';
import { FakeClock, plainSource, type RigOptions, turns } from './rig';
import { SlowFlow } from './slow-flow';

/** Pages of the list are of so many records, and nothing is remembered that no poll returns. */
async function begun<List extends ChangingList>(
  kind: new (clock: FakeClock, count: number) => List,
  records: number,
  pageSize: number,
  options: RigOptions = {},
): Promise<{ list: List; flow: SlowFlow }> {
  const clock = new FakeClock();
  const list = new kind(clock, records);
  const flow = await SlowFlow.begin(clock, list, { ...options, config: { overlap: 0, pageSize } });
  assert.deepEqual(await flow.remembered(), []);
  return { list, flow };
}

/** A part of the list as it is, whatever was asked for of its order. */
class ListInParts extends ChangingList {
  protected async part({ path, ...options }: RequestOptions, from: number, length: number) {
    const [address = '', query] = path.split('?');
    const parameters = new URLSearchParams(query);
    parameters.delete('id[gt]');
    parameters.set('limit', '1000');
    const answer = await super.request({ ...options, path: `${address}?${parameters}` });
    const all = (answer.body as object[]).toReversed();
    return {
      answer: { ...answer, body: all.slice(from, from + length) },
      isLast: from + length >= all.length,
    };
  }
}

/** A tenant that knows neither an order nor `id[gt]`. */
class Unordered extends ListInParts {
  override async request(options: RequestOptions) {
    const query = new URLSearchParams(options.path.split('?')[1]);
    const { answer } = await this.part(
      options,
      Number(query.get('offset') ?? 0),
      Number(query.get('limit') ?? 50),
    );
    return answer;
  }
}

/** A hub. */
class HubsList extends ListInParts {
  override async request(options: RequestOptions) {
    const query = new URLSearchParams(options.path.split('?')[1]);
    const [from, length] = [Number(query.get('nextPage') ?? 0), Number(query.get('pageSize'))];
    const { answer, isLast } = await this.part(options, from, length);
    return { ...answer, headers: isLast ? {} : { 'elements-next-page-token': `${from + length}` } };
  }
}

describe('what is sent while a back-fill waits with a page', () => {
  it('is remembered until that is taken in, and no longer', async () => {
    const { list, flow } = await begun(ChangingList, 4, 2);
    await flow.backfill();
    list.change(4, 5);
    const polled = flow.poll();
    await turns(50);
    for (let count = 0; count < 3; count += 1) await flow.acknowledge();
    await polled;
    await flow.poll();
    await flow.poll();
    assert.ok((await flow.remembered()).includes('4'));
    flow.takeAll();
    await flow.acknowledge();
    await flow.poll();
    assert.ok(!(await flow.isBackfilling()));
    assert.deepEqual(await flow.remembered(), []);
  });

  it('is remembered no longer once all pages that wait were asked for since', async () => {
    const { list, flow } = await begun(ChangingList, 10, 2);
    await flow.backfill();
    list.change(1, 11);
    const polled = flow.poll();
    await turns(50);
    await flow.acknowledgeUpTo(5);
    await polled;
    assert.equal(flow.sendingsOf(1), 2);
    await flow.poll();
    await flow.poll();
    assert.ok((await flow.remembered()).includes('1'));
    await flow.acknowledgeUpTo(9);
    await flow.poll();
    await flow.poll();
    assert.ok(!(await flow.remembered()).includes('1'));
  });

  it('is remembered no longer either where a page only told the last id', async () => {
    const { list, flow } = await begun(ChangingList, 20, 2, { concurrency: 1 });
    await flow.backfill();
    // The fourth full page is behind it: the last id was asked for.
    await flow.acknowledgeUpTo(9);
    list.change(1, 99);
    const polled = flow.poll();
    await turns(50);
    await flow.acknowledgeUpTo(11);
    assert.equal(flow.sendingsOf(1), 2);
    await polled;
    await flow.poll();
    await flow.poll();
    await flow.acknowledgeUpTo(15);
    await flow.poll();
    await flow.poll();
    assert.ok(await flow.isBackfilling());
    assert.ok(!(await flow.remembered()).includes('1'));
  });

  const ofHub = { source: { ...plainSource(), paging: 'token' as const } };
  for (const [how, kind, options] of [
    ['by offset, behind a page that was irregular', Unordered, {}],
    ['by the tokens of a hub', HubsList, ofHub],
  ] as const)
    it(`is remembered no longer either where the list is read ${how}`, async () => {
      const { list, flow } = await begun(kind, 30, 2, options);
      await flow.backfill();
      await flow.acknowledgeUpTo(27);
      list.change(30, 99);
      await flow.pollWhileTaking();
      assert.equal(flow.sendingsOf(30), 2);
      await flow.pollWhileTaking();
      await flow.acknowledgeUpTo(9);
      await flow.pollWhileTaking();
      await flow.pollWhileTaking();
      assert.ok(await flow.isBackfilling());
      assert.ok(!(await flow.remembered()).includes('30'));
      flow.takeAll();
      await flow.acknowledge();
      await turns(500);
      assert.ok(!(await flow.isBackfilling()));
      list.change(30, 100);
      for (let polls = 0; polls < 3; polls += 1) await flow.poll();
      assert.equal(flow.sendingsOf(30), 3);
      assert.ok(!(await flow.remembered()).includes('30'));
    });

  it('is forgotten once the back-fill has failed', async () => {
    const { list, flow } = await begun(ChangingList, 2, 1);
    list.onItsWay = ({ priority, path }) =>
      priority === 'background' && path.includes('id[gt]=1')
        ? Promise.reject(new Error('broken'))
        : undefined;
    flow.takeAll();
    await flow.backfill();
    list.change(2, 3);
    for (let count = 0; count < 3; count += 1) await flow.poll();
    assert.ok(await flow.isBackfilling());
    assert.ok(!(await flow.remembered()).includes('2'));
  });

  it('makes a list that is empty none that was expected to hold something', async () => {
    const { list, flow } = await begun(ChangingList, 4, 2);
    await flow.backfill();
    list.change(4, 5);
    const polled = flow.poll();
    await turns(50);
    for (let count = 0; count < 3; count += 1) await flow.acknowledge();
    await polled;
    await flow.poll();
    const requests: number[] = [];
    for (let count = 0; count < 2; count += 1) {
      await flow.poll();
      requests.push(flow.rig.summaries.at(-1)?.requests ?? 0);
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

  it('are not waited for where they are asked for once it has ended: one had waited for room', async () => {
    const { pages, isWaiting } = pagesOf(false);
    pages.end();
    await pages.ask(async () => answer);
    assert.ok(!isWaiting());
  });
});

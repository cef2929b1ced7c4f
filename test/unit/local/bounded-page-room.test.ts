import assert from 'node:assert/strict';
import { BoundedPageRoom } from '../../../lib/local/bounded-page-room';
import type { RequestOptions } from '../../../lib/ports/requester';
import { idsOf, Rig, turns } from '../poll/rig';

const { signal } = new AbortController();

/** Whether somebody was let in, after everybody had a turn. */
async function isIn(entering: Promise<unknown>): Promise<boolean> {
  let isHere = false;
  void entering.then(() => {
    isHere = true;
  });
  await turns(3);
  return isHere;
}

describe('The room for pages', () => {
  it('lets in as many pages as there are bytes for, and the next when one leaves', async () => {
    const room = new BoundedPageRoom(100);
    const reader = {};
    const first = await room.enter(reader, 40, signal);
    await room.enter(reader, 60, signal);
    const third = room.enter(reader, 10, signal);
    assert.equal(await isIn(third), false);
    first.leave();
    first.leave();
    assert.equal(await isIn(third), true);
    assert.equal(await isIn(room.enter(reader, 31, signal)), false);
  });

  it('lets in more when a page turns out to be smaller than was thought', async () => {
    const room = new BoundedPageRoom(100);
    const reader = {};
    const first = await room.enter(reader, 100, signal);
    const second = room.enter(reader, 50, signal);
    first.takes(50);
    assert.equal(await isIn(second), true);
  });

  it('never lets a reader wait that has no page under way, however large it is', async () => {
    const room = new BoundedPageRoom(100);
    await room.enter({}, 1000, signal);
    assert.equal(await isIn(room.enter({}, 1000, signal)), true);
  });

  it('lets nobody wait who is aborted, and gives nothing away for it', async () => {
    const room = new BoundedPageRoom(100);
    const reader = {};
    const first = await room.enter(reader, 100, signal);
    const stop = new AbortController();
    const second = room.enter(reader, 100, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
    await assert.rejects(room.enter(reader, 100, stop.signal), /enough/);
    first.leave();
    assert.equal(await isIn(room.enter(reader, 100, signal)), true);
    assert.equal(await isIn(room.enter(reader, 1, signal)), false);
  });
});

describe('A long scan', () => {
  for (const [what, fails] of [
    ['', -1],
    [', and leaves none of it taken when it fails', 30],
  ] as const) {
    it(`has no more pages under way than there is room for${what}`, async () => {
      const pageRoom = new BoundedPageRoom(1000);
      let underWay = 0;
      let most = 0;
      let asked = 0;
      const request = async ({ path }: RequestOptions) => {
        asked += 1;
        underWay += 1;
        most = Math.max(most, underWay);
        await turns(2);
        const query = new URL(path, 'http://tenant').searchParams;
        const upTo = Number(query.get('id[lt_or_eq]') ?? 3000);
        const after = Number(query.get('id[gt]') ?? 0);
        const isLast = query.get('dir') === 'desc';
        const first = isLast ? 3000 : after + 1;
        const length = isLast ? 1 : Math.max(0, Math.min(50, upTo - after, 3000 - after));
        if (asked === fails) throw new Error('no');
        const body = Array.from({ length }, (_, index) => ({ id: first + index }));
        if (isLast || length === 0) underWay -= 1;
        return {
          statusCode: 200,
          headers: {},
          body,
          elapsed: 1,
          requests: 1,
          bytes: 400,
          date: Date.UTC(2026, 1),
        };
      };
      const rig = new Rig({ request, pageRoom }, { config: { start: 'beginning' } });
      rig.onRecord = ({ coupa }) => {
        if (Number(coupa.id) % 50 === 0) underWay -= 1;
      };
      await rig.poller.poll().catch(() => undefined);
      if (fails < 0) {
        assert.equal(new Set(idsOf(rig)).size, 3000);
        // Two have room. One more may be asked for before the first have told how large they are.
        assert.ok(most <= 3, `${most} pages were under way`);
      }
      const reader = {};
      await pageRoom.enter(reader, 0, signal);
      assert.equal(await isIn(pageRoom.enter(reader, 1000, signal)), true);
    });
  }
});

describe('A poll beside another one of its connection that waits for its flow with all pages that there is room for', () => {
  for (const count of [0, 49, 50, 51, 250])
    it(`ends where its list has ${count} records`, async () => {
      const pageRoom = new BoundedPageRoom(1000);
      const waiting = await pageRoom.enter({}, 900, signal);
      const request = async ({ path }: RequestOptions) => {
        await turns(1);
        const query = new URL(path, 'http://tenant').searchParams;
        const after = Number(query.get('id[gt]') ?? 0) + Number(query.get('offset') ?? 0);
        const length = Math.max(0, Math.min(Number(query.get('limit')), count - after));
        const isLast = query.get('dir') === 'desc';
        const body = isLast
          ? [{ id: count }]
          : Array.from({ length }, (_, index) => ({ id: after + index + 1 }));
        const date = Date.UTC(2026, 1);
        return { statusCode: 200, headers: {}, body, elapsed: 1, requests: 1, bytes: 8 * body.length, date };
      };
      const rig = new Rig({ request, pageRoom }, { config: { start: 'beginning' } });
      void rig.poller.poll();
      await turns(200);
      assert.equal(rig.summaries.length, 1);
      assert.equal(idsOf(rig).length, count);
      waiting.leave();
    });
});

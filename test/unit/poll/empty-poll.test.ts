import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { parseRecords } from '../../../lib/connection/json/parse-list';
import type { SettledState } from '../../../lib/poll/model/state';
import type { PollSummary } from '../../../lib/poll/model/summary';
import { isEmptyPoll } from '../../../lib/poll/run/empty-poll';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { FakeClock, idsOf, Rig, turns } from './rig';

const minute = 60_000;

/** A tenant on the clock of the test; it lists what was updated since, in one page. */
class Tenant {
  readonly clock = new FakeClock();
  readonly records: { id: number; updated: number }[] = [];
  isDown = false;

  add(id: number): void {
    this.records.push({ id, updated: this.clock.now() });
  }

  request({ path }: RequestOptions): Promise<Answer> {
    if (this.isDown) return Promise.reject(new CoupaError('COUPA_NETWORK', phrase`Down.`));
    const query = new URL(path, 'http://tenant').searchParams;
    const since = Date.parse(query.get('updated-at[gt_or_eq]') ?? '1970-01-01T00:00:00Z');
    const after = Number(query.get('id[gt]') ?? 0);
    const page = this.records.filter(({ id, updated }) => id > after && updated >= since);
    const listed = page.map(({ id, updated }) => {
      const date = new Date(updated).toISOString();
      return { id, 'updated-at': date, 'created-at': date };
    });
    const body = parseRecords(Buffer.from(JSON.stringify(listed)));
    return Promise.resolve({
      statusCode: 200,
      headers: {},
      body,
      elapsed: 1,
      requests: 1,
      date: this.clock.now(),
    });
  }
}

describe('A poll that finds nothing', () => {
  let tenant: Tenant;
  let rig: Rig;

  /** Polls, so many minutes after the poll before. @returns how often that was written */
  async function poll(minutes: number): Promise<number> {
    tenant.clock.advance(minutes * minute);
    const { saves } = rig.store;
    await rig.poller.poll();
    return rig.store.saves - saves;
  }

  beforeEach(async () => {
    tenant = new Tenant();
    tenant.clock.advance(60 * minute);
    rig = new Rig(tenant, { config: { start: 'now', overlap: 60 }, clock: tenant.clock });
    assert.ok((await poll(0)) > 0, 'the first poll says where to begin');
    tenant.clock.advance(minute);
  });

  it('is written when the last time was five minutes ago, and moves the position all the same', async () => {
    const writes: number[] = [];
    for (let polled = 0; polled < 10; polled += 1) writes.push(await poll(1));
    assert.deepEqual(writes, [0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
    assert.equal(rig.summaries.at(-1)?.position, new Date(tenant.clock.now() - 1000).toISOString());
  });

  it('is written when the node is closed', async () => {
    await poll(1);
    const { saves } = rig.store;
    await rig.poller.close();
    assert.equal(rig.store.saves, saves + 1);
  });

  it('may be forgotten when the process is killed: nothing is lost, and nothing comes twice', async () => {
    tenant.add(1);
    await poll(1);
    await poll(2);
    await poll(1);
    tenant.add(2);
    rig.crash();
    await poll(1);
    assert.deepEqual(idsOf(rig), [1, 2]);
    rig.crash();
    await poll(1);
    assert.deepEqual(idsOf(rig), [1, 2]);
  });

  it('is written where the poll before it failed, which is over then', async () => {
    await poll(1);
    tenant.isDown = true;
    tenant.clock.advance(minute);
    await assert.rejects(rig.poller.poll());
    tenant.clock.advance(2000);
    await turns();
    tenant.isDown = false;
    await poll(0.01);
    rig.crash();
    assert.equal((await rig.poller.report()).lastPoll?.error, undefined);
  });

  describe('is one that nobody would miss', () => {
    const last = { pages: 0 } as PollSummary;
    const clock = { checkpoints: [], told: {} };
    const state = { paused: false, notices: [], position: 1000, last, clock } as unknown as SettledState;
    const later = { ...state, position: 2000 };
    const step = { step: { at: 1500 }, polls: 0, isMeasured: true, isTold: false };
    const cases: [what: string, before: object, after: object, pages: number][] = [
      ['it found a page', {}, {}, 1],
      ['it is the first', { position: undefined }, {}, 0],
      ['it begins anew', { restart: 'now' }, {}, 0],
      ['nothing is known of one before it', { last: undefined }, {}, 0],
      [
        'the one before it failed',
        { last: { ...last, error: { code: 'COUPA_NETWORK', message: '' } } },
        {},
        0,
      ],
      ['the position goes back', {}, { position: 999 }, 0],
      ['somebody was told something', {}, { notices: ['told'] }, 0],
      ['something was left over', { leftover: {} }, {}, 0],
      ['something is left over', {}, { leftover: {} }, 0],
      ['the clock is in doubt', {}, { clock: { ...clock, doubt: { at: 1 } } }, 0],
      ['the clock was set back', { clock: { ...clock, back: {} } }, {}, 0],
      ['the clock steps ahead', {}, { clock: { ...clock, checkpoints: [step] } }, 0],
    ];

    it('where it moved the position and did nothing else', () => {
      assert.equal(isEmptyPoll(state, later, last), true);
    });

    for (const [what, before, after, pages] of cases)
      it(`but not where ${what}`, () => {
        assert.equal(isEmptyPoll({ ...state, ...before }, { ...later, ...after }, { ...last, pages }), false);
      });
  });
});

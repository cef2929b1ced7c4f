import assert from 'node:assert/strict';
import { unseal } from '../../../lib/local/seal';
import { Scan } from '../../../lib/poll/scan/scan';
import type { RequestOptions } from '../../../lib/ports/requester';
import { idsOf, MemoryStore, plainSource, Rig, turns } from './rig';

const hour = 3_600_000;

/** A hub with a record of each hour that has begun. */
class HourlyHub {
  hours = 1;
  /** A record that was updated before all others, and shows up late. */
  lateId: number | undefined;
  statusCode = 200;
  /** What it answers in place of a list. */
  instead: { body: unknown; headers?: Record<string, string> } | undefined;

  request = async ({ path }: RequestOptions) => {
    const since = new URLSearchParams(path.slice(path.indexOf('?'))).get('updated-at[gt_or_eq]') ?? '';
    const all = Array.from({ length: this.hours }, (_, at) => at);
    const records = all.map((at) => ({ id: at + 1, 'updated-at': iso(at * hour) }));
    if (this.lateId !== undefined) records.push({ id: this.lateId, 'updated-at': iso(-hour) });
    const list = records.filter((one) => one['updated-at'] >= since);
    const { body, headers = {} } = this.instead ?? { body: list };
    const date = Date.parse(iso((this.hours - 1) * hour)) + hour / 2;
    return { statusCode: this.statusCode, headers, body, date, elapsed: 1, requests: 1 };
  };
}

function iso(passed: number): string {
  return new Date(Date.UTC(2026, 10, 22) + passed).toISOString().replace('.000', '');
}

async function pollThrice(hub: HourlyHub, instead: HourlyHub['instead'], statusCode = 200) {
  const rig = new Rig(hub, {
    config: { start: 'beginning' },
    source: { ...plainSource(), paging: 'token' },
  });
  // Two answers agree on the time.
  for (let polls = 0; polls < 2; polls += 1) await rig.poller.poll();
  hub.hours = 2;
  rig.clock.advance(hour);
  Object.assign(hub, { instead, statusCode });
  const { position } = await rig.poller.poll();
  hub.hours = 3;
  rig.clock.advance(hour);
  Object.assign(hub, { instead: undefined, statusCode: 200 });
  await rig.poller.poll();
  return { rig, position };
}

describe('A hub that answers without a body where a list should be', () => {
  for (const [what, body] of [
    ['nothing', undefined],
    ['null', null],
  ] as const)
    it(`loses nothing by that, and it is told: ${what}, twice in a row`, async () => {
      const { rig, position } = await pollThrice(new HourlyHub(), { body });
      assert.deepEqual(idsOf(rig), [1, 2, 3]);
      assert.equal(position, '2026-11-22T00:29:59.000Z');
      assert.match(rig.notices.join(), /answered without a body where a list should be/);
      assert.deepEqual(rig.errors, []);
    });

  for (const [what, instead, statusCode] of [
    ['with status 204', { body: undefined }, 204],
    ['with a count of none', { body: undefined, headers: { 'elements-total-count': '0' } }, 200],
    ['with an empty list', { body: [] }, 200],
  ] as const)
    it(`moves the position where it says that there is nothing: ${what}`, async () => {
      const { rig, position } = await pollThrice(new HourlyHub(), instead, statusCode);
      assert.equal(position, '2026-11-22T01:29:59.000Z');
      assert.deepEqual(rig.notices, []);
    });

  it('is asked once more also where it says that there is nothing, if the list should hold what is remembered', async () => {
    const hub = new HourlyHub();
    let isOnce = false;
    const request = async (options: RequestOptions) => {
      const answer = await hub.request(options);
      if (!isOnce) return answer;
      isOnce = false;
      return { ...answer, body: [] };
    };
    const source = { ...plainSource(), paging: 'token' as const };
    const config = { start: 'beginning', overlap: 3600 };
    const rig = new Rig({ request }, { config, source });
    for (let polls = 0; polls < 2; polls += 1) await rig.poller.poll();
    hub.hours = 2;
    rig.clock.advance(hour);
    isOnce = true;
    const { requests } = await rig.poller.poll();
    assert.deepEqual([idsOf(rig), requests], [[1, 2], 2]);
  });

  it('ends a back-fill with nothing, and says so each time: nobody knows whether that is all', async () => {
    const hub = new HourlyHub();
    const rig = new Rig(hub, { config: { start: 'now' }, source: { ...plainSource(), paging: 'token' } });
    hub.instead = { body: undefined };
    for (let count = 1; count <= 2; count += 1) {
      await rig.poller.backfill({ from: 'beginning', to: undefined });
      for (let turn = 0; turn < 1000 && rig.summaries.length < count; turn += 1) await turns(1);
      assert.equal(rig.errors.length, count);
      assert.match(
        rig.errors[count - 1]?.message ?? '',
        /answered a back-fill without a body.*Nothing was sent/,
      );
    }
    assert.deepEqual(rig.notices, []);
  });

  it('has answered with a list where only its first page was empty and named a next one', async () => {
    const hub = new HourlyHub();
    const request = async (options: RequestOptions) => {
      const isFirst = !options.path.includes('nextPage=') && options.path.includes('pageSize=50');
      const answer = await hub.request(options);
      return isFirst ? { ...answer, body: undefined, headers: { 'elements-next-page-token': 'b' } } : answer;
    };
    const rig = new Rig(
      { request },
      { config: { start: 'beginning' }, source: { ...plainSource(), paging: 'token' } },
    );
    await rig.poller.poll();
    const { position } = await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [1]);
    assert.equal(position, '2026-11-22T00:29:59.000Z');
    assert.deepEqual(rig.notices, []);
  });

  it('is asked again for what an earlier poll could not read and left behind', async () => {
    const hub = new HourlyHub();
    const store = new MemoryStore();
    const options = {
      config: { start: 'beginning' },
      source: { ...plainSource(), paging: 'token' as const },
      store,
    };
    const first = new Rig(hub, options).poller;
    for (let polls = 0; polls < 2; polls += 1) await first.poll();
    const read = unseal(Buffer.from(store.text ?? ''));
    assert.ok(read.kind === 'whole');
    const leftover = Scan.begin({ poll: 'the first', lower: 0 }, [{ after: 49, upTo: 50 }]).toRow();
    await store.save({ ...Object(read.document), leftover });
    const rig = new Rig(hub, options);
    hub.instead = { body: undefined };
    await rig.poller.poll();
    hub.instead = undefined;
    hub.lateId = 50;
    await rig.poller.poll();
    assert.ok(idsOf(rig).includes(50));
  });
});

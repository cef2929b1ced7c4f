import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { parseRecords } from '../../../lib/connection/json/parse-list';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { idsOf, plainSource, Rig } from './rig';

const ways = ['by id', 'as a hub', 'by offset'] as const;

/** A list of 6000 records that change all at once, and last did before the first poll; what a test says of one of them it may say otherwise later. */
class LongList {
  now = Date.UTC(2026, 10, 22);
  changedAt = Date.UTC(2026, 0, 1);
  /** Records whose date nobody can read. */
  bad: readonly number[] = [];
  /** JSON of records that is not as it should be. */
  broken = new Map<number, string>();
  /** Whether what was left behind cannot be asked for. */
  fails: (query: URLSearchParams) => boolean = () => false;

  constructor(private readonly way: (typeof ways)[number]) {}

  readonly request = ({ path }: RequestOptions): Promise<Answer> => {
    const query = new URLSearchParams(path.slice(path.indexOf('?')));
    const isOld = Date.parse(query.get('updated-at[gt_or_eq]') ?? '') > this.changedAt;
    if (!isOld && this.fails(query))
      return Promise.reject(new CoupaError('COUPA_VALIDATION', phrase`The tenant refuses that.`));
    const { ids, next } = isOld ? { ids: [], next: undefined } : this.page(query);
    const headers: Record<string, string> = next === undefined ? {} : { 'elements-next-page-token': next };
    const body = parseRecords(Buffer.from(`[${ids.map((id) => this.write(id)).join()}]`));
    return Promise.resolve({ statusCode: 200, headers, body, date: this.now, elapsed: 1, requests: 1 });
  };

  private page(query: URLSearchParams): { ids: number[]; next?: string | undefined } {
    if (this.way === 'by id') {
      const low = Number(query.get('id[gt]')) + Number(query.get('offset'));
      const high = Math.min(
        6000,
        Number(query.get('id[lt_or_eq]') ?? 6000),
        low + Number(query.get('limit')),
      );
      if (query.get('dir') === 'desc') return { ids: [6000] };
      return { ids: Array.from({ length: Math.max(0, high - low) }, (_, index) => low + index + 1) };
    }
    const isHub = this.way === 'as a hub';
    const start = Number(query.get(isHub ? 'nextPage' : 'offset'));
    const end = Math.min(6000, start + Number(query.get(isHub ? 'pageSize' : 'limit')));
    const ids = Array.from({ length: Math.max(0, end - start) }, (_, index) => 6000 - start - index);
    return { ids, next: isHub && end < 6000 ? `${end}` : undefined };
  }

  private write(id: number): string {
    const date = this.bad.includes(id) ? 'yesterday' : new Date(this.changedAt).toISOString();
    return this.broken.get(id) ?? `{"id":${id},"updated-at":"${date}"}`;
  }
}

/** A node that has read the list, and left records behind. */
async function hasLeftBehind(
  way: (typeof ways)[number],
  bad: readonly number[],
  broken: readonly (readonly [id: number, json: string])[] = [],
) {
  const list = new LongList(way);
  list.bad = bad;
  list.broken = new Map(broken);
  const source = { ...plainSource(), paging: way === 'as a hub' ? ('token' as const) : ('id' as const) };
  const rig = new Rig(list, { config: { start: 'beginning' }, source, concurrency: 1 });
  await rig.poller.poll();
  assert.equal(rig.messages.length, 6000 - bad.length - broken.length);
  rig.messages.length = 0;
  return { list, rig };
}

describe('what a long scan has left behind', () => {
  it('is sent once, also where more of it cannot be asked for', async () => {
    const { list, rig } = await hasLeftBehind('by id', [3000, 4000]);
    list.bad = [];
    list.fails = (query) => query.get('id[lt_or_eq]') === '4000';
    for (let polls = 0; polls < 3; polls += 1) await assert.rejects(rig.poller.poll());
    assert.deepEqual(idsOf(rig), [3000]);
    list.fails = () => false;
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [3000, 4000]);
  });

  it('is read with what another long scan leaves behind, which neither holds the position nor is sent with each poll', async () => {
    const { list, rig } = await hasLeftBehind('by id', [3000]);
    list.changedAt = list.now + 1_800_000;
    list.now += 3_600_000;
    list.bad = [3000, 4000];
    const { position = '' } = await rig.poller.poll();
    assert.ok(Date.parse(position) > list.changedAt, position);
    assert.equal(rig.messages.length, 5998);
    rig.messages.length = 0;
    for (let polls = 0; polls < 3; polls += 1) {
      list.now += 900_000;
      await rig.poller.poll();
    }
    assert.deepEqual(idsOf(rig), []);
    list.bad = [];
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [3000, 4000]);
  });

  it('is no more with each poll that fails behind what is still broken', async () => {
    const { list, rig } = await hasLeftBehind('by id', [], [[3000, '{"note":"5" pipe","id":3000}']]);
    let isRefused = true;
    let asked = 0;
    list.fails = (query) => {
      asked += 1;
      return isRefused && query.has('offset');
    };
    for (let polls = 0; polls < 3; polls += 1) await assert.rejects(rig.poller.poll());
    isRefused = false;
    asked = 0;
    await rig.poller.poll();
    assert.ok(asked <= 3, `${asked} requests for one record`);
    list.broken.clear();
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [3000]);
  });

  for (const [what, json] of [
    ['each by itself', '{"note":tru}'],
    ['as if they were one', '{"note":"5" pipe","id":'],
  ] as const)
    it(`is all sent, and no more with each poll, where broken records stand side by side, ${what}`, async () => {
      const broken = [3003, 3004].map((id) => [id, json.endsWith(':') ? `${json}${id}}` : json] as const);
      const { list, rig } = await hasLeftBehind('by id', [], broken);
      const asked: number[] = [];
      list.fails = () => {
        asked.push((asked.pop() ?? 0) + 1);
        return false;
      };
      for (let polls = 0; polls < 4; polls += 1) {
        asked.push(0);
        await rig.poller.poll();
      }
      assert.ok(Math.max(...asked) <= 4, `${asked.join()} requests for two records`);
      list.broken.clear();
      await rig.poller.poll();
      assert.deepEqual(idsOf(rig), [3003, 3004]);
    });

  for (const way of ['as a hub', 'by offset'] as const) {
    it(`is sent once, also where the list that gives it whole, ${way}, cannot be read to its end`, async () => {
      const { list, rig } = await hasLeftBehind(way, [1000, 3020]);
      list.bad = [1000];
      list.fails = (query) => Number(query.get('nextPage') ?? query.get('offset')) > 4000;
      for (let polls = 0; polls < 3; polls += 1) await assert.rejects(rig.poller.poll());
      list.fails = () => false;
      for (let polls = 0; polls < 2; polls += 1) await rig.poller.poll();
      assert.deepEqual(idsOf(rig), [3020]);
      list.bad = [];
      await rig.poller.poll();
      assert.deepEqual(idsOf(rig), [3020, 1000]);
    });

    const note = '"note":"5" pipe"';
    for (const [what, broken] of [
      ['its JSON is broken', [[3020, `{"id":3020,${note}}`]]],
      ['its JSON is broken before its id', [[3020, `{${note},"id":3020}`]]],
      [
        'broken JSON beside it hides it',
        [
          [3021, `{"id":3021,${note}}`],
          [3019, `{"id":3019,${note}}`],
        ],
      ],
    ] as const)
      it(`is not given up where ${what} meanwhile, ${way}`, async () => {
        const { list, rig } = await hasLeftBehind(way, [1000, 3020]);
        list.bad = [];
        list.broken = new Map(broken);
        for (let polls = 0; polls < 3; polls += 1) await rig.poller.poll();
        list.broken.clear();
        await rig.poller.poll();
        assert.deepEqual(idsOf(rig), [1000, 3020]);
      });
  }
});

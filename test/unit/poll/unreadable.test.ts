import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { parseRecords } from '../../../lib/connection/json/parse-list';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { idsOf, MemoryStore, plainSource, Rig } from './rig';

/** A list of records with ascending ids, one of which has a date that nobody can read. */
class ListWithBadDate {
  bad = true;
  requests: string[] = [];

  constructor(
    private readonly size: number,
    private readonly badId: number,
  ) {}

  request({ path }: RequestOptions): Promise<Answer> {
    this.requests.push(path);
    const query = new URLSearchParams(path.slice(path.indexOf('?')));
    const after = Number(query.get('id[gt]') ?? 0);
    const upTo = Number(query.get('id[lt_or_eq]') ?? this.size);
    const since = Date.parse(query.get('updated-at[gt_or_eq]') ?? '');
    const limit = Number(query.get('limit'));
    const skipped = Number(query.get('offset'));
    const ids = query.get('dir') === 'desc' ? [this.size] : this.idsAfter(after, upTo).slice(skipped);
    const body = since > Date.UTC(2026, 0, 2) ? [] : ids.slice(0, limit).map((id) => this.record(id));
    return Promise.resolve({
      statusCode: 200,
      headers: {},
      body,
      date: Date.UTC(2026, 10, 22),
      elapsed: 1,
      requests: 1,
    });
  }

  private idsAfter(after: number, upTo: number): number[] {
    const ids = [];
    for (let id = after + 1; id <= upTo && ids.length < 50; id += 1) ids.push(id);
    return ids;
  }

  private record(id: number): object {
    const date = id === this.badId && this.bad ? 'yesterday' : '2026-01-01T00:00:00Z';
    return { id, 'created-at': date, 'updated-at': date };
  }
}

describe('a record whose date cannot be read', () => {
  it('holds the position of a short scan; the others are sent once, it comes when it can be read', async () => {
    const list = new ListWithBadDate(120, 60);
    const rig = new Rig(list, { config: { start: 'beginning' } });
    const first = await rig.poller.poll();
    assert.equal(first.position, undefined);
    assert.equal(rig.messages.length, 119);
    assert.equal(rig.errors[0]?.code, 'COUPA_RESPONSE');
    assert.match(rig.errors[0]?.message ?? '', /"updated-at" of record 60.*yesterday/s);
    list.bad = false;
    const second = await rig.poller.poll();
    assert.equal(rig.messages.length, 120);
    assert.equal(rig.messages.at(-1)?.coupa.id, 60);
    assert.equal(second.position, '2026-11-21T23:59:59.000Z');
  });

  it('does not make a long back-fill start over: it is left behind and read again alone', async () => {
    const list = new ListWithBadDate(12_000, 7001);
    const rig = new Rig(list, { config: { start: 'beginning' } });
    const first = await rig.poller.poll();
    assert.equal(rig.messages.length, 11_999);
    assert.equal(first.position, '2026-11-21T23:59:59.000Z');
    await rig.poller.poll();
    assert.equal(rig.messages.length, 11_999);
    list.bad = false;
    list.requests = [];
    const last = await rig.poller.poll();
    assert.equal(rig.messages.length, 12_000);
    const { records, created, updated, requests } = last;
    assert.deepEqual([records, created + updated, requests], [1, 1, list.requests.length]);
    assert.deepEqual(rig.summaries.at(-1), last);
    assert.equal((await rig.poller.report()).lastPoll?.records, 1);
    assert.equal(rig.messages.at(-1)?.coupa.id, 7001);
    assert.ok(list.requests.length <= 3, `${list.requests.length} requests for one record`);
  });
});

describe('a record that a long scan left behind', () => {
  /** What the list holds, where it is not parsed. */
  function asText(list: ListWithBadDate, write: (id: number) => string) {
    return async (options: RequestOptions): Promise<Answer> => {
      const answer = await list.request(options);
      const texts = (answer.body as { id: number }[]).map(({ id }) => write(id));
      return { ...answer, body: parseRecords(Buffer.from(`[${texts.join()}]`)) };
    };
  }

  for (const at of [1, 2, 50, 7001, 7049, 7050])
    it(`is read again where not even its id could be told, since its JSON was broken before that: ${at}`, async () => {
      const list = new ListWithBadDate(12_000, 0);
      let isBroken = true;
      const write = (id: number) =>
        `{"note":"${id === at && isBroken ? '5" pipe' : 'pipe'}","id":${id},"updated-at":"2026-01-01T00:00:00Z"}`;
      const config = { start: 'beginning' };
      const rig = new Rig({ request: asText(list, write) }, { config, concurrency: at > 50 ? 4 : 1 });
      for (let polls = 0; polls < 2; polls += 1) {
        const { position } = await rig.poller.poll();
        assert.equal(position, '2026-11-21T23:59:59.000Z');
        assert.equal(rig.messages.length, 11_999);
        assert.match(rig.errors.at(-1)?.message ?? '', /Record \(without id\) of the answer cannot be read/);
      }
      isBroken = false;
      list.requests = [];
      await rig.poller.poll();
      assert.deepEqual([rig.messages.length, rig.messages.at(-1)?.coupa.id], [12_000, at]);
      assert.ok(list.requests.length <= 4, `${list.requests.length} requests for one record`);
    });

  /** The same list as a hub gives it, or a tenant that ignores `id[gt]`; those who ask get it in descending order. */
  function whole(list: ListWithBadDate, paging: 'token' | 'id', write: (id: number) => string) {
    const all = Array.from({ length: 6000 }, (_, index) => 6000 - index);
    return async ({ path }: RequestOptions): Promise<Answer> => {
      const query = new URLSearchParams(path.slice(path.indexOf('?')));
      const [start, size] = ['nextPage', 'pageSize', 'offset', 'limit']
        .slice(paging === 'token' ? 0 : 2)
        .map((name) => Number(query.get(name)));
      const end = (start ?? 0) + (size ?? 0);
      const isOld = Date.parse(query.get('updated-at[gt_or_eq]') ?? '') > Date.UTC(2026, 0, 2);
      const ids = isOld ? [] : all.slice(start, end);
      const isMore = paging === 'token' && ids.length > 0 && end < all.length;
      const headers: Record<string, string> = isMore ? { 'elements-next-page-token': `${end}` } : {};
      list.requests.push(path);
      const body = parseRecords(Buffer.from(`[${ids.map(write).join()}]`));
      return { statusCode: 200, headers, body, date: Date.UTC(2026, 10, 22), elapsed: 1, requests: 1 };
    };
  }

  for (const [who, paging] of [
    ['a hub gives', 'token'],
    ['a tenant that ignores id[gt] gives', 'id'],
  ] as const) {
    it(`is all that is sent of the list that ${who} whole with it`, async () => {
      const list = new ListWithBadDate(6000, 3000);
      const date = (id: number) => (id === 3000 && list.bad ? 'yesterday' : '2026-01-01T00:00:00Z');
      const request = whole(list, paging, (id) => `{"id":${id},"updated-at":"${date(id)}"}`);
      const source = { ...plainSource(), paging };
      const rig = new Rig({ request }, { config: { start: 'beginning' }, source });
      for (let polls = 1; polls <= 3; polls += 1) {
        const { position } = await rig.poller.poll();
        assert.equal(position, '2026-11-21T23:59:59.000Z');
        assert.equal(rig.messages.length, 5999);
        assert.equal(rig.errors.length, polls);
      }
      list.bad = false;
      await rig.poller.poll();
      assert.deepEqual([rig.messages.length, rig.messages.at(-1)?.coupa.id], [6000, 3000]);
      list.requests = [];
      await rig.poller.poll();
      assert.ok(list.requests.length <= 3, `${list.requests.length} requests for nothing`);
    });

    it(`holds the position, and all else is sent once, where its JSON is broken in the list that ${who}`, async () => {
      const list = new ListWithBadDate(6000, 3000);
      const note = (id: number) => (id === 3000 && list.bad ? '5" pipe' : 'pipe');
      const write = (id: number) => `{"note":"${note(id)}","id":${id},"updated-at":"2026-01-01T00:00:00Z"}`;
      const source = { ...plainSource(), paging };
      const rig = new Rig(
        { request: whole(list, paging, write) },
        { config: { start: 'beginning' }, source },
      );
      for (let polls = 1; polls <= 2; polls += 1) {
        const { position } = await rig.poller.poll();
        assert.deepEqual([rig.messages.length, position], [5999, undefined]);
      }
      list.bad = false;
      const { position } = await rig.poller.poll();
      assert.deepEqual([rig.messages.length, rig.messages.at(-1)?.coupa.id], [6000, 3000]);
      assert.equal(position, '2026-11-21T23:59:59.000Z');
    });
  }

  it('keeps nothing else back where it cannot be asked for, and that is told', async () => {
    const list = new ListWithBadDate(12_000, 7001);
    const store = new MemoryStore();
    const before = new Rig(list, { config: { start: 'beginning' }, store });
    await before.poller.poll();
    await before.poller.close();
    let isRefused = true;
    const date = '2026-11-22T00:00:00Z';
    const request = (options: RequestOptions): Promise<Answer> => {
      const isLeftover = options.path.includes('id[lt_or_eq]');
      if (isLeftover && isRefused)
        return Promise.reject(new CoupaError('COUPA_VALIDATION', phrase`The tenant refuses that.`));
      if (isLeftover) return list.request(options);
      const body = options.path.includes('id[gt]') ? [] : [{ id: 12_001, 'updated-at': date }];
      const answer = { statusCode: 200, headers: {}, elapsed: 1, requests: 1 };
      return Promise.resolve({ ...answer, body, date: Date.parse(date) });
    };
    const rig = new Rig({ request }, { config: { start: 'beginning' }, store });
    for (let polls = 0; polls < 2; polls += 1)
      await assert.rejects(rig.poller.poll(), {
        code: 'COUPA_VALIDATION',
        message: /still missing.* everything else was read.*The tenant refuses that\.$/,
      });
    assert.deepEqual(idsOf(rig), [12_001]);
    list.bad = isRefused = false;
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [12_001, 7001]);
  });

  for (const [what, usesMessage] of [
    ['another one', false],
    ['one that takes a value from the message', true],
  ] as const)
    it(`is read again where its URL was changed meanwhile, to ${what}`, async () => {
      const list = new ListWithBadDate(12_000, 7001);
      const store = new MemoryStore();
      const before = new Rig(list, { config: { start: 'beginning' }, store });
      await before.poller.poll();
      await before.poller.close();
      list.bad = false;
      list.requests = [];
      const source = { ...plainSource('&type=1'), usesMessage };
      const render: typeof source.render = (bounds, message) => {
        if (usesMessage && message === undefined) throw new CoupaError('COUPA_CONFIG', phrase`no message`);
        return source.render(bounds, message);
      };
      const rig = new Rig(list, { config: { start: 'beginning' }, store, source: { ...source, render } });
      await rig.poller.poll({ type: 1 });
      assert.deepEqual(idsOf(rig), [7001]);
      assert.ok(list.requests.every((path) => path.includes('&type=1')));
    });
});

/** A list whose records are in this order, whatever their ids; its tenant compares ids as texts, and heeds `offset`. */
class ListOfIds {
  requests: string[] = [];

  ids: unknown[];

  constructor(ids: unknown[]) {
    this.ids = ids;
  }

  request({ path }: RequestOptions): Promise<Answer> {
    this.requests.push(path);
    const query = new URLSearchParams(path.slice(path.indexOf('?')));
    const after = query.get('id[gt]');
    const start =
      (after === null ? 0 : this.ids.map(String).indexOf(after) + 1) + Number(query.get('offset'));
    const ids =
      query.get('id[lt_or_eq]') === '0' ? [] : this.ids.slice(start, start + Number(query.get('limit')));
    const date = '2026-11-22T00:00:00Z';
    const body = ids.map((id) => ({ id, 'created-at': date, 'updated-at': date }));
    return Promise.resolve({
      statusCode: 200,
      headers: {},
      body,
      date: Date.UTC(2026, 10, 22),
      elapsed: 1,
      requests: 1,
    });
  }
}

describe('a record whose id cannot be used', () => {
  const half = '7\ud83d';
  const long = 'x'.repeat(5_000_000);
  const cases: [what: string, ids: unknown[], good: unknown[], told: RegExp][] = [
    ['half of a character, in the middle', [1, half, 3], [1, 3], /half of a character/],
    ['half of a character, at the end', [1, 2, '\udc00'], [1, 2], /half of a character/],
    ['half of a character, at first', ['\udc00', 2, 3], [2, 3], /half of a character/],
    ['half of a character, alone', [half], [], /half of a character/],
    ['several side by side', [1, half, `${half}8`, `${half}9`, 5, 6], [1, 5, 6], /half of a character/],
    ['5 MB', [1, long, 3], [1, 3], /"x{60}…" in field "id", is longer than 512 characters/],
  ];
  for (const [what, ids, good, told] of cases) {
    it(`(${what}) is told, and the others arrive, now and later`, async () => {
      const list = new ListOfIds(ids);
      const rig = new Rig(list, { config: { start: 'beginning', pageSize: 2 } });
      await rig.poller.poll();
      assert.deepEqual(idsOf(rig), good);
      assert.ok(rig.errors[0] instanceof CoupaError);
      assert.equal(rig.errors[0].code, 'COUPA_RESPONSE');
      assert.match(rig.errors[0].message, told);
      list.ids = [...ids, 99];
      await rig.poller.poll();
      assert.deepEqual(idsOf(rig), [...good, 99]);
      for (const text of [...list.requests, rig.store.text ?? '', ...rig.errors.map(print)])
        assert.ok(text.length < 20_000, `${text.slice(0, 100)}… is long`);
    });
  }

  it('does not make a long scan start over', async () => {
    const ids: unknown[] = Array.from({ length: 6000 }, (_, index) => index + 1);
    ids.splice(3000, 0, half);
    const rig = new Rig(new ListOfIds(ids), { config: { start: 'beginning' }, concurrency: 1 });
    const { position } = await rig.poller.poll();
    assert.equal(rig.messages.length, 6000);
    assert.equal(position, '2026-11-21T23:59:59.000Z');
  });

  it('is told, and the others arrive, where a hub pages by tokens', async () => {
    const list = new ListOfIds([1, half, 3]);
    const rig = new Rig(
      {
        request: ({ path, ...options }) =>
          list.request({ ...options, path: path.replace('pageSize', 'limit') }),
      },
      { config: { start: 'beginning' }, source: { ...plainSource(), paging: 'token' } },
    );
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [1, 3]);
    assert.match(rig.errors[0]?.message ?? '', /half of a character/);
  });

  it('is told by the field that the node reads, whatever the list is ordered by', async () => {
    const date = '2026-11-22T00:00:00Z';
    const records = ['A', half, 'C'].map((number, index) => ({ id: index + 1, number, 'updated-at': date }));
    const list = new ListOfIds([]);
    const rig = new Rig(
      {
        request: async (options) => {
          const isFirst = !options.path.includes('id[gt]');
          return { ...(await list.request(options)), body: isFirst ? records : [] };
        },
      },
      { config: { start: 'beginning', idField: 'number' } },
    );
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), ['A', 'C']);
    assert.match(rig.errors[0]?.message ?? '', /in field "number"/);
  });
});

function print(error: CoupaError): string {
  return `${error.stack} ${JSON.stringify(error)}`;
}

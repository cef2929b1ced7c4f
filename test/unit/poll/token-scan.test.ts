import assert from 'node:assert/strict';
import { scanByToken } from '../../../lib/poll/scan/token-scan';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';

/** A hub whose tokens are offsets, as many hubs' are. */
class OffsetHub {
  requests = 0;
  /** Called before each answer. */
  before: (request: number) => void = () => {};

  records: unknown[];

  constructor(
    records: unknown[],
    private readonly counts = true,
  ) {
    this.records = records;
  }

  request({ path }: RequestOptions): Promise<Answer> {
    this.requests += 1;
    this.before(this.requests);
    const query = new URLSearchParams(path.slice(path.indexOf('?')));
    const offset = Number(query.get('nextPage') ?? 0);
    const end = offset + Number(query.get('pageSize'));
    const headers = {
      ...(end < this.records.length && { 'elements-next-page-token': `${end}` }),
      ...(this.counts && { 'elements-total-count': `${this.records.length}` }),
    };
    const body = this.records.slice(offset, end);
    return Promise.resolve({ statusCode: 200, headers, body, elapsed: 1, requests: 1 });
  }
}

async function scan(hub: OffsetHub): Promise<Set<unknown>> {
  const seen = new Set<unknown>();
  const consume = async (records: readonly unknown[]) => {
    for (const record of records) seen.add(record);
  };
  const comesAgain = () => false;
  await scanByToken({
    requester: hub,
    path: '/hubs/x/y',
    pageSize: 3,
    purpose: 'Reading y',
    consume,
    comesAgain,
  });
  return seen;
}

/** A hub whose lists are sorted by what was updated last. */
class ChangingHub {
  list: { id: number; content: number }[];
  requests = 0;
  onRequest: (request: number) => void = () => {};
  /** Ids of what the next scan finds by itself. */
  readonly changed = new Set<number>();

  constructor(
    ids: readonly number[],
    private readonly counts: boolean,
  ) {
    this.list = ids.map((id) => ({ id, content: 0 }));
  }

  update(id: number): void {
    const at = this.list.findIndex((one) => one.id === id);
    this.list.push(...this.list.splice(at, 1).map((one) => ({ ...one, content: one.content + 1 })));
  }

  /** Ids of what was read. */
  async scan(): Promise<Set<number>> {
    const seen = new Set<number>();
    const request = (options: RequestOptions): Promise<Answer> => {
      this.requests += 1;
      this.onRequest(this.requests);
      return new OffsetHub(this.list, this.counts).request(options);
    };
    const consume = async (records: readonly unknown[]) => {
      for (const record of records as { id: number }[]) seen.add(record.id);
    };
    const [requester, path] = [{ request }, '/hubs/x/y'];
    const comesAgain = (record: unknown) => this.changed.has(Number(Reflect.get(Object(record), 'id')));
    await scanByToken({ requester, path, pageSize: 3, purpose: 'Reading y', consume, comesAgain });
    return seen;
  }
}

describe('a scan by page tokens', () => {
  it('reads a list once that stands still or grows', async () => {
    const hub = new OffsetHub([1, 2, 3, 4, 5, 6, 7]);
    hub.before = (request) => {
      if (request === 2) hub.records.push(8);
    };
    assert.equal((await scan(hub)).size, 8);
    assert.equal(hub.requests, 3);
  });

  it('reads a list again that got shorter, since a record that leaves it hides another one', async () => {
    const hub = new OffsetHub([1, 2, 3, 4, 5, 6, 7]);
    hub.before = (request) => {
      if (request === 2) hub.records.shift();
    };
    assert.deepEqual([...(await scan(hub))].sort(), [1, 2, 3, 4, 5, 6, 7]);
  });

  for (const counts of [true, false])
    it(`reads a list again in which a record has moved behind others, since it hides one there${counts ? '' : ', also where the hub counts nothing'}`, async () => {
      const hub = new ChangingHub([1, 2, 3, 4, 5, 6, 7], counts);
      hub.onRequest = (request) => {
        if (request === 2) hub.update(1);
      };
      assert.deepEqual([...(await hub.scan())].sort(), [1, 2, 3, 4, 5, 6, 7]);
    });

  it('does not believe that a list is empty which it reads again, unless it is told so twice', async () => {
    const hub = new ChangingHub([1, 2, 3, 4, 5, 6, 7], false);
    let all = hub.list;
    hub.onRequest = (request) => {
      if (request === 2) hub.update(1);
      // The second reading begins with an answer that is empty by mistake.
      if (request === 4) [all, hub.list] = [hub.list, []];
      if (request === 5) hub.list = all;
    };
    assert.deepEqual([...(await hub.scan())].sort(), [1, 2, 3, 4, 5, 6, 7]);
    const emptied = new ChangingHub([1, 2, 3, 4, 5, 6, 7], false);
    emptied.onRequest = (request) => {
      if (request === 2) emptied.update(1);
      if (request === 4) emptied.list = [];
    };
    await emptied.scan();
    assert.equal(emptied.requests, 5);
  });

  it('reads a list of one page less that ends with what has moved there', async () => {
    const hub = new ChangingHub([1, 2, 3, 4], false);
    hub.onRequest = (request) => {
      if (request === 2) hub.update(3);
    };
    assert.deepEqual([...(await hub.scan())].sort(), [1, 2, 3, 4]);
  });

  it('reads a list once that others come into before what was read, which hides nothing', async () => {
    const hub = new ChangingHub([1, 2, 3, 4, 5, 6, 7], false);
    hub.onRequest = (request) => {
      if (request === 2) hub.list.unshift({ id: 8, content: 8 }, { id: 9, content: 9 });
    };
    await hub.scan();
    assert.equal(hub.requests, 3);
  });

  it('reads a list twice that has records twice, and believes it then', async () => {
    for (const counts of [true, false]) {
      const hub = new ChangingHub([1, 2, 1, 3, 4, 2], counts);
      assert.deepEqual([...(await hub.scan())].sort(), [1, 2, 3, 4]);
      assert.equal(hub.requests, 4);
    }
  });

  it('reads a list in which records move all the time until all that is new in it has changed meanwhile', async () => {
    const hub = new ChangingHub([1, 2, 3, 4, 5, 6, 7], false);
    hub.onRequest = (request) => {
      hub.changed.add(7 + request);
      hub.list.push({ id: 7 + request, content: 0 });
      if (request % 2 === 0) hub.update(hub.list[0]?.id ?? 0);
    };
    const seen = await hub.scan();
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7].filter((id) => !seen.has(id)),
      [],
    );
  });

  it('says so when records never stand still', async () => {
    const hub = new ChangingHub([1, 2, 3, 4, 5, 6, 7], false);
    hub.onRequest = (request) => {
      hub.list.push({ id: 7 + request, content: 0 });
      if (request % 2 === 0) hub.update(hub.list[0]?.id ?? 0);
    };
    await assert.rejects(hub.scan(), {
      code: 'COUPA_RESPONSE',
      message: /records changed their places in the hub's list each time/,
    });
  });

  it('believes a hub that counts nothing', async () => {
    const hub = new OffsetHub([1, 2, 3, 4], false);
    assert.equal((await scan(hub)).size, 4);
    assert.equal(hub.requests, 2);
  });

  it('says so when the list never stands still', async () => {
    const hub = new OffsetHub(Array.from({ length: 90 }, (_, index) => index));
    hub.before = () => hub.records.shift();
    await assert.rejects(scan(hub), { code: 'COUPA_RESPONSE', message: /got shorter each time/ });
  });

  it('does not say that the hub counts records where it counts none, and its list is empty in the end', async () => {
    const hub = new ChangingHub([1, 2, 3, 4, 5, 6, 7], false);
    hub.onRequest = (request) => {
      // In each of four readings a record is new, and the first one moves behind it.
      if (request % 3 === 2) {
        hub.list.splice(3, 1, { id: 7 + request, content: 0 });
        hub.update(hub.list[0]?.id ?? 0);
      }
      if (request === 13) hub.list = [];
    };
    await assert.rejects(hub.scan(), { code: 'COUPA_RESPONSE', message: /got shorter each time/ });
    assert.equal(hub.requests, 13);
  });

  for (const [what, total, pages] of [
    ['counts more than it gives', 9, 3],
    ['counts, and a proxy takes its tokens away', 7, 1],
  ] as const)
    it(`does not say that the list got shorter where the hub ${what}`, async () => {
      const hub = new OffsetHub([1, 2, 3, 4, 5, 6, 7]);
      const { request } = hub;
      hub.request = async (options) => {
        const answer = await request.call(hub, options);
        const { 'elements-next-page-token': token } = answer.headers;
        const isLost = pages === 1 || token === undefined;
        const headers = {
          'elements-total-count': `${total}`,
          ...(!isLost && { 'elements-next-page-token': token }),
        };
        return { ...answer, headers };
      };
      const message = new RegExp(
        `the hub counts ${total} records, and its pages hold ${pages === 1 ? 3 : 7}, however often`,
      );
      await assert.rejects(scan(hub), { code: 'COUPA_RESPONSE', message });
    });
});

import assert from 'node:assert/strict';
import { scanByToken } from '../../../lib/poll/scan/token-scan';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';

/** A hub whose tokens are offsets, as many hubs' are. */
class OffsetHub {
  requests = 0;
  /** Called before each answer. */
  before: (request: number) => void = () => {};

  records: number[];

  constructor(
    records: number[],
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
  await scanByToken({ requester: hub, path: '/hubs/x/y', pageSize: 3, purpose: 'Reading y', consume });
  return seen;
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

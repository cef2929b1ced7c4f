import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../../lib/base/errors';
import { scanByOffset } from '../../../lib/poll/scan/offset-scan';

interface Row {
  id?: number;
  content: number;
}

interface ListOptions {
  pageSize?: number;
  cap?: number;
  /** What happens to the list before each request. */
  before?: (rows: Row[], request: number) => Row[];
  ignoresOffset?: boolean;
  stop?: AbortSignal;
}

/** Reads a list by offsets and tells what was read in how many requests. */
async function read(rows: Row[], { pageSize = 10, cap = 50, before, ignoresOffset, stop }: ListOptions = {}) {
  let list = rows;
  let requests = 0;
  const contents = new Set<number>();
  await scanByOffset({
    pageSize,
    signal: stop ?? new AbortController().signal,
    fingerprint: (record) => JSON.stringify(record),
    fetch: (parameters) => {
      requests += 1;
      if (before !== undefined) list = before(list, requests);
      const query = new Map(parameters);
      const offset = ignoresOffset ? 0 : Number(query.get('offset'));
      const limit = Math.min(Number(query.get('limit')), cap);
      return Promise.resolve({
        records: list.slice(offset, offset + limit),
        answer: { statusCode: 200, headers: {}, body: [], elapsed: 0, requests: 1 },
      });
    },
    consume: (records) => {
      for (const record of records) contents.add((record as Row).content);
      return Promise.resolve();
    },
  });
  return { contents, requests, left: list };
}

const list = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: index, content: index }));

describe('a scan by offset', () => {
  it('believes that there is nothing when it was told so twice', async () => {
    assert.equal((await read([])).requests, 2);
  });

  for (const lie of [1, 2, 4, 5])
    it(`misses no record where one answer is empty by mistake: number ${lie}`, async () => {
      let isRight: Row[] = [];
      const before = (rows: Row[], request: number) => {
        if (request === lie) isRight = rows;
        return request === lie ? [] : isRight.length > 0 ? isRight : rows;
      };
      assert.equal((await read(list(25), { before })).contents.size, 25);
    });

  for (const count of [1, 2, 9, 10, 11, 50, 101]) {
    it(`reads a list of ${count} whole`, async () => {
      assert.equal((await read(list(count))).contents.size, count);
    });
  }

  it('reads a list whose pages are shorter than asked for', async () => {
    assert.equal((await read(list(40), { cap: 3 })).contents.size, 40);
  });

  it('reads a list of pages with one record', async () => {
    assert.equal((await read(list(12), { pageSize: 1 })).contents.size, 12);
  });

  it('misses no record when others leave the list while it is read', async () => {
    const rows = list(100);
    const { contents, left } = await read(rows, {
      before: (now, request) => (request > 1 && request < 12 ? now.slice(7) : now),
    });
    for (const { content } of left) assert.ok(contents.has(content), `record ${content} was missed`);
  });

  it('reads a list that comes in another order each time until nothing is missing', async () => {
    let turn = 0;
    const shuffle = (rows: Row[]) => {
      turn += 1;
      return [...rows].sort((a, b) => ((a.content * 31 * turn) % 17) - ((b.content * 31 * turn) % 17));
    };
    const { contents } = await read(list(30), {
      pageSize: 10,
      before: (rows, request) => (request < 20 ? shuffle(rows) : rows),
    });
    assert.equal(contents.size, 30);
  });

  it('reads records that are alike to the letter, which nothing can tell apart', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => ({ content: Math.floor(index / 3) }));
    assert.equal((await read(rows)).contents.size, 9);
  });

  it('says so when the offset is ignored, instead of taking the first page for all there is', async () => {
    await assert.rejects(read(list(100), { ignoresOffset: true }), { code: 'COUPA_RESPONSE' });
  });

  it('takes a list that fits one page though the offset is ignored', async () => {
    assert.equal((await read(list(4), { ignoresOffset: true })).contents.size, 4);
  });

  it('gives up a list that never stands still, saying so', async () => {
    let next = 1000;
    const moving = (rows: Row[]) => [...rows.slice(1), { id: next, content: next++ }];
    await assert.rejects(read(list(30), { before: moving }), /changes faster/);
  });

  it('misses no record unless it says so, whatever leaves and whatever changes in some of the requests', async () => {
    const happening = fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      fc.record({ kind: fc.constantFrom('remove', 'change', 'reverse'), at: fc.nat(99) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(happening, { maxLength: 25 }),
        async (count, pageSize, script) => {
          let next = 1000;
          const before = (rows: Row[], request: number) => {
            const event = script[request - 1];
            if (event === undefined || rows.length === 0) return rows;
            const at = event.at % rows.length;
            if (event.kind === 'remove') return rows.filter((_, index) => index !== at);
            if (event.kind === 'reverse') return [...rows].reverse();
            return rows.map((row, index) => (index === at ? { id: row.id, content: next++ } : row));
          };
          const reading = await read(list(count), { pageSize, before }).catch((error: unknown) => {
            // Giving up is no loss: the position stays, and the next poll reads again.
            if (!(error instanceof CoupaError)) throw error;
          });
          if (reading === undefined) return;
          // What was changed during the scan is for the next poll.
          const stayed = reading.left.map(({ content }) => content).filter((content) => content < 1000);
          for (const content of stayed) assert.ok(reading.contents.has(content), `${content} was missed`);
        },
      ),
      { numRuns: 300 },
    );
  });
});

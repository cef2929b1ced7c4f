import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { type IdRange, IdRanges } from '../../../lib/scan/id-ranges';
import { type IdScanOptions, type Parameter, scanById, share } from '../../../lib/scan/id-scan';
import { IrregularPage, type Page } from '../../../lib/scan/page';
import { compareIds, type RecordId } from '../../../lib/scan/record-id';

const answer = { statusCode: 200, headers: {}, body: [], elapsed: 1, requests: 1 };

interface ListOptions {
  pageSize?: number;
  concurrency?: number;
  /** Records in a page at most, or at least. */
  cap?: number;
  oversize?: number;
  ranges?: readonly IdRange[];
  /** Event loop turns that consuming a page takes. */
  turns?: (page: number) => number;
  /** Fails the request of this number. */
  failAt?: number;
  /** Fails while the page of this number is consumed. */
  failConsuming?: number;
  refusesDescending?: boolean;
  /** Whoever asks for ids above one gets nothing. */
  givesNothingAbove?: boolean;
  ignoresOffset?: boolean;
  /** What whoever asks for an offset is answered with. */
  failsOffset?: CoupaError;
  /** The request of this number is answered with nothing. */
  emptyAt?: number;
  /** The list grows by these when a request of this number comes. */
  grows?: { at: number; by: readonly number[] };
}

/** Scans a list of ids and tells everything that happened. */
class Reading {
  readonly requests: Map<string, string | number>[] = [];
  readonly read: RecordId[] = [];
  readonly scan: IdScanOptions['scan'];
  mostAtOnce = 0;
  /** Pages that came and were not given back. */
  pagesHeld = 0;
  private atOnce = 0;
  private readonly ids: RecordId[];

  constructor(
    ids: readonly RecordId[],
    private readonly options: ListOptions = {},
  ) {
    this.ids = [...ids].sort(compareIds);
    this.scan = new IdRanges(options.ranges);
  }

  async run(signal = new AbortController().signal): Promise<this> {
    const { pageSize = 5, concurrency = 1, turns = () => 1 } = this.options;
    let pages = 0;
    await scanById({
      scan: this.scan,
      pageSize,
      concurrency,
      signal,
      fetch: (parameters) => this.fetch(parameters),
      consume: async (records) => {
        pages += 1;
        const wait = turns(pages);
        for (let turn = 0; turn < wait; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        if (pages === this.options.failConsuming) throw new Error('the flow failed');
        this.read.push(...records.map((record) => (record as { id: RecordId }).id));
      },
    });
    return this;
  }

  get sorted(): RecordId[] {
    return [...this.read].sort(compareIds);
  }

  private async fetch(parameters: readonly Parameter[]): Promise<Page> {
    const query = new Map(parameters);
    this.requests.push(query);
    const number = this.requests.length;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    this.atOnce -= 1;
    if (this.options.refusesDescending && query.get('dir') === 'desc') throw new Error('unknown dir');
    if (number === this.options.failAt) throw new Error('the tenant failed');
    if (number === this.options.grows?.at) this.ids.push(...this.options.grows.by);
    this.pagesHeld += 1;
    let isHeld = true;
    const done = () => {
      if (isHeld) this.pagesHeld -= 1;
      isHeld = false;
    };
    const ids = number === this.options.emptyAt ? [] : this.select(query);
    return { records: ids.map((id) => ({ id })), answer, done };
  }

  private select(query: ReadonlyMap<string, string | number>): RecordId[] {
    const after = query.get('id[gt]');
    const upTo = query.get('id[lt_or_eq]');
    const ids = this.ids.filter(
      (id) =>
        (after === undefined || compareIds(id, after) > 0) &&
        (upTo === undefined || compareIds(id, upTo) <= 0),
    );
    if (query.get('dir') === 'desc') ids.reverse();
    if (after !== undefined && this.options.givesNothingAbove) return [];
    const limit = Math.min(Number(query.get('limit')), this.options.cap ?? 50);
    if (query.has('offset') && this.options.failsOffset) throw this.options.failsOffset;
    if (!this.options.ignoresOffset) ids.splice(0, Number(query.get('offset') ?? 0));
    return ids.slice(0, limit + (this.options.oversize ?? 0));
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a scan by id', () => {
  it('asks for the ids above the last it read, in their order, until a page is empty', async () => {
    const { requests, read } = await new Reading(upTo(12)).run();
    assert.deepEqual(read, upTo(12));
    assert.deepEqual(
      requests.map((query) => query.get('id[gt]')),
      [undefined, 5, 10, 12],
    );
    for (const query of requests) {
      assert.equal(query.get('order_by'), 'id');
      assert.equal(query.get('dir'), 'asc');
      assert.equal(query.get('limit'), 5);
      assert.equal(query.has('offset'), false);
    }
  });

  it('is irregular where the tenant gives nothing above an id, though there is more', async () => {
    const reading = new Reading(upTo(12), { givesNothingAbove: true });
    await assert.rejects(
      reading.run(),
      (error) => error instanceof IrregularPage && error.irregularity === 'bound',
    );
    assert.equal(reading.pagesHeld, 0);
  });

  for (const [what, options] of [
    ['there is nothing behind a first page that is full', {}],
    ['the tenant ignores the offset as well, so nobody can tell', { ignoresOffset: true }],
    [
      'the tenant refuses an offset, so nobody can ask',
      { failsOffset: new CoupaError('COUPA_VALIDATION', phrase`no`) },
    ],
    ['only a part was to be read', { ranges: [{ upTo: 5 }] }],
  ] as const)
    it(`is at its end where ${what}`, async () => {
      const { read } = await new Reading(upTo(5), options).run();
      assert.deepEqual(read, upTo(5));
    });

  it('fails where the tenant cannot be asked whether anything is behind a full page', async () => {
    const failsOffset = new CoupaError('COUPA_NETWORK', phrase`down`);
    await assert.rejects(new Reading(upTo(5), { failsOffset }).run(), failsOffset);
  });

  it('goes on where what is behind a full page has just been made', async () => {
    for (const at of [2, 3, 4]) {
      const { read } = await new Reading(upTo(5), { grows: { at, by: [6] } }).run();
      assert.deepEqual(read, upTo(6));
    }
  });

  it('asks for nothing more behind a page that is not full', async () => {
    assert.equal((await new Reading(upTo(4)).run()).requests.length, 2);
    assert.equal((await new Reading(upTo(14)).run()).requests.length, 4);
    assert.equal((await new Reading(upTo(14), { cap: 4 }).run()).requests.length, 5);
  });

  it('asks once more for an empty page behind one that is full, or as long as others', async () => {
    assert.equal((await new Reading(upTo(10)).run()).requests.length, 4);
    assert.equal((await new Reading(upTo(12), { cap: 4 }).run()).requests.length, 5);
  });

  for (const [where, count, options] of [
    ['in a list that is read in one range', 23, {}],
    ['where the tenant gives less at once than is asked for', 23, { cap: 3 }],
    ['in a list that is taken up again', 23, { ranges: [{ after: 0 }] }],
    ['in a list that is read in parallel', 400, { concurrency: 4 }],
  ] as const)
    it(`loses nothing behind a full page where one answer is empty that should not be: ${where}`, async () => {
      const { requests } = await new Reading(upTo(count), options).run();
      const first = 'ranges' in options ? 1 : 'cap' in options ? 3 : 2;
      for (let at = first; at <= requests.length; at += 1) {
        const { sorted } = await new Reading(upTo(count), { ...options, emptyAt: at }).run();
        assert.deepEqual(sorted, upTo(count), `request ${at} of ${requests.length}`);
      }
    });

  it('is one request when there is nothing', async () => {
    const { requests, read, scan } = await new Reading([]).run();
    assert.equal(requests.length, 1);
    assert.deepEqual(read, []);
    assert.deepEqual(scan.ranges, []);
  });

  it('goes on when pages are shorter than asked for', async () => {
    const { read } = await new Reading(upTo(40), { pageSize: 50, cap: 7 }).run();
    assert.deepEqual(read, upTo(40));
  });

  it('takes a page that is longer than asked for', async () => {
    const { sorted } = await new Reading(upTo(100), { oversize: 3, concurrency: 4 }).run();
    assert.deepEqual(sorted, upTo(100));
  });

  it('takes up where its ranges say, and leaves the others alone', async () => {
    const ranges = [{ after: 3, upTo: 9 }, { after: 20 }];
    const { read } = await new Reading(upTo(25), { ranges }).run();
    assert.deepEqual(read, [4, 5, 6, 7, 8, 9, 21, 22, 23, 24, 25]);
  });

  it('fails with what is left to read in its ranges', async () => {
    const reading = new Reading(upTo(30), { failAt: 4 });
    await assert.rejects(reading.run(), /the tenant failed/);
    assert.deepEqual(reading.read, upTo(15));
    assert.deepEqual(reading.scan.ranges, [{ after: 15 }]);
    const rest = await new Reading(upTo(30), { ranges: reading.scan.ranges }).run();
    assert.deepEqual([...reading.read, ...rest.read], upTo(30));
  });

  for (const [when, options] of [
    ['while it goes well', {}],
    ['when a request fails', { failAt: 20 }],
    ['when a page cannot be consumed, the one that was asked for meanwhile too', { failConsuming: 12 }],
  ] as const) {
    it(`gives every page back ${when}`, async () => {
      const reading = new Reading(upTo(400), { concurrency: 4, turns: () => 3, ...options });
      await reading.run().catch(() => undefined);
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      assert.ok(reading.requests.length > 10);
      assert.equal(reading.pagesHeld, 0);
    });
  }

  it('reads a long list in parallel ranges, no more at once than allowed, each record once', async () => {
    const reading = await new Reading(upTo(400), { concurrency: 4, pageSize: 5 }).run();
    assert.deepEqual(reading.sorted, upTo(400));
    assert.ok(reading.requests.some((query) => query.get('dir') === 'desc'));
    assert.ok(reading.mostAtOnce > 2, `${reading.mostAtOnce} at once`);
    assert.ok(reading.mostAtOnce <= 8, `${reading.mostAtOnce} at once, prefetched pages included`);
  });

  it('goes on in one range when the tenant does not tell its last id', async () => {
    const reading = new Reading(upTo(100), { concurrency: 4, refusesDescending: true });
    assert.deepEqual((await reading.run()).read, upTo(100));
  });

  it('does not ask for the last id while the list is short', async () => {
    const { requests } = await new Reading(upTo(15), { concurrency: 4 }).run();
    assert.ok(requests.every((query) => query.get('dir') === 'asc'));
  });

  it('reads a list with one giant gap', async () => {
    const ids = [...upTo(60), ...upTo(60).map((id) => id + 9_000_000_000_000)];
    const { sorted, requests } = await new Reading(ids, { concurrency: 4 }).run();
    assert.deepEqual(sorted, ids);
    assert.ok(requests.length < 250, `${requests.length} requests`);
  });

  it('reads sparse ids once each, also those on a page that is being sent while its range is split', async () => {
    const ids = upTo(400).map((count) => count * count * 977);
    const { read, sorted } = await new Reading(ids, {
      concurrency: 4,
      turns: (page) => (page % 3 === 0 ? 7 : 1),
    }).run();
    assert.deepEqual(sorted, ids);
    assert.equal(new Set(read).size, read.length);
  });

  it('reads ids up to 2^63, which arrive as strings of digits', async () => {
    const ids = upTo(200).map((count) => String(9_223_372_036_854_775_807n - BigInt(200 - count) * 3n));
    const { sorted, requests } = await new Reading(ids, { concurrency: 4 }).run();
    assert.deepEqual(sorted, ids);
    assert.ok(requests.some((query) => query.has('id[lt_or_eq]')));
  });

  it('reads ids from the smallest to the greatest that there are', async () => {
    const ids = [1, 2, 3, ...upTo(100).map((count) => String(2n ** 62n + BigInt(count)))];
    const { sorted } = await new Reading(ids, { concurrency: 3 }).run();
    assert.deepEqual(sorted, ids);
  });

  it('reads ids that are texts, one page after the other', async () => {
    const ids = upTo(60).map((count) => `A-${count}`);
    const { read, requests } = await new Reading(ids, { concurrency: 4 }).run();
    assert.deepEqual(read, [...ids].sort());
    assert.ok(requests.every((query) => !query.has('id[lt_or_eq]')));
  });

  it('says how much is done once it knows the last id', () => {
    assert.equal(share({ ranges: [{}] }), undefined);
    assert.equal(share({ ranges: [{ after: 0 }], span: { first: 0, last: 100 } }), 0);
    assert.equal(share({ ranges: [{ after: 75 }], span: { first: 0, last: 100 } }), 0.75);
    assert.equal(share({ ranges: [], span: { first: 0, last: 100 } }), 1);
    assert.equal(share({ ranges: [{}], span: { first: 'A-1', last: 'A-9' } }), undefined);
  });

  for (const [what, pages] of [
    ['without ids', [[{ name: 'x' }]]],
    ['whose ids do not ascend', [[{ id: 2 }, { id: 1 }]]],
    ['with an id twice', [[{ id: 1 }, { id: 1 }]]],
    ['that is below the bound', [[{ id: 5 }], [{ id: 4 }]]],
    ['that is the same again', [[{ id: 5 }], [{ id: 5 }]]],
  ] as const) {
    it(`refuses a page ${what}`, async () => {
      const left: (readonly object[])[] = [...pages];
      const scanning = scanById({
        scan: new IdRanges(),
        pageSize: 5,
        concurrency: 1,
        signal: new AbortController().signal,
        fetch: () => Promise.resolve({ records: left.shift() ?? [], answer }),
        consume: () => Promise.resolve(),
      });
      await assert.rejects(scanning, IrregularPage);
    });
  }

  it('ends with the reason when it is stopped', async () => {
    const stop = new AbortController();
    const reason = new Error('the node is closed');
    const scanning = scanById({
      scan: new IdRanges(),
      pageSize: 5,
      concurrency: 4,
      signal: stop.signal,
      fetch: (_parameters, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
      consume: () => Promise.resolve(),
    });
    stop.abort(reason);
    await assert.rejects(scanning, reason);
  });

  it('reads every record once, whatever the ids, the page size and the number of ranges', async () => {
    const id = fc.oneof(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map(String),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { maxLength: 150, selector: String }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 10 }),
        async (ids, pageSize, concurrency, delays) => {
          const turns = (page: number) => delays[page % delays.length] ?? 0;
          const reading = await new Reading(ids, { pageSize, concurrency, turns }).run();
          assert.deepEqual(reading.sorted, [...ids].sort(compareIds));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('loses nothing when it is stopped by a failure anywhere and taken up from its ranges', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 10 }),
        async (count, failAt, delays) => {
          const ids = upTo(count).map((number) => number * number * 31);
          const turns = (page: number) => delays[page % delays.length] ?? 0;
          const options = { pageSize: 3, concurrency: 4, turns };
          const first = new Reading(ids, { ...options, failAt });
          await first.run().catch(() => undefined);
          const left = structuredClone(first.scan.ranges);
          const second =
            left.length === 0 ? [] : (await new Reading(ids, { ...options, ranges: left }).run()).read;
          assert.deepEqual([...new Set([...first.read, ...second])].sort(compareIds), ids);
        },
      ),
      { numRuns: 150 },
    );
  });
});

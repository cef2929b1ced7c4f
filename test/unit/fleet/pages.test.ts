import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { writeAnswer } from '../../../lib/fleet/pages/letters';
import { PageDesk } from '../../../lib/fleet/pages/page-desk';
import { PageWorker, type ReadPage } from '../../../lib/fleet/pages/page-worker';
import { type EndOfTerm, Term } from '../../../lib/fleet/term';
import type { FoundRecord, PageElsewhere } from '../../../lib/ports/page-readers';
import { FakeClock, turns } from '../poll/rig';
import { ModelEngine } from './model-engine';

const poll = 'poll';
const deadMs = 5000;
const never = new AbortController().signal;

const recordOf = (id: number): FoundRecord => {
  const digest = `digest-of-${id}`;
  return { id, key: id, updatedAt: 1000 + id, fingerprint: `bytes:${digest}`, digest, sent: digest };
};

const pageOf = (...ids: number[]): ReadPage => ({
  records: ids.map(recordOf),
  payloads: ids.map((id) => `{"id":${id},"text":"a \\"quote\\""}`),
  bytes: 100,
  requests: 1,
  date: 5000,
});

/** One leader, and whoever reads for it. */
class Fleet {
  readonly clock = new FakeClock();
  readonly engine = new ModelEngine(() => this.clock.monotonic());
  readonly ends: EndOfTerm[] = [];
  readonly asked: string[] = [];
  readonly faults: unknown[] = [];
  others = 1;
  flushed: Promise<void> = Promise.resolve();
  readonly desk: PageDesk;

  constructor() {
    const { clock, engine } = this;
    const term = new Term('1-term', 1_000_000_000, clock, (why) => this.ends.push(why));
    const others = () => this.others;
    const flush = () => this.flushed;
    this.desk = new PageDesk({ engine, poll, shape: 'one', term, clock, deadMs, others, flush });
  }

  worker(
    read: (path: string) => ReadPage | undefined,
    more: { shape?: string; leads?: boolean } = {},
  ): PageWorker {
    const { clock, engine } = this;
    const { shape = 'one', leads = false } = more;
    const worker = new PageWorker({
      engine,
      poll,
      shape,
      clock,
      isLeading: () => leads,
      read: async (path) => {
        this.asked.push(path);
        return read(path);
      },
      failed: (error) => this.faults.push(error),
    });
    worker.start();
    return worker;
  }

  async pass(ms = 2000): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      this.clock.advance(Math.min(left, 250));
      await turns(6);
    }
  }

  /** What comes of a page within a while. */
  async read(path: string, ms?: number): Promise<PageElsewhere | undefined | 'nothing yet'> {
    let result: PageElsewhere | undefined | 'nothing yet' = 'nothing yet';
    void this.desk.read(path, never).then((page) => {
      result = page;
    });
    await this.pass(ms);
    return result;
  }

  async readWhole(path: string): Promise<PageElsewhere> {
    const page = await this.read(path);
    assert.ok(page !== undefined && page !== 'nothing yet', 'it was read');
    return page;
  }
}

describe('Pages that others read', () => {
  it('come with what is known of their records, and their payloads on demand', async () => {
    const fleet = new Fleet();
    fleet.worker(() => pageOf(1, 2));
    const page = await fleet.readWhole('/api/invoices?page');
    assert.deepEqual(fleet.asked, ['/api/invoices?page']);
    assert.deepEqual(page.records, pageOf(1, 2).records);
    assert.deepEqual([page.bytes, page.requests, page.date], [100, 1, 5000]);
    assert.equal(await page.payload(1), pageOf(2).payloads[0]);
  });

  it('are taken by one of those who read in the same way, and not by who leads', async () => {
    const fleet = new Fleet();
    fleet.worker(() => pageOf(9), { shape: 'another' });
    fleet.worker(() => pageOf(8), { leads: true });
    fleet.worker(() => pageOf(1));
    fleet.worker(() => pageOf(1));
    const page = await fleet.readWhole('/1');
    assert.deepEqual(page.records, pageOf(1).records);
    assert.equal(fleet.asked.length, 1);
  });

  it('are nobody’s where nobody else is there', () => {
    const fleet = new Fleet();
    assert.equal(fleet.desk.areThere, true);
    fleet.others = 0;
    assert.equal(fleet.desk.areThere, false);
  });

  it('are given up by those who cannot read them, at once', async () => {
    const fleet = new Fleet();
    fleet.worker(() => undefined);
    assert.equal(await fleet.read('/1'), undefined);
  });

  it('are given up where they are too much to be put aside', async () => {
    const fleet = new Fleet();
    const page = pageOf(1);
    fleet.worker(() => ({ ...page, payloads: ['x'.repeat(16_000_001)] }));
    assert.equal(await fleet.read('/1'), undefined);
    assert.equal(fleet.engine.parked(poll), 0);
  });

  it('are given up at once where the engine is too full to put them aside', async () => {
    const fleet = new Fleet();
    fleet.engine.isFull = true;
    fleet.worker(() => pageOf(1));
    assert.equal(await fleet.read('/1'), undefined);
    assert.deepEqual(fleet.faults, []);
  });

  it('are given up at once by those who fail at them, and what is no failure of the tenant is told', async () => {
    const fleet = new Fleet();
    const bug = new TypeError('undefined is no function');
    const refusal = new CoupaError('COUPA_SERVER', phrase`The tenant failed.`);
    fleet.worker((path) => {
      throw path === '/1' ? bug : refusal;
    });
    for (const path of ['/1', '/2']) assert.equal(await fleet.read(path), undefined);
    assert.deepEqual(fleet.faults, [bug]);
  });

  it('are waited for until whoever took them has to be taken for dead, and not asked for again for a while', async () => {
    const fleet = new Fleet();
    for (const path of ['/1', '/2', '/3']) {
      assert.equal(fleet.desk.areThere, true);
      assert.equal(await fleet.read(path, 2 * deadMs - 250), 'nothing yet');
      await fleet.pass(500);
    }
    assert.equal(fleet.desk.areThere, false);
    await fleet.pass(60_000);
    assert.equal(fleet.desk.areThere, true);
  });

  it('are dropped when they come late or twice, by their names', async () => {
    const fleet = new Fleet();
    fleet.worker((path) => (path === '/1' ? pageOf(1) : undefined));
    const first = await fleet.readWhole('/1');
    const box = `${poll}:found:${first.name.split('-')[0]}`;
    const { payloads: _, ...found } = pageOf(7);
    const late = 'somebody-1';
    await fleet.engine.park(poll, { page: late, first: 0, texts: ['seven'], keptMs: 60_000 });
    for (const page of [late, first.name]) await fleet.engine.post(box, writeAnswer({ page, found }), 60_000);
    assert.equal(await fleet.read('/2'), undefined);
    assert.equal(
      fleet.engine.parked(poll),
      1,
      'what came late is put aside no more, and the first page still is',
    );
    assert.equal(await first.payload(0), pageOf(1).payloads[0]);
  });

  it('stay aside as long as they are in use', async () => {
    const fleet = new Fleet();
    fleet.worker(() => pageOf(1));
    const page = await fleet.readWhole('/1');
    await fleet.pass(300_000);
    assert.equal(await page.payload(0), pageOf(1).payloads[0]);
  });

  it('go once they are judged, and what was delivered of them is written', async () => {
    const fleet = new Fleet();
    fleet.worker(() => pageOf(1));
    const page = await fleet.readWhole('/1');
    let written = () => {};
    fleet.flushed = new Promise((resolve) => {
      written = resolve;
    });
    page.done();
    await fleet.pass(500);
    assert.equal(fleet.engine.parked(poll), 1);
    written();
    await fleet.pass(500);
    assert.equal(fleet.engine.parked(poll), 0);
  });

  it('go by themselves when whoever asked is no more', async () => {
    const fleet = new Fleet();
    await fleet.engine.post(
      `${poll}:pages:one`,
      JSON.stringify({ page: 'p', path: '/1', to: 'gone' }),
      60_000,
    );
    fleet.worker(() => pageOf(1));
    await fleet.pass(2000);
    assert.equal(fleet.engine.parked(poll), 1);
    await fleet.pass(60_000);
    assert.equal(fleet.engine.parked(poll), 0);
  });

  it('end the term when one is needed and gone', async () => {
    const fleet = new Fleet();
    fleet.worker(() => pageOf(1));
    const page = await fleet.readWhole('/1');
    fleet.engine.expire(poll);
    await assert.rejects(page.payload(0), { code: 'COUPA_STATE' });
    assert.deepEqual(fleet.ends, ['REWOUND']);
  });

  it('are given up by an instance that closes, without a word', async () => {
    const fleet = new Fleet();
    const worker = fleet.worker(() => pageOf(1));
    await worker.close();
    assert.equal(await fleet.read('/1'), 'nothing yet');
    assert.deepEqual(fleet.asked, []);
  });
});

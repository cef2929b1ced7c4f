import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/base/clock';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';
import { OwnCreates } from '../../../lib/records/work/own-creates';
import { type Bench, startBench } from './bench';

const invoice = { 'invoice-number': 'R-1', supplier: { number: 'S-1' } };

describe('What comes again while nobody knows what became of it', () => {
  let bench: Bench;
  /** Milliseconds that have passed beside those of the computer. */
  let passed: number;
  const creates = new OwnCreates();
  beforeEach(async () => {
    passed = 0;
    bench = await startBench();
    bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
  });
  afterEach(() => bench.close());

  const open = (known = new OwnCreates()) =>
    new RecordSession({
      requester: bench.connection,
      settings: readRecordSettings({ resource: 'invoices' }),
      copy: (message) => structuredClone(message),
      status: () => undefined,
      warn: () => undefined,
      say: String,
      clock: { ...systemClock, monotonic: () => systemClock.monotonic() + passed },
      creates: known,
    });
  const upsert = (session: RecordSession, more: object = {}) =>
    bench.send(session, { operation: 'upsert', payload: { ...invoice, ...more } });
  const posts = () => bench.asked().filter((one) => one.startsWith('POST'));
  const invoices = () => bench.tenant.records('invoices');

  for (const as of ['reset', '502', '504'] as const)
    it(`creates no second record while the first, whose answer was lost, may still appear (${as})`, async () => {
      const session = open();
      bench.tenant.loseAnswer({ method: 'POST', as, carriedOut: 'later', after: 99 });
      assert.equal((await upsert(session)).entries[0]?.outcome, 'unknown');
      const again = await upsert(session);
      assert.deepEqual([again.entries[0]?.outcome, again.error?.code], ['unknown', 'COUPA_RESPONSE']);
      assert.match(again.entries[0]?.reason ?? '', /it may still appear\. Nothing was sent now\./);
      bench.tenant.settleLate();
      const found = await upsert(session, { 'invoice-date': '2026-11-28' });
      assert.deepEqual([found.record.updated, posts().length, invoices().length], [1, 1, 1]);
    });

  it('creates it when it has not appeared for minutes', async () => {
    const session = open();
    bench.tenant.loseAnswer({ method: 'POST', carriedOut: false });
    await upsert(session);
    passed = 3 * 60_000 + 1;
    assert.equal((await upsert(session)).record.created, 1);
    assert.equal(invoices().length, 1);
  });

  it('creates it at once where the tenant itself said that it failed', async () => {
    const session = open();
    bench.tenant.loseAnswer({ method: 'POST', as: '500', carriedOut: false });
    assert.equal((await upsert(session)).entries[0]?.outcome, 'unknown');
    assert.equal((await upsert(session)).record.created, 1);
  });

  it('creates another one meanwhile, and the one of another list', async () => {
    const session = open();
    bench.tenant.loseAnswer({ method: 'POST', carriedOut: false });
    await upsert(session);
    assert.equal((await upsert(session, { 'invoice-number': 'R-2' })).record.created, 1);
    const resource = { operation: 'upsert', resource: 'suppliers', payload: { number: 'S-2', name: 'B' } };
    assert.equal((await bench.run({ resource: 'suppliers' }, resource)).record.created, 1);
  });

  it('creates no second record behind a deploy that cut the first off', async () => {
    const before = open(creates);
    bench.tenant.loseAnswer({ method: 'POST', as: 'silence', carriedOut: 'later', after: 99 });
    const sent = new Promise<void>((resolve) => {
      bench.tenant.on('received', ({ method, path }) => {
        if (method === 'POST' && path === '/api/invoices') resolve();
      });
    });
    const first = upsert(before);
    await sent;
    before.close();
    assert.equal((await first).entries[0]?.outcome, 'unknown');
    const after = open(creates);
    assert.equal((await upsert(after)).entries[0]?.outcome, 'unknown');
    bench.tenant.settleLate();
    await upsert(after);
    assert.deepEqual([posts().length, invoices().length], [1, 1]);
  });

  it('changes the record that it has created where the list does not show it yet', async () => {
    const session = open();
    assert.equal((await upsert(session)).record.created, 1);
    bench.tenant.weather({ kind: 'empty-list', method: 'GET', path: '/api/invoices?' });
    const { record } = await upsert(session, { 'invoice-date': '2026-11-28' });
    assert.deepEqual([record.updated, posts().length, invoices().length], [1, 1, 1]);
  });

  it('creates it anew where the record that it has created is gone, or is another one by now', async () => {
    const session = open();
    await upsert(session);
    bench.tenant.resource('invoices').delete(1);
    assert.equal((await upsert(session)).record.created, 1);
    await bench.send(session, { operation: 'update', payload: { id: 2, 'invoice-number': 'R-9' } });
    assert.equal((await upsert(session)).record.created, 1);
  });

  it('takes no record for the result of a create that an earlier one of its key may have made', async () => {
    const session = open();
    const create = () => bench.send(session, { operation: 'create', payload: invoice });
    bench.tenant.loseAnswer({ method: 'POST', carriedOut: 'later', after: 2 });
    bench.tenant.loseAnswer({ method: 'POST', nth: 2, carriedOut: false });
    assert.equal((await create()).entries[0]?.outcome, 'unknown');
    const { entries } = await create();
    assert.deepEqual([entries[0]?.outcome, entries[0]?.found, posts().length], ['unknown', ['1'], 2]);
  });
});

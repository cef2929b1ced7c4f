import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/base/clock';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';
import { OwnWrites } from '../../../lib/records/work/own-writes';
import { type Bench, type Came, startBench } from './bench';

const invoice = { 'invoice-number': 'R-1', supplier: { number: 'S-1' } };

describe('What comes again while nobody knows what became of it', () => {
  let bench: Bench;
  /** Milliseconds that have passed beside those of the computer. */
  let passed: number;
  const ownWrites = new OwnWrites();
  beforeEach(async () => {
    passed = 0;
    bench = await startBench();
    bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
  });
  afterEach(() => bench.close());

  const open = (known = new OwnWrites(), resource = 'invoices') =>
    new RecordSession({
      requester: bench.connection,
      settings: readRecordSettings({ resource, maxInFlight: 4 }),
      copy: (message) => structuredClone(message),
      status: () => undefined,
      warn: () => undefined,
      say: String,
      clock: { ...systemClock, monotonic: () => systemClock.monotonic() + passed },
      ownWrites: known,
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
    const before = open(ownWrites);
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
    const after = open(ownWrites);
    assert.equal((await upsert(after)).entries[0]?.outcome, 'unknown');
    bench.tenant.settleLate();
    await upsert(after);
    assert.deepEqual([posts().length, invoices().length], [1, 1]);
  });

  it('sends what only waited for its turn at a deploy', async () => {
    bench.tenant.resource('invoices').create({ status: 'draft' });
    const act = (session: RecordSession, action: string) =>
      bench.send(session, { operation: 'action', action, payload: 1 });
    const known = new OwnWrites();
    const before = open(known);
    bench.tenant.loseAnswer({ method: 'PUT', as: 'silence', carriedOut: false });
    const sent = new Promise<void>((resolve) => {
      bench.tenant.on('received', ({ method }) => method === 'PUT' && resolve());
    });
    const both = [act(before, 'dispute'), act(before, 'submit')];
    await sent;
    before.close();
    await Promise.all(both);
    const after = open(known);
    assert.equal((await act(after, 'dispute')).entries[0]?.outcome, 'unknown');
    assert.equal((await act(after, 'submit')).record?.applied, 1);
  });

  it('changes the record that it has created where the list does not show it yet', async () => {
    const session = open();
    assert.equal((await upsert(session)).record.created, 1);
    bench.tenant.weather({ kind: 'empty-list', method: 'GET', path: '/api/invoices?' });
    const { record } = await upsert(session, { 'invoice-date': '2026-11-28' });
    assert.deepEqual([record.updated, posts().length, invoices().length], [1, 1, 1]);
  });

  it('changes the record that it has created also where Coupa writes its key in other letters', async () => {
    const session = open();
    await upsert(session);
    bench.tenant.resource('invoices').update(1, { 'invoice-number': 'r-1' });
    bench.tenant.weather({ kind: 'empty-list', method: 'GET', path: '/api/invoices?' });
    assert.deepEqual([(await upsert(session)).record.updated, invoices().length], [1, 1]);
  });

  it('creates it anew where the record that it has created is gone, or is another one by now', async () => {
    const session = open();
    await upsert(session);
    bench.tenant.resource('invoices').delete(1);
    assert.equal((await upsert(session)).record.created, 1);
    await bench.send(session, { operation: 'update', payload: { id: 2, 'invoice-number': 'R-9' } });
    assert.equal((await upsert(session)).record.created, 1);
  });

  it('is told as created the day after, when another one behind a lost answer was made', async () => {
    const session = open();
    const create = () => bench.send(session, { operation: 'create', payload: invoice });
    bench.tenant.loseAnswer({ method: 'POST', carriedOut: false });
    assert.equal((await create()).entries[0]?.outcome, 'unknown');
    passed = 24 * 3_600_000;
    bench.tenant.loseAnswer({ method: 'POST' });
    assert.deepEqual([(await create()).record?.created, invoices().length], [1, 1]);
  });

  it('waits for another node of the site that writes the same, and goes on with what that has made', async () => {
    const known = new OwnWrites();
    const both = await Promise.all([open(known), open(known)].map((session) => upsert(session)));
    assert.deepEqual(
      both.map(({ record }) => record && [record.created, record.unchanged]),
      [
        [1, 0],
        [0, 1],
      ],
    );
    assert.equal(posts().length, 1);
  });

  describe('as a create', () => {
    const create = (session: RecordSession) => bench.send(session, { operation: 'create', payload: invoice });

    it('is not sent while the first may still appear, nor when it has', async () => {
      const session = open();
      bench.tenant.loseAnswer({ method: 'POST', carriedOut: 'later', after: 99 });
      await create(session);
      assert.match(
        (await create(session)).entries[0]?.reason ?? '',
        /may still appear\. Nothing was sent now/,
      );
      bench.tenant.settleLate();
      passed = 4 * 60_000;
      const { entries } = await create(session);
      assert.deepEqual([entries[0]?.outcome, entries[0]?.found, posts().length], ['unknown', ['1'], 1]);
      assert.match(entries[0]?.reason ?? '', /it may be what is there now: 1\. Nothing was sent now/);
    });

    it('is sent when the first has not appeared for minutes, whatever older ones there are', async () => {
      const old = { 'created-at': '2026-01-01T00:00:00Z', 'updated-at': '2026-01-01T00:00:00Z' };
      bench.tenant.resource('invoices').create({ ...invoice, ...old });
      const session = open();
      bench.tenant.loseAnswer({ method: 'POST', carriedOut: false });
      await create(session);
      passed = 4 * 60_000;
      assert.equal((await create(session)).record.created, 1);
    });

    it('is sent where nobody waits for an earlier one', async () => {
      const session = open();
      await create(session);
      assert.equal((await create(session)).record.created, 1);
      assert.deepEqual(
        bench.asked().filter((one) => one.startsWith('GET')),
        [],
      );
    });

    it('takes no record for its result that an earlier one of its key may have made', async () => {
      const session = open();
      bench.tenant.loseAnswer({ method: 'POST', carriedOut: 'later', after: 3 });
      bench.tenant.loseAnswer({ method: 'POST', nth: 2, carriedOut: false });
      assert.equal((await create(session)).entries[0]?.outcome, 'unknown');
      passed = 4 * 60_000;
      const { entries } = await create(session);
      assert.deepEqual([entries[0]?.outcome, entries[0]?.found, posts().length], ['unknown', ['1'], 2]);
    });
  });

  describe('as a change that adds something', () => {
    const payment = (notes: string) => ({ 'amount-paid': '10.00', 'payment-date': '2026-11-01', notes });
    const order = { id: 1, 'order-lines': [{ 'line-num': '1', description: 'paper' }] };
    const change = (session: RecordSession, resource: string, payload: object) =>
      bench.send(session, { resource, operation: 'update', payload });
    const puts = () => bench.asked().filter((one) => one.startsWith('PUT'));
    const openAny = () => open(new OwnWrites(), '');

    it('adds no payment twice whose first may still come, whatever comes with it', async () => {
      bench.tenant.resource('invoices').create({ payments: [] });
      const session = open();
      bench.tenant.loseAnswer({ method: 'PUT', carriedOut: 'later', after: 99 });
      const first = { id: 1, payments: [payment('cheque 1')] };
      assert.equal((await change(session, 'invoices', first)).entries[0]?.outcome, 'unknown');
      const more = { id: 1, payments: [payment('cheque 2'), payment('cheque 1')] };
      assert.match(
        (await change(session, 'invoices', more)).entries[0]?.reason ?? '',
        /of invoices 1 that was to add the same, and it may still be carried out/,
      );
      const other = await change(session, 'invoices', { id: 1, payments: [payment('cheque 3')] });
      assert.equal(other.record.updated, 1);
      bench.tenant.settleLate();
      assert.equal((await change(session, 'invoices', first)).record.unchanged, 1);
      assert.equal(puts().length, 2);
    });

    it('adds no line twice whose first may still come, or has', async () => {
      bench.tenant.resource('purchase_orders').create({ 'order-lines': [] });
      const session = openAny();
      bench.tenant.loseAnswer({ method: 'PUT', carriedOut: 'later', after: 99 });
      await change(session, 'purchase_orders', order);
      const again = await change(session, 'purchase_orders', order);
      assert.match(again.entries[0]?.reason ?? '', /may still be carried out\. Nothing was sent now/);
      bench.tenant.settleLate();
      passed = 4 * 60_000;
      const there = await change(session, 'purchase_orders', order);
      assert.match(there.entries[0]?.reason ?? '', /and the record has it\. Nothing was sent now/);
      passed = 61 * 60_000;
      assert.equal((await change(session, 'purchase_orders', order)).record.updated, 1);
      assert.equal(puts().length, 2);
    });

    it('adds no line twice that the record has beside a member with another value, such as one that Coupa ignores', async () => {
      bench.tenant.resource('purchase_orders').create({ 'order-lines': [] });
      const session = openAny();
      const payload = { ...order, 'po-number': 'PO-9' };
      bench.tenant.loseAnswer({ method: 'PUT' });
      await change(session, 'purchase_orders', payload);
      bench.tenant.resource('purchase_orders').update(1, { 'po-number': 'PO-1' });
      passed = 4 * 60_000;
      const { entries } = await change(session, 'purchase_orders', payload);
      assert.match(entries[0]?.reason ?? '', /and the record has it\. Nothing was sent now/);
      assert.equal(puts().length, 1);
    });

    it('adds it when the first was not carried out', async () => {
      bench.tenant.resource('purchase_orders').create({ 'order-lines': [] });
      const session = openAny();
      bench.tenant.loseAnswer({ method: 'PUT', carriedOut: false });
      await change(session, 'purchase_orders', order);
      passed = 4 * 60_000;
      assert.equal((await change(session, 'purchase_orders', order)).record.updated, 1);
    });
  });

  describe('as what nothing shows afterwards', () => {
    /** @param minutes when it is sent again. */
    const sendAgain = async (message: object, minutes: number) => {
      const session = open(new OwnWrites(), '');
      bench.tenant.loseAnswer({ carriedOut: false });
      assert.equal((await bench.send(session, message)).entries[0]?.outcome, 'unknown');
      const { entries } = await bench.send(session, message);
      assert.equal(entries[0]?.outcome, 'unknown');
      assert.match(
        entries[0]?.reason ?? '',
        /became of the same request before: it may have been carried out, or still be/,
      );
      passed = (minutes - 1) * 60_000;
      assert.equal((await bench.send(session, message)).entries[0]?.outcome, 'unknown');
      passed = minutes * 60_000 + 1;
      assert.equal((await bench.send(session, message)).record.applied, 1);
    };
    // Of the five attempts that a poll makes by default, the last comes after 200 seconds, and as much later as the flow needs.
    const behindLastAttempt = 10;

    it('makes no second requisition by an action while the first may still come', async () => {
      const payload = { 'need-by-date': '2026-11-28' };
      const message = { resource: 'requisitions', operation: 'action', action: 'create_as_cart', payload };
      await sendAgain(message, behindLastAttempt);
    });

    it('does an action to a record again after three minutes: Coupa refuses what has been done', async () => {
      bench.tenant.resource('invoices').create({ status: 'draft' });
      await sendAgain({ resource: 'invoices', operation: 'action', action: 'submit', payload: 1 }, 3);
    });

    it('creates no second receipt, which has no key to be looked for by', async () => {
      const message = { resource: 'receiving_transactions', operation: 'create', payload: { quantity: 1 } };
      await sendAgain(message, behindLastAttempt);
    });

    it('creates no second receipt behind a 500, either, which may have come after it was made', async () => {
      const session = open(new OwnWrites(), '');
      const message = { resource: 'receiving_transactions', operation: 'create', payload: { quantity: 1 } };
      bench.tenant.loseAnswer({ method: 'POST', as: '500' });
      for (let attempt = 1; attempt <= 2; attempt += 1)
        assert.equal((await bench.send(session, message)).entries[0]?.outcome, 'unknown');
      assert.equal(posts().length, 1);
    });

    it('attaches no file twice while the first may still come', async () => {
      bench.tenant.resource('invoices').create({});
      const file = { filename: 'a.pdf', payload: Buffer.from('%PDF') };
      await sendAgain({ resource: 'invoices', operation: 'attach', id: 1, ...file }, behindLastAttempt);
    });

    it('does the same twice where that is asked, side by side, too', async () => {
      const session = open(new OwnWrites(), '');
      const payload = { 'need-by-date': '2026-11-28' };
      const message = { resource: 'requisitions', operation: 'action', action: 'create_as_cart', payload };
      const second = new Promise<Came>((resolve, reject) => {
        let begun = false;
        bench.tenant.on('received', ({ path }) => {
          if (begun || !path.endsWith('create_as_cart')) return;
          begun = true;
          bench.send(session, message).then(resolve, reject);
        });
      });
      const both = [await bench.send(session, message), await second];
      assert.deepEqual(
        both.map(({ record }) => record?.applied),
        [1, 1],
      );
    });
  });
});

import assert from 'node:assert/strict';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';
import { json, Tenant } from '../connection/tenant';
import { type Bench, startBench } from './bench';

describe('changing records', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const suppliers = { resource: 'suppliers' };
  const update = (payload: unknown, config: object = {}, more: object = {}) =>
    bench.run({ ...suppliers, operation: 'update', ...config }, { payload, ...more });
  const puts = () => bench.asked().filter((one) => one.startsWith('PUT'));
  const held = (resource: string) => bench.tenant.records(resource);

  describe('with update', () => {
    it('sends what is to change to the record, without its id', async () => {
      bench.tenant.resource('suppliers').create({ name: 'A', website: 'old' });
      const { first, record } = await update({ id: 1, website: 'new' });
      assert.deepEqual([held('suppliers')[0]?.['website'], Object(first?.payload).name], ['new', 'A']);
      assert.deepEqual([record.updated, record.result[0]?.id], [1, '1']);
      assert.equal(bench.tenant.requests.at(-1)?.body, '{"website":"new"}');
    });

    it('takes the id from msg.id where the payload has none', async () => {
      bench.tenant.resource('suppliers').create({ name: 'A' });
      await update({ website: 'new' }, {}, { id: 1 });
      assert.equal(held('suppliers')[0]?.['website'], 'new');
    });

    it('is repeated when its answer was lost, since Coupa merges', async () => {
      bench.tenant.resource('suppliers').create({ name: 'A' });
      bench.tenant.loseAnswer();
      const { record } = await update({ id: 1, website: 'new' });
      assert.deepEqual([record.updated, puts().length], [1, 2]);
    });

    it('is read back when no answer comes at all', async () => {
      bench.tenant.resource('suppliers').create({ name: 'A' });
      bench.tenant.loseAnswer({ times: 5 });
      const { record } = await update({ id: 1, website: 'new' });
      assert.deepEqual([record.updated, puts().length], [1, 5]);
    });

    it('is unknown when the record does not have it afterwards', async () => {
      bench.tenant.resource('suppliers').create({ name: 'A' });
      bench.tenant.loseAnswer({ times: 5, carriedOut: false });
      const { entries } = await update({ id: 1, website: 'new' });
      assert.deepEqual([entries[0]?.outcome, entries[0]?.found], ['unknown', ['1']]);
      assert.match(entries[0]?.reason ?? '', /does not have as sent: website/);
    });

    it('with a command is unknown when no answer comes: no record shows what was done to it', async () => {
      bench.tenant.resource('purchase_orders').create({ 'order-lines': [{ id: 7 }, { id: 8 }] });
      bench.tenant.loseAnswer({ times: 5, carriedOut: false });
      const order = { id: 1, _close: true, 'order-lines': [{ id: 7, _delete: true }] };
      const { entries } = await update(order, { resource: 'purchase_orders' });
      assert.equal(entries[0]?.outcome, 'unknown');
      assert.match(
        entries[0]?.reason ?? '',
        /does not show whether this was carried out: _close, order-lines\[0\]\._delete\./,
      );
    });

    it('is done when the line that it deletes is gone', async () => {
      bench.tenant.resource('purchase_orders').create({ 'order-lines': [{ id: 7 }, { id: 8 }] });
      bench.tenant.loseAnswer({ times: 1 });
      const order = { id: 1, 'order-lines': [{ id: 7, _delete: true }] };
      const { record } = await update(order, { resource: 'purchase_orders' });
      assert.equal(record.updated, 1);
    });

    it('with a line without an id is not repeated, and its outcome unknown even if the line is there', async () => {
      bench.tenant.resource('purchase_orders').create({ 'order-lines': [] });
      bench.tenant.loseAnswer({ method: 'PUT' });
      const line = { 'line-num': '1', description: 'paper' };
      const { entries } = await update({ id: 1, 'order-lines': [line] }, { resource: 'purchase_orders' });
      assert.deepEqual([puts().length, entries[0]?.outcome], [1, 'unknown']);
      assert.deepEqual(
        held('purchase_orders').map((order) => Object(order['order-lines']).length),
        [1],
      );
      assert.match(entries[0]?.reason ?? '', /may have had it before/);
    });

    it('says what Coupa ignored with 200', async () => {
      bench.tenant.resource('accounts').create({ code: 'SF-1', name: 'A' });
      const { record } = await update({ id: 1, code: 'SF-2', name: 'B' }, { resource: 'accounts' });
      assert.deepEqual(record.ignored, [{ id: '1', members: ['code'] }]);
    });

    it('does not look for what was ignored when it is not to verify', async () => {
      bench.tenant.resource('accounts').create({ code: 'SF-1' });
      const { record } = await update({ id: 1, code: 'SF-2' }, { resource: 'accounts', verify: false });
      assert.deepEqual([record.updated, record.ignored], [1, undefined]);
    });

    it('compares nothing that fields hides', async () => {
      bench.tenant.resource('accounts').create({ code: 'SF-1' });
      const config = { resource: 'accounts', fields: '["id"]' };
      const { record, first } = await update({ id: 1, code: 'SF-2' }, config);
      assert.deepEqual([first?.payload, record.ignored], [{ id: 1 }, undefined]);
    });

    it('tells that there is no such record, and goes on', async () => {
      bench.tenant.resource('suppliers').create({ name: 'A' });
      const { entries, record } = await update([
        { id: 99, website: 'x' },
        { id: 1, website: 'x' },
      ]);
      assert.deepEqual([record.updated, entries[0]?.index, entries[0]?.statusCode], [1, 0, 404]);
    });
  });

  describe('with payments of an invoice', () => {
    const invoices = { resource: 'invoices' };
    const payment = { 'amount-paid': '10.00', 'payment-date': '2026-11-01', notes: 'cheque 1' };
    const payments = () => held('invoices').flatMap((invoice) => invoice['payments']);
    beforeEach(() => {
      bench.tenant.resource('invoices').create({ payments: [{ id: 5, ...payment }] });
    });

    it('sends only those that the invoice does not have', async () => {
      const other = { ...payment, notes: 'cheque 2' };
      const again = { ...payment, 'amount-paid': 10, 'payment-date': '2026-11-01T00:00:00-08:00' };
      const { record } = await update({ id: 1, payments: [again, other] }, invoices);
      assert.equal(payments().length, 2);
      assert.equal(record.updated, 1);
      assert.match(String(record.warnings?.at(-1)?.message), /1 of the payments are on the invoice already/);
    });

    it('sends nothing when it has them all', async () => {
      const { record, first } = await update({ id: 1, payments: [payment] }, invoices);
      assert.deepEqual([record.unchanged, puts(), Object(first?.payload).id], [1, [], 1]);
    });

    for (const notes of [' cheque 1 ', 'cheque\r\n1', 'cheque\n1', 'cheque\u00a01'])
      it(`takes notes that differ in blanks for the same: ${JSON.stringify(notes)}`, async () => {
        await update({ id: 1, payments: [{ ...payment, notes }] }, invoices);
        assert.equal(payments().length, 1);
      });

    it('sends none where a response filter hides those that the invoice has: they may be among them', async () => {
      const filtered = await startBench({ hiddenFields: ['payments'] });
      filtered.tenant.resource('invoices').create({ payments: [{ id: 5, ...payment }] });
      const config = { ...invoices, operation: 'update' };
      const { entries } = await filtered.run(config, { payload: { id: 1, payments: [payment] } });
      const asked = filtered.asked();
      await filtered.close();
      assert.equal(entries[0]?.outcome, 'not sent');
      assert.match(entries[0]?.reason ?? '', /does not show which payments invoices 1 has/);
      assert.deepEqual(
        asked.map((one) => one.split('?')[0]),
        ['GET /api/invoices/1', 'GET /api/invoices/1'],
      );
    });

    it('asks for those of the invoice by name where it does not show them', async () => {
      const tenant = await Tenant.start();
      const connection = tenant.connect();
      tenant.on('/api/invoices/1', (response, arrived) => {
        const isAsked = new URL(arrived.url, tenant.address).searchParams.get('fields')?.includes('payments');
        return json({ id: 1, ...(isAsked && { payments: [{ id: 5, ...payment }] }) })(response, arrived);
      });
      const settings = readRecordSettings({ ...invoices, operation: 'update' });
      const session = new RecordSession({
        requester: connection,
        settings,
        copy: (message) => structuredClone(message),
        status: () => undefined,
        warn: () => undefined,
        say: String,
      });
      const sent: unknown[] = [];
      await session.handle({ payload: { id: 1, payments: [payment] } }, (first) => sent.push(first));
      const methods = tenant.at('/api/invoices/1').map(({ method }) => method);
      await connection.close();
      await tenant.close();
      assert.deepEqual([methods, Object(sent[0]).coupa.record.unchanged], [['GET', 'GET'], 1]);
    });

    it('takes each of two equal ones for one of its own', async () => {
      await update({ id: 1, payments: [payment, payment] }, invoices);
      assert.equal(payments().length, 2);
    });

    it('finds out whether they were added when the answer was lost', async () => {
      bench.tenant.loseAnswer({ method: 'PUT' });
      const { record } = await update({ id: 1, payments: [{ ...payment, notes: 'new' }] }, invoices);
      assert.deepEqual([record.updated, puts().length, payments().length], [1, 1, 2]);
    });

    it('does not add them twice when they were not', async () => {
      bench.tenant.loseAnswer({ method: 'PUT', carriedOut: false });
      const { entries } = await update({ id: 1, payments: [{ ...payment, notes: 'new' }] }, invoices);
      assert.deepEqual([entries[0]?.outcome, puts().length, payments().length], ['unknown', 1, 1]);
    });
  });

  describe('with upsert', () => {
    const upsert = (payload: unknown, config: object = {}) =>
      bench.run({ ...suppliers, operation: 'upsert', ...config }, { payload });

    it('creates what is not there, changes what is, and leaves alone what says so already', async () => {
      bench.tenant.resource('suppliers').createMany(2, (at) => ({
        number: `S-${at}`,
        name: `Old ${at}`,
        website: 'w',
      }));
      const { record, rows } = await upsert([
        { number: 'S-0', website: 'w' },
        { number: 'S-1', name: 'New' },
        { number: 'S-2', name: 'Other' },
      ]);
      assert.deepEqual([record.unchanged, record.updated, record.created], [1, 1, 1]);
      assert.deepEqual(
        rows.map(({ name }) => name),
        ['Old 0', 'New', 'Other'],
      );
      assert.deepEqual(
        held('suppliers').map(({ number, name }) => [number, name]),
        [
          ['S-0', 'Old 0'],
          ['S-1', 'New'],
          ['S-2', 'Other'],
        ],
      );
    });

    it('writes what says so already when it is asked to', async () => {
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      const { record } = await upsert({ number: 'S-1', name: 'A' }, { onUnchanged: 'write' });
      assert.deepEqual([record.updated, puts().length], [1, 1]);
    });

    it('writes two objects of one key one after the other, even side by side', async () => {
      const objects = ['a', 'b', 'c', 'd'].map((website) => ({ number: 'S-1', name: 'A', website }));
      const { record } = await upsert(objects, { maxInFlight: 4 });
      assert.deepEqual([record.created, record.updated], [1, 3]);
      assert.deepEqual(
        held('suppliers').map(({ website }) => website),
        ['d'],
      );
    });

    it('takes the turn of the record that was found, which another message may be writing by its id', async () => {
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      const session = bench.open({ ...suppliers, maxInFlight: 2 });
      let most = 0;
      let open = 0;
      bench.tenant.on('received', ({ method }) => {
        if (method === 'PUT') most = Math.max(most, ++open);
      });
      bench.tenant.on('request', ({ method }) => {
        if (method === 'PUT') open -= 1;
      });
      await Promise.all([
        bench.send(session, { operation: 'update', payload: { id: 1, website: 'x' } }),
        bench.send(session, { operation: 'upsert', payload: { number: 'S-1', website: 'y' } }),
      ]);
      assert.equal(most, 1);
    });

    it('refuses an object whose id names another record than its key, as one has that comes from another tenant', async () => {
      bench.tenant.resource('suppliers').createMany(2, (at) => ({ number: `S-${at}`, name: `${at}` }));
      const { entries } = await upsert({ id: 1, number: 'S-1', website: 'x' });
      assert.equal(entries[0]?.outcome, 'not sent');
      assert.match(
        entries[0]?.reason ?? '',
        /The id says 1, and with number S-1 there is 2\. Nothing was written/,
      );
      const left = await bench.run(
        { ...suppliers, operation: 'upsert' },
        { id: 1, payload: { number: 'S-1' } },
      );
      assert.equal(left.entries[0]?.outcome, 'not sent');
      assert.deepEqual(puts(), []);
    });

    it('refuses a record of another tenant that this one does not have, whatever has its id here', async () => {
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      const polled = { id: 1, number: 'T-9', 'created-at': '2020-01-01T00:00:00Z' };
      const { entries } = await upsert(polled);
      assert.match(
        entries[0]?.reason ?? '',
        /suppliers 1 was created .*, and the one that is given at 2020-01-01T00:00:00Z: it is another one\. Nothing was written/,
      );
      assert.deepEqual(puts(), []);
      const own = { ...polled, 'created-at': held('suppliers')[0]?.['created-at'] };
      assert.equal((await upsert(own)).record.updated, 1);
    });

    it('gives the record of an id another key that nobody has, with a warning', async () => {
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      const { record } = await upsert({ id: 1, number: 'S-2' });
      assert.deepEqual([record.updated, held('suppliers')[0]?.['number']], [1, 'S-2']);
      assert.match(
        String(record.warnings?.[0]?.message),
        /suppliers 1, which the id names, had another key than number S-2/,
      );
      const same = await upsert({ id: 1, number: 'S-2', website: 'x' });
      assert.deepEqual([same.record.updated, same.record.warnings], [1, undefined]);
    });

    it('refuses an object whose key finds two', async () => {
      bench.tenant.resource('departments').createMany(2, () => ({ name: 'IT' }));
      const { entries, error } = await upsert({ name: 'IT', active: false }, { resource: 'departments' });
      assert.deepEqual([entries[0]?.outcome, puts()], ['not sent', []]);
      assert.match(error?.message ?? '', /With name IT there are 2: 1, 2\. Nothing was written/);
    });

    for (const [what, object, why] of [
      ['an empty value', { number: '', name: 'A' }, /it has an empty number/],
      ['null', { number: null, name: 'A' }, /it has an empty number/],
      ['blanks', { number: ' \u00a0', name: 'A' }, /it has an empty number/],
      [
        'no member of it',
        { website: 'x' },
        /neither an id nor all fields of a key to be found by: number; name/,
      ],
      ['an object in it', { number: { a: 1 } }, /it has a number that is not a text or a number/],
    ] as const) {
      it(`refuses a key with ${what}, and asks for nothing`, async () => {
        const { entries } = await upsert(object);
        assert.match(entries[0]?.reason ?? '', why);
        assert.deepEqual([entries[0]?.outcome, bench.asked()], ['not sent', []]);
      });
    }

    it('takes the next alternative when a member is not there', async () => {
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      await upsert({ name: 'A', website: 'x' });
      assert.deepEqual(
        held('suppliers').map(({ website }) => website),
        ['x'],
      );
    });

    it('takes one that differs in case, with a warning', async () => {
      bench.tenant.readings.queryCase = 'ignored';
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      const { record } = await upsert({ number: 's-1', website: 'x' });
      assert.equal(record.updated, 1);
      assert.match(String(record.warnings?.[0]?.message), /differs in upper and lower case, or in blanks: 1/);
    });

    for (const [what, held, asked] of [
      ['a blank at its end', 'S-1', 'S-1 '],
      ['two blanks within', 'Acme  GmbH', 'Acme GmbH'],
      ['a blank that is no blank', 'Acme GmbH', 'Acme\u00a0GmbH'],
      ['accents beside their letters', 'M\u00fcller', 'Mu\u0308ller'],
    ] as const)
      it(`creates no second one where the tenant finds one that differs by ${what}`, async () => {
        bench.tenant.resource('suppliers').create({ number: held, name: 'A' });
        // As databases compare, where they are told to.
        bench.tenant.on(
          'received',
          (request) => request.query.has('number') && request.query.set('number', held),
        );
        const { record } = await upsert([{ number: asked, website: 'x' }]);
        assert.deepEqual([record.created, record.updated], [0, 1]);
        assert.match(
          String(record.warnings?.[0]?.message),
          /differs in upper and lower case, or in blanks: 1/,
        );
      });

    it('asks for an exchange rate by a part of its key and compares the rest', async () => {
      const rate = (to: string) => ({
        'from-currency': { code: 'EUR' },
        'to-currency': { code: to },
        'rate-date': '2026-11-01T00:00:00Z',
        rate: '1',
      });
      bench.tenant.resource('currencies').createMany(60, (at) => ({ code: `X${at}` }));
      bench.tenant.resource('exchange_rates').createMany(60, (at) => rate(`X${at}`));
      const { record } = await upsert(
        { ...rate('X57'), 'rate-date': '2026-11-01', rate: '2' },
        { resource: 'exchange_rates', validate: 'off', fields: 'rate' },
      );
      assert.deepEqual([record.updated, record.result[0]?.id], [1, '58']);
    });

    it('finds the rate of a day, in whatever zone the tenant begins its days', async () => {
      const rate = {
        'rate-date': '2026-11-27',
        'from-currency': { code: 'EUR' },
        'to-currency': { code: 'USD' },
        rate: '1.1582',
      };
      const write = () => upsert(rate, { resource: 'exchange_rates' });
      assert.equal((await write()).record.created, 1);
      assert.match(String(held('exchange_rates')[0]?.['rate-date']), /^2026-11-27T00:00:00-08:00$/);
      assert.equal((await write()).record.unchanged, 1);
      const tomorrow = await upsert({ ...rate, 'rate-date': '2026-11-28' }, { resource: 'exchange_rates' });
      assert.equal(tomorrow.record.created, 1);
    });

    for (const [what, day] of [
      ['midnight of UTC', '2026-11-27T00:00:00Z'],
      ['a JavaScript date', new Date('2026-11-27')],
      ['midnight in Tokyo', '2026-11-27 00:00 +0900'],
    ] as const)
      it(`creates no second rate of a day that is given as ${what}`, async () => {
        const pair = { 'from-currency': { code: 'EUR' }, 'to-currency': { code: 'USD' }, rate: '1.1582' };
        const write = (date: unknown) =>
          upsert({ ...pair, 'rate-date': date }, { resource: 'exchange_rates' });
        await write('2026-11-27');
        await write(day);
        assert.equal(held('exchange_rates').length, 1);
      });

    it('takes the keys of the node', async () => {
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A', website: 'w' });
      const { record } = await upsert({ website: 'w', name: 'B' }, { key: 'website' });
      assert.deepEqual([record.updated, held('suppliers').length], [1, 1]);
    });

    for (const [config, object, outcome] of [
      [{ onMissing: 'error' }, { number: 'S-9' }, /There is none with number S-9/],
      [{ onExisting: 'error' }, { number: 'S-1' }, /With number S-1 there is one already: 1/],
    ] as const) {
      it(`refuses with ${JSON.stringify(config)}`, async () => {
        bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
        const { entries } = await upsert({ ...object, website: 'x' }, config);
        assert.match(entries[0]?.reason ?? '', outcome);
        assert.equal(entries[0]?.outcome, 'not sent');
      });
    }

    it('skips what is there and what is not, when it is asked to', async () => {
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      const objects = [
        { number: 'S-1', website: 'x' },
        { number: 'S-2', name: 'B' },
      ];
      const { record } = await upsert(objects, { onExisting: 'skip', onMissing: 'skip' });
      assert.deepEqual([record.unchanged, bench.tenant.writes.length], [2, 0]);
    });

    it('looks but does not write with dryRun', async () => {
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      const { first } = await upsert(
        [
          { number: 'S-1', website: 'x' },
          { number: 'S-2', name: 'B' },
        ],
        { dryRun: true },
      );
      assert.deepEqual(first?.payload, [
        { method: 'PUT', path: '/api/suppliers/1', body: { number: 'S-1', website: 'x' } },
        { method: 'POST', path: '/api/suppliers', body: { number: 'S-2', name: 'B' } },
      ]);
      assert.equal(bench.tenant.writes.length, 0);
    });
  });
});

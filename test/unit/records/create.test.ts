import assert from 'node:assert/strict';
import { inZone } from '../../in-zone';
import { type Bench, startBench } from './bench';

describe('creating records', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const create = (payload: unknown, config: object = {}, more: object = {}) =>
    bench.run({ resource: 'suppliers', operation: 'create', ...config }, { payload, ...more });
  const posts = () => bench.asked().filter((one) => one.startsWith('POST'));
  const numbers = () => bench.tenant.records('suppliers').map(({ number }) => number);

  it('gives a single one as Coupa answered it', async () => {
    const { first, second, record } = await create({ name: 'Acme', number: 'S-1', status: 'active' });
    const [held] = bench.tenant.records('suppliers');
    assert.equal(Object(first?.payload).id, held?.['id']);
    assert.equal(Object(first?.payload)['created-at'], held?.['created-at']);
    assert.equal(second, undefined);
    assert.deepEqual(record, {
      resource: 'suppliers',
      operation: 'create',
      requested: 1,
      applied: 1,
      created: 1,
      updated: 0,
      unchanged: 0,
      result: [{ index: 0, id: '1', outcome: 'created', statusCode: 201 }],
    });
  });

  it('of an array gives those that were applied in their order, and tells the others with what Coupa said', async () => {
    const { rows, second, record } = await create([
      { name: 'A', number: 'S-1' },
      { name: 'B', number: 'S-1' },
      { number: 'S-3' },
      { name: 'D', number: 'S-4' },
    ]);
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['A', 'D'],
    );
    assert.deepEqual(
      second?.payload.map(({ index, outcome, statusCode, errors }) => [index, outcome, statusCode, errors]),
      [
        [1, 'refused', 400, { number: ['Number has already been taken'] }],
        [2, 'refused', 400, { name: ["Name can't be blank"] }],
      ],
    );
    assert.deepEqual(
      record.result.map(({ outcome }) => outcome),
      ['created', 'refused', 'refused', 'created'],
    );
    assert.deepEqual([record.requested, record.applied], [4, 2]);
  });

  it('tells nothing to any output when nothing was applied, and everything to the catch nodes', async () => {
    bench.tenant.resource('suppliers').create({ name: 'A', number: 'S-1' });
    const { first, second, error, entries } = await create([{ name: 'A' }, { name: 'a', number: 'S-1' }]);
    assert.deepEqual([first, second], [undefined, undefined]);
    assert.equal(error?.code, 'COUPA_VALIDATION');
    assert.match(error?.message ?? '', /^Creating suppliers: none of 2 were applied\. The first: .*HTTP 400/);
    assert.deepEqual(
      entries.map(({ index, outcome }) => [index, outcome]),
      [
        [0, 'refused'],
        [1, 'refused'],
      ],
    );
  });

  it('lists the keys by which a wrong reference could have been found', async () => {
    const { entries } = await create({ name: 'A', 'payment-term': { code: 'nope' } });
    assert.deepEqual(entries[0]?.possibleKeys, ['id', 'code']);
  });

  it('names the members that Coupa ignored', async () => {
    const { record } = await create({ name: 'A', webiste: 'B' });
    assert.deepEqual(record.ignored, [{ id: '1', members: ['webiste'] }]);
    assert.deepEqual(
      record.warnings?.map(({ index, path }) => [index, path]),
      [[0, 'webiste']],
    );
    assert.match(String(record.warnings?.[0]?.message), /Did you mean website\?/);
  });

  it('stops at the first that is not applied with stopOnError, and tells the rest', async () => {
    const { entries } = await create([{ name: 'A' }, {}, { name: 'C' }], { stopOnError: true });
    assert.deepEqual(
      entries.map(({ index, outcome }) => [index, outcome]),
      [
        [1, 'refused'],
        [2, 'not attempted'],
      ],
    );
    assert.equal(posts().length, 2);
  });

  it('has no error any more that it failed with here before, which would refuse the record of a poll', async () => {
    const error = (id: string) => ({ message: 'no answer', source: { id, type: 'coupa-record' } });
    const came = async (operation: string, id: string, config: object = {}) => {
      const message = { payload: { name: id }, error: error(id), coupa: { delivery: 'd' } };
      return (await bench.run({ resource: 'suppliers', operation, ...config }, message)).first;
    };
    for (const first of [
      await came('create', 'record-1'),
      await came('list', 'record-1', { output: 'each' }),
    ])
      assert.deepEqual([first?.['error'], Object(first?.['coupa']).delivery], [undefined, 'd']);
    assert.deepEqual((await came('create', 'record-2'))?.['error'], error('record-2'));
  });

  it('leaves msg.coupa of a poll in front as it was, and acknowledges nothing on output 2', async () => {
    const coupa = { delivery: 'd-1', id: 7 };
    const { first, second } = await create([{ name: 'A' }, {}], {}, { coupa, topic: 'suppliers' });
    assert.deepEqual([Object(first?.['coupa']).delivery, Object(first?.['coupa']).id], ['d-1', 7]);
    assert.deepEqual([Object(second?.['coupa']).delivery, Object(second?.['coupa']).id], [undefined, 7]);
    assert.equal(second?.['topic'], 'suppliers');
  });

  it('sends nothing with dryRun, and gives the request', async () => {
    const { first, record } = await create({ name: 'A' }, { dryRun: true });
    assert.deepEqual(first?.payload, { method: 'POST', path: '/api/suppliers', body: { name: 'A' } });
    assert.deepEqual([record.dryRun, record.created], [true, 0]);
    assert.deepEqual(bench.asked(), []);
  });

  it('refuses with validate "error" what cannot be right, before it is sent', async () => {
    const objects = [{ name: 'A', 'payment-term': 'N30' }, { name: 'B' }];
    const { entries, rows } = await create(objects, { validate: 'error' });
    assert.deepEqual(
      entries.map(({ index, outcome }) => [index, outcome]),
      [[0, 'not sent']],
    );
    assert.match(entries[0]?.reason ?? '', /payment-term is a text; Coupa takes an object here/);
    assert.equal(rows.length, 1);
    assert.equal(posts().length, 1);
  });

  for (const [validate, count] of [
    ['warn', 1],
    ['off', 0],
  ] as const)
    it(`sends what looks wrong with validate "${validate}", and tells ${count} warnings`, async () => {
      const { record } = await create({ name: 'A', webiste: 'x' }, { validate });
      assert.deepEqual([record.created, record.warnings?.length ?? 0], [1, count]);
    });

  describe('whose answer is lost', () => {
    it('is the record that has its key and was made since then', async () => {
      bench.tenant.loseAnswer();
      const { first, record } = await create({ name: 'A', number: 'S-1' });
      assert.equal(Object(first?.payload).id, 1);
      assert.equal(record.created, 1);
      assert.deepEqual([posts().length, numbers()], [1, ['S-1']]);
    });

    it('is unknown when nothing has its key, and is not sent again', async () => {
      bench.tenant.loseAnswer({ carriedOut: false });
      const { entries, error } = await create({ name: 'A', number: 'S-1' });
      assert.deepEqual([entries[0]?.outcome, entries[0]?.found], ['unknown', undefined]);
      assert.match(error?.message ?? '', /Unknown outcome: .* Nothing with number S-1 was there just now/);
      assert.deepEqual([posts().length, numbers()], [1, []]);
    });

    it('is not the record that was there before', async () => {
      const old = { 'created-at': '2026-01-01T00:00:00Z', 'updated-at': '2026-01-01T00:00:00Z' };
      bench.tenant.resource('suppliers').create({ name: 'A', number: 'S-1', ...old });
      bench.tenant.loseAnswer({ carriedOut: false });
      const { entries } = await create({ name: 'A', number: 'S-1' });
      assert.deepEqual([entries[0]?.outcome, entries[0]?.found], ['unknown', ['1']]);
    });

    describe('on a computer far west of the tenant', () => {
      inZone('Pacific/Honolulu');

      it('is not the record that was there an hour before, by a date without a zone', async () => {
        const before = new Date(bench.tenant.now() - 3_600_000).toISOString().slice(0, 19);
        bench.tenant.resource('suppliers').create({ name: 'A', number: 'S-1', 'created-at': before });
        bench.tenant.loseAnswer({ carriedOut: false });
        const { entries } = await create({ name: 'A', number: 'S-1' });
        assert.deepEqual([entries[0]?.outcome, entries[0]?.found], ['unknown', ['1']]);
      });
    });

    it('is not the record that another object of the same message became', async () => {
      const invoice = { 'invoice-number': 'R-1', supplier: { number: 'S-1' } };
      bench.tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
      bench.tenant.loseAnswer({ path: '/api/invoices', nth: 2, carriedOut: false });
      const { entries, record } = await create([invoice, invoice], { resource: 'invoices' });
      assert.deepEqual([record.applied, entries[0]?.outcome], [1, 'unknown']);
      assert.equal(bench.tenant.records('invoices').length, 1);
    });

    it('is unknown without a key to look for it', async () => {
      bench.tenant.loseAnswer();
      const { entries } = await create({ quantity: 1 }, { resource: 'receiving_transactions' });
      assert.equal(entries[0]?.outcome, 'unknown');
      assert.match(entries[0]?.reason ?? '', /cannot be looked for, since it has no id, and it is not known/);
    });

    it('is unknown when looking for it fails', async () => {
      bench.tenant.loseAnswer();
      bench.tenant.weather({ kind: '500', method: 'GET', times: Number.POSITIVE_INFINITY });
      const { entries } = await create({ name: 'A', number: 'S-1' });
      assert.match(entries[0]?.reason ?? '', /Looking for it failed: .*HTTP 500/);
      assert.equal(entries[0]?.outcome, 'unknown');
    });

    for (const as of ['500', '502', '504'] as const) {
      it(`behind a ${as} is looked for like one whose connection was cut`, async () => {
        bench.tenant.loseAnswer({ as });
        const { record } = await create({ name: 'A', number: 'S-1' });
        assert.deepEqual([record.created, posts().length], [1, 1]);
      });
    }
  });

  it('that never left is known not to have been sent', async () => {
    bench.tenant.weather({ kind: '429', method: 'POST', times: Number.POSITIVE_INFINITY });
    const { entries } = await create({ name: 'A' });
    assert.equal(entries[0]?.outcome, 'not sent');
  });

  it('names the scope that is missing', async () => {
    await bench.close();
    bench = await startBench({ scopes: ['core.invoice.read', 'core.invoice.write'] });
    const { error } = await create({ 'invoice-number': '1' }, { resource: 'invoices' });
    assert.equal(error?.code, 'COUPA_FORBIDDEN');
    assert.match(error?.message ?? '', /This needs the scope core\.invoice\.create\./);
  });
});

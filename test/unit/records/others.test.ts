import assert from 'node:assert/strict';
import type { CoupaError } from '../../../lib/base/errors';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { type Bench, type Came, startBench } from './bench';
import { sessionOver } from './stub-session';

describe('other things done with records', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const ids = ({ rows }: Came) => rows.map(({ id }) => id);

  describe('list', () => {
    const list = (query?: object, config: object = {}) =>
      bench.run({ resource: 'suppliers', operation: 'list', ...config }, { query });

    it('reads all pages by id and never by offset', async () => {
      bench.tenant.resource('suppliers').createMany(120);
      const came = await list();
      assert.equal(new Set(ids(came)).size, 120);
      assert.deepEqual([came.record.applied, came.record.operation], [120, 'list']);
      assert.deepEqual(
        bench.asked().filter((one) => one.includes('offset')),
        [],
      );
      assert.match(bench.asked()[1] ?? '', /id\[gt\]=50&order_by=id&dir=asc&limit=50/);
    });

    it('reads what its filters select', async () => {
      bench.tenant.resource('suppliers').createMany(3, (at) => ({ number: `S-${at}` }));
      assert.deepEqual(ids(await list({ 'number[in]': ['S-0', 'S-2'] })), [1, 3]);
      assert.deepEqual(ids(await list({ 'number[in]': ['S-0,S-2'] })), [1, 3]);
      assert.deepEqual(ids(await list({ number: ['S-0', 'S-2'] })), [1, 3]);
    });

    it('reads no more than its limit, in one request where one is enough', async () => {
      bench.tenant.resource('suppliers').createMany(120);
      assert.equal(ids(await list({ limit: 7 })).length, 7);
      assert.equal(bench.asked().length, 1);
      assert.equal(ids(await list({ limit: 70 })).length, 70);
    });

    it('is an error before a list without an end fills the memory', async () => {
      let id = 0;
      const request = async () => {
        const body = Array.from({ length: 50 }, () => ({ id: ++id }));
        return { statusCode: 200, headers: {}, body, bytes: 64 * 1024 * 1024, elapsed: 1, requests: 1 };
      };
      await assert.rejects(
        sessionOver(request, 'list').handle({}, () => undefined),
        { code: 'COUPA_RESPONSE', message: /^Listing invoices: the list was not at its end after \d+ MiB/ },
      );
    });

    it('takes an order of the user for one page, and refuses it for more', async () => {
      bench.tenant.resource('suppliers').createMany(4);
      assert.deepEqual(ids(await list({ order_by: 'id', dir: 'desc', limit: 2 })), [4, 3]);
      assert.deepEqual(ids(await list({ order_by: ['id'], dir: ['desc'], limit: 2 })), [4, 3]);
      await list({ order_by: ['name', 'id'], limit: 2 });
      assert.match(bench.asked().at(-1) ?? '', /[?&]order_by=name,id(&|$)/);
      const { error } = await list({ order_by: 'name' });
      assert.match(error?.message ?? '', /an order or an offset without a "limit" of 50 or less/);
    });

    it('asks for nothing by what was computed from no number', async () => {
      const { error } = await list({ number: Number.NaN });
      assert.match(error?.message ?? '', /has something at "number" that is neither a text, a number/);
      assert.deepEqual(bench.asked(), []);
    });

    it('asks for the members that are wanted, and the id', async () => {
      bench.tenant.resource('suppliers').create({ name: 'A' });
      assert.deepEqual((await list({}, { fields: 'name' })).first?.payload, [{ id: 1, name: 'A' }]);
    });

    it('fails where the tenant does not page by id, and loses nothing', async () => {
      await bench.close();
      bench = await startBench({ idFilterIgnored: true });
      bench.tenant.resource('suppliers').createMany(120);
      const { error } = await list();
      assert.equal(error?.code, 'COUPA_RESPONSE');
      assert.match(error?.message ?? '', /does not page by id/);
    });

    it('sends each by itself, and lets the last one carry the delivery of a poll', async () => {
      bench.tenant.resource('suppliers').createMany(3);
      const { all } = await bench.run(
        { resource: 'suppliers', operation: 'list', output: 'each' },
        { coupa: { delivery: 'd' } },
      );
      assert.deepEqual(
        all.map(({ payload, parts, coupa }) => [
          Object(payload).id,
          Object(parts).count,
          Object(coupa).delivery,
        ]),
        [
          [1, undefined, undefined],
          [2, undefined, undefined],
          [3, 3, 'd'],
        ],
      );
    });

    it('sends each with members of its own, which a flow may change', async () => {
      bench.tenant.resource('suppliers').createMany(3);
      const coupa = { delivery: 'd', of: { the: 'poll' } };
      const { all } = await bench.run(
        { resource: 'suppliers', operation: 'list', output: 'each' },
        { coupa },
      );
      for (const read of ['record', 'of']) {
        const members = all.map((message) => Object(message['coupa'])[read]);
        assert.equal(new Set(members).size, 3, read);
      }
    });

    it('of nothing sends no message where each is sent by itself, and else an array that acknowledges', async () => {
      const coupa = { delivery: 'd' };
      const config = { resource: 'suppliers', operation: 'list' };
      assert.deepEqual((await bench.run({ ...config, output: 'each' }, { coupa })).all, []);
      const { first } = await bench.run(config, { coupa });
      assert.deepEqual([first?.payload, Object(first?.['coupa']).delivery], [[], 'd']);
    });
  });

  describe('get', () => {
    const get = (payload: unknown, more: object = {}) =>
      bench.run({ resource: 'suppliers', operation: 'get' }, { payload, ...more });
    beforeEach(() => {
      bench.tenant.resource('suppliers').createMany(3);
    });

    it('gives one for one and an array for an array, in the order asked', async () => {
      assert.equal(Object((await get(2)).first?.payload).id, 2);
      assert.equal(Object((await get(undefined, { id: '3' })).first?.payload).id, 3);
      assert.deepEqual(ids(await get(['3', { id: 1 }])), [3, 1]);
    });

    it('asks with the parameters of the message', async () => {
      await get(2, { parameters: { show_all: true } });
      assert.match(bench.asked().at(-1) ?? '', /\/api\/suppliers\/2\?show_all=true$/);
    });

    it('attempts no more after one that is not there with stopOnError', async () => {
      const gets = Array.from({ length: 20 }, (_, at) => at + 99);
      const { entries } = await bench.run(
        { resource: 'suppliers', operation: 'get', stopOnError: true },
        { payload: [1, ...gets] },
      );
      assert.equal(entries.at(-1)?.outcome, 'not attempted');
    });

    it('tells which are not there', async () => {
      const came = await get([1, 99]);
      assert.deepEqual(ids(came), [1]);
      assert.deepEqual([came.entries[0]?.index, came.entries[0]?.statusCode], [1, 404]);
      assert.equal((await get(99)).error?.code, 'COUPA_NOT_FOUND');
    });
  });

  describe('delete', () => {
    const remove = (payload: unknown, config: object = {}) =>
      bench.run({ resource: 'supplier_items', operation: 'delete', ...config }, { payload });
    const left = () => bench.tenant.records('supplier_items').map(({ id }) => id);
    beforeEach(() => {
      bench.tenant.resource('supplier_items').createMany(3);
    });

    it('gives the ids as they were given, and deletes by nothing else', async () => {
      const { first } = await remove([{ id: 1, name: 'x' }, '3']);
      assert.deepEqual([first?.payload, left()], [[1, '3'], [2]]);
    });

    it('whose answers were lost is done when nothing is there any more', async () => {
      bench.tenant.loseAnswer();
      assert.equal((await remove(2)).record.result[0]?.outcome, 'deleted');
      assert.deepEqual(left(), [1, 3]);
    });

    it('of more than maxActions is refused as a whole', async () => {
      const { error } = await remove([1, 2, 3], { maxActions: 2 });
      assert.match(error?.message ?? '', /names 3, and this node deletes at most 2 at once/);
      assert.deepEqual([bench.asked(), left()], [[], [1, 2, 3]]);
    });

    it('of one that is not there is an error', async () => {
      assert.equal((await remove(99)).error?.code, 'COUPA_NOT_FOUND');
    });
  });

  describe('action', () => {
    const act = (payload: unknown, action: string, config: object = {}, more: object = {}) =>
      bench.run({ resource: 'invoices', operation: 'action', action, ...config }, { payload, ...more });

    it('is done to each record, and gives what Coupa answers', async () => {
      bench.tenant.resource('invoices').createMany(2, () => ({ status: 'draft' }));
      const { rows, record } = await act([1, { id: 2 }], 'submit');
      assert.deepEqual(
        rows.map(({ status }) => status),
        ['pending_approval', 'pending_approval'],
      );
      assert.deepEqual([record.action, record.result[1]?.outcome], ['submit', 'done']);
    });

    it('on more than maxActions is refused as a whole', async () => {
      bench.tenant.resource('invoices').createMany(3, () => ({ status: 'draft' }));
      const { error } = await act([1, 2, 3], 'submit', { maxActions: 2 });
      assert.match(error?.message ?? '', /names 3, and this node acts on at most 2 at once/);
      assert.deepEqual(bench.asked(), []);
    });

    it('that the state does not allow is refused with what Coupa says', async () => {
      bench.tenant.resource('invoices').create({ status: 'voided' });
      const { entries } = await act(1, 'submit');
      assert.deepEqual([entries[0]?.outcome, entries[0]?.statusCode], ['refused', 400]);
    });

    it('is not sent again when its answer was lost, and tells the status that is there', async () => {
      bench.tenant.resource('invoices').create({ status: 'draft' });
      bench.tenant.loseAnswer();
      const { entries } = await act(1, 'submit');
      assert.equal(entries[0]?.outcome, 'unknown');
      assert.match(entries[0]?.reason ?? '', /Its status is now pending_approval\./);
      assert.equal(bench.asked().filter((one) => one.startsWith('PUT')).length, 1);
    });

    it('takes the members beside the id as its body, and further parameters', async () => {
      bench.tenant.resource('invoices').create({ status: 'pending_approval' });
      await act(
        { id: 1, 'dispute-reason': { code: 'x' } },
        'dispute',
        { validate: 'off' },
        {
          parameters: { reason: 'too late' },
        },
      );
      assert.equal(bench.asked()[0], 'PUT /api/invoices/1/dispute?reason=too late');
      assert.equal(bench.tenant.requests.at(-1)?.body, '{"dispute-reason":{"code":"x"}}');
    });

    it('uses the verb that the action has', async () => {
      const { first } = await act([1], 'complete', { resource: 'projects', dryRun: true });
      assert.deepEqual(first?.payload, [{ method: 'POST', path: '/api/projects/1/complete' }]);
      const end = await act([1], 'end_event', { resource: 'quote_requests', dryRun: true });
      assert.deepEqual(end.first?.payload, [{ method: 'PATCH', path: '/api/quote_requests/1/end_event' }]);
    });

    it('without an id is sent to the list', async () => {
      const { first } = await act({ x: 1 }, 'submit_for_approval', {
        resource: 'requisitions',
        dryRun: true,
      });
      assert.deepEqual(first?.payload, {
        method: 'POST',
        path: '/api/requisitions/submit_for_approval',
        body: { x: 1 },
      });
    });
  });

  describe('markExported', () => {
    const mark = (payload: unknown, more: object = {}, config: object = {}) =>
      bench.run({ resource: 'invoices', operation: 'markExported', ...config }, { payload, ...more });
    const flags = () => bench.tenant.records('invoices').map(({ exported }) => exported);
    beforeEach(() => {
      bench.tenant.resource('invoices').createMany(2, () => ({ exported: false }));
    });

    it('takes whole records and sends nothing but the mark', async () => {
      const [record] = bench.tenant.records('invoices');
      const { first } = await mark([record, 2]);
      assert.deepEqual(
        [first?.payload, flags()],
        [
          [1, 2],
          [true, true],
        ],
      );
      assert.equal(bench.asked()[0], 'PUT /api/invoices/1?exported=true&fields=["id","exported"]');
      assert.equal(bench.tenant.requests.at(-1)?.body, '');
    });

    it('takes the mark back', async () => {
      await mark(1);
      await mark(1, { exported: false });
      assert.deepEqual(flags(), [false, false]);
    });

    for (const [exported, is] of [
      ['FALSE', false],
      [0, false],
      ['no', false],
      ['1', true],
      ['', true],
    ] as const)
      it(`takes ${JSON.stringify(exported)} as ${is}`, async () => {
        await mark(1);
        await mark([1, 2], { exported });
        assert.deepEqual(flags(), [is, is]);
      });

    it('sets no mark by what is neither yes nor no', async () => {
      for (const exported of ['never', {}, [1, 2], Object.create(null)]) {
        const { error } = await mark(1, { exported });
        assert.match(error?.message ?? '', /msg\.exported cannot be used\. .* it has to be true or false/);
      }
      assert.deepEqual(flags(), [false, false]);
    });

    it('may be repeated', async () => {
      bench.tenant.loseAnswer();
      assert.equal((await mark(1)).record.applied, 1);
    });

    it('says that Coupa left the flag as it was', async () => {
      await mark(1);
      bench.tenant.readings.takeBack = [];
      const { entries } = await mark(1, { exported: false });
      assert.match(entries[0]?.reason ?? '', /left the exported flag of invoices 1 as it was: true/);
    });

    it('is a COUPA_CONFIG error for records without the flag', async () => {
      const { error } = await mark(1, {}, { resource: 'suppliers' });
      assert.equal(error?.code, 'COUPA_CONFIG');
      assert.deepEqual(bench.asked(), []);
    });
  });

  describe('create or update', () => {
    for (const id of ['..', '.', '\ud800', '../users/1', 'x'.repeat(100_000)])
      it(`sends nothing where what it finds has an id that would be another path: ${JSON.stringify(id).slice(0, 20)}`, async () => {
        const asked: string[] = [];
        const request = async ({ method = 'GET', path }: RequestOptions): Promise<Answer> => {
          asked.push(`${method} ${path.split('?')[0]}`);
          const body = [{ id, 'invoice-number': 'I-1', supplier: { number: 'S-1' } }];
          return { statusCode: 200, headers: {}, body, elapsed: 1, requests: 1 };
        };
        const payload = { 'invoice-number': 'I-1', supplier: { number: 'S-1' }, comments: 'new' };
        const error = await sessionOver(request, 'upsert')
          .handle({ payload }, () => undefined)
          .then(
            () => assert.fail('it was applied'),
            (reason: CoupaError) => reason,
          );
        assert.deepEqual(asked, ['GET /api/invoices']);
        assert.match(error.message, /cannot be changed: its id is ".{1,100}": an id has only digits/u);
        assert.ok(error.message.length < 400);
      });
  });
});

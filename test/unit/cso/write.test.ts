import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { readRequest } from '../../../lib/cso/model/request';
import { readSettings } from '../../../lib/cso/model/settings';
import { type OperationResult, perform } from '../../../lib/cso/perform';
import type { CsoOptions } from '../../simulator/cso';
import { answer, connect, type Site, scripted, startSite } from './site';

describe('a message', () => {
  let site: Site;
  afterEach(() => site.close());

  /** A site with events named `0`, `1`, … in Setup. */
  async function siteWith(count: number, options: CsoOptions = {}): Promise<string[]> {
    site = await startSite(options);
    return Array.from({ length: count }, (_, number) => addEvent(String(number)));
  }

  function addEvent(name: string, more: object = {}): string {
    return site.collection('/api/events').add({ 'market-id': '1', name, state: 'Setup', ...more }).id;
  }

  function event(id: string) {
    return site.collection('/api/events').get(id);
  }

  function reasons({ notApplied }: OperationResult): string[] {
    return notApplied.map(({ reason }) => String(reason));
  }

  function requests(): string[] {
    return site.requests.map(({ method, url }) => `${method} ${decodeURIComponent(url)}`);
  }

  async function failure(promise: Promise<unknown>): Promise<CoupaError> {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof CoupaError, `expected a CoupaError, got ${String(error)}`);
    return error;
  }

  describe('an update', () => {
    const update = (payload: unknown, config: object = {}) =>
      site.run({ operation: 'update', ...config }, { payload });

    it('of a bare object uses its own path', async () => {
      const [id = ''] = await siteWith(1);
      const { payload } = await update({ id, name: 'new' });
      assert.deepEqual(payload, [{ id, name: 'new' }]);
      assert.equal(event(id)?.['name'], 'new');
      assert.deepEqual(requests(), [`PUT /api/events/${id}`]);
    });

    it('reads back what the server passed over in silence, and tells what was not applied', async () => {
      const ids = await siteWith(10, { dropShare: 0.3 });
      const asked = ids.map((id) => ({ id, state: 'Active' }));
      const result = await update(asked);
      assert.ok(site.dropped.length > 0);
      assert.deepEqual(
        result.notApplied.map(({ object }) => object),
        asked.filter(({ id }) => site.dropped.includes(id)),
      );
      assert.deepEqual(
        result.payload,
        asked.filter(({ id }) => !site.dropped.includes(id)),
      );
      const updated = 10 - site.dropped.length;
      assert.match(
        reasons(result)[0] ?? '',
        new RegExp(`updated ${updated} of 10; state is "Setup", not "Active"`),
      );
      assert.deepEqual([result.coupa.requested, result.coupa.applied], [10, updated]);
      assert.equal(site.requests.length, 2, 'one request to read ten objects back');
    });

    for (const filters of ['ignored', 'refused'] as const) {
      it(`asks for each object by itself where id[in] is ${filters}`, async () => {
        const ids = await siteWith(6, { dropShare: 0.4, filters, pageLimit: 2 });
        const result = await update(ids.map((id) => ({ id, name: 'new' })));
        assert.deepEqual(
          result.notApplied.map(({ object }) => object['id']),
          ids.filter((id) => site.dropped.includes(id)),
        );
      });
    }

    it('says that an object does not exist', async () => {
      const [id = ''] = await siteWith(1);
      const result = await update([
        { id, name: 'new' },
        { id: '404', name: 'new' },
      ]);
      assert.deepEqual(reasons(result), ['The server updated 1 of 2; there is no such object']);
    });

    it('counts numbers written as texts, cleared fields and merged settings as applied', async () => {
      const [id = ''] = await siteWith(1);
      site
        .collection('/api/events')
        .update(id, { 'reference-number': '17', settings: { currency: 'EUR', extra: 1 } });
      const asked = { id, 'reference-number': 17, description: null, settings: { currency: 'EUR' } };
      site.fault({ method: 'PUT', answer: { status: 200, body: '{"updated":0,"result":[]}' } });
      const { payload } = await update([asked]);
      assert.deepEqual(payload, [asked]);
    });

    it('of which the answer says nothing is read back', async () => {
      const [id = ''] = await siteWith(1);
      site.fault({ method: 'PUT', answer: { status: 200, body: '' } });
      const result = await update({ id, name: 'new' });
      assert.equal(result.payload, undefined);
      assert.deepEqual(reasons(result), [
        'The server does not say how many it updated; name is "0", not "new"',
      ]);
    });

    it('goes on after a failing batch and keeps the order asked', async () => {
      const ids = await siteWith(30);
      site.fault({ method: 'PUT', answer: { status: 400, body: '<errors><error>No</error></errors>' } });
      const asked = ids.map((id) => ({ id, name: 'new' }));
      const result = await update(asked, { batchSize: 10 });
      const failed = asked.filter(({ id }) => event(id)?.['name'] !== 'new');
      assert.equal(failed.length, 10);
      assert.deepEqual(
        result.notApplied.map(({ object }) => object),
        failed,
      );
      assert.deepEqual(
        result.payload,
        asked.filter((object) => !failed.includes(object)),
      );
      assert.match(reasons(result)[0] ?? '', /HTTP 400 to PUT .*: No\./);
    });

    it('whose connection was lost is read back to find out what became of it', async () => {
      const ids = await siteWith(3);
      site.fault({ method: 'PUT', carriedOut: true });
      const asked = ids.map((id) => ({ id, name: 'new' }));
      assert.deepEqual((await update(asked)).payload, asked);
      site.fault({ method: 'PUT' });
      const error = await failure(update(ids.map((id) => ({ id, name: 'newer' }))));
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.equal(site.requests.filter(({ method }) => method === 'PUT').length, 2, 'none is sent again');
    });

    for (const [what, status, outcome] of [
      ['whose connection was lost may still be applied', undefined, 'unknown'],
      ['that a gateway waited for in vain may still be applied', 504, 'unknown'],
      ['that failed in the server was not applied', 500, undefined],
    ] as const)
      it(`${what} where the object is as it was`, async () => {
        const [one = '', other = ''] = await siteWith(2);
        const answer = status === undefined ? {} : { answer: { status, body: '' } };
        for (const method of ['PUT', 'DELETE']) {
          site.fault({ method, ...answer });
          const payload = [one, other].map((id) => ({ id, name: 'new' }));
          const operation = method === 'PUT' ? 'update' : 'delete';
          const error = await failure(site.run({ operation }, { payload }));
          const { notApplied } = Object(error.details) as { notApplied: { outcome?: string }[] };
          assert.deepEqual(
            notApplied.map((entry) => entry.outcome),
            [outcome, outcome],
          );
        }
      });

    it('says what is unknown when reading back fails as well', async () => {
      const [id = ''] = await siteWith(1, { dropShare: 1 });
      site.fault({ method: 'GET', times: 9, answer: { status: 500, body: '' } });
      const result = await update([{ id, name: 'new' }]);
      assert.match(
        reasons(result)[0] ?? '',
        /updated 0 of 1; which were applied is unknown, since reading them back failed/,
      );
      assert.equal(result.notApplied[0]?.outcome, 'unknown');
    });

    it('that fails as a whole is an error with the validation messages of the server', async () => {
      const [id = ''] = await siteWith(1);
      const body = '<errors><error>name is taken</error><error>state is wrong</error></errors>';
      site.fault({ method: 'PUT', answer: { status: 400, body, type: 'application/xml' } });
      const error = await failure(update([{ id, name: 'new' }]));
      assert.equal(error.code, 'COUPA_VALIDATION');
      assert.equal(error.statusCode, 400);
      assert.deepEqual((error.details as { messages: string[] }).messages, [
        'name is taken',
        'state is wrong',
      ]);
    });
  });

  describe('a delete', () => {
    const remove = (payload: unknown, config: object = {}) =>
      site.run({ operation: 'delete', ...config }, { payload });

    it('of one id uses its own path and no body', async () => {
      const [id = ''] = await siteWith(1);
      assert.deepEqual((await remove(id)).payload, [id]);
      assert.deepEqual(requests(), [`DELETE /api/events/${id}`]);
      assert.equal(site.requests[0]?.body, '');
    });

    it('sends ids and nothing else', async () => {
      const [id = ''] = await siteWith(1);
      await remove([{ id, name: 'x' }]);
      assert.equal(site.requests[0]?.body, `{"events":[{"id":"${id}"}]}`);
    });

    it('finds out which are still there', async () => {
      const ids = await siteWith(10, { dropShare: 0.3 });
      const result = await remove(ids);
      assert.ok(site.dropped.length > 0);
      assert.deepEqual(
        result.notApplied.map(({ object }) => object['id']),
        ids.filter((id) => site.dropped.includes(id)),
      );
      assert.deepEqual(
        result.payload,
        ids.filter((id) => !site.dropped.includes(id)),
      );
      assert.match(reasons(result)[0] ?? '', /it is still there/);
    });

    it('of nothing sends nothing and says so', async () => {
      await siteWith(1);
      for (const payload of [[], { events: [] }]) {
        const result = await remove(payload);
        assert.deepEqual(result.payload, []);
        assert.deepEqual(result.coupa.requested, 0);
      }
      assert.deepEqual(
        site.warnings,
        Array(2).fill('Deleting events: the message names none, so nothing was sent.'),
      );
      assert.deepEqual(site.requests, []);
    });

    it('of more than maxDeletes is refused until that is raised', async () => {
      const ids = await siteWith(101);
      const error = await failure(remove(ids));
      assert.equal(error.code, 'COUPA_VALIDATION');
      assert.deepEqual(error.details, { requested: 101, maxDeletes: 100 });
      assert.deepEqual(site.requests, []);
      assert.equal(((await remove(ids, { maxDeletes: '101' })).payload as string[]).length, 101);
    });

    it('of a market warns that its events go with it', async () => {
      await siteWith(0);
      const { id } = site.collection('/api/markets').add({ name: 'Freight' });
      addEvent('of that market', { 'market-id': id });
      await remove(id, { object: 'markets' });
      assert.deepEqual(site.warnings, [
        `Deleting markets ${id}: every event of the market is deleted as well.`,
      ]);
      assert.equal(site.collection('/api/events').size, 0);
    });

    it('of companies and users is refused with the reason', async () => {
      await siteWith(0);
      for (const object of ['companies', 'users']) {
        const error = await failure(remove('1', { object }));
        assert.match(error.message, /nothing was sent, the API publishes no way to delete them/);
      }
      assert.deepEqual(site.requests, []);
    });

    it('whose connection was lost is carried out when nothing is left', async () => {
      const ids = await siteWith(2);
      site.fault({ method: 'DELETE', carriedOut: true });
      assert.deepEqual((await remove(ids)).payload, ids);
    });
  });

  describe('a create', () => {
    const create = (payload: unknown, config: object = {}) =>
      site.run({ operation: 'create', ...config }, { payload });
    const posts = () => site.requests.filter(({ method }) => method === 'POST').length;

    it('of a bare object sends it bare', async () => {
      await siteWith(0);
      const { payload } = await create({ 'market-id': '1', name: 'one' });
      const [made] = site.collection('/api/events').find();
      assert.deepEqual(payload, [{ 'market-id': '1', name: 'one', id: made?.id }]);
      assert.equal(site.requests[0]?.body, '{"market-id":"1","name":"one"}');
    });

    it('matches the ids to the objects when fewer were created', async () => {
      await siteWith(0, { dropShare: 0.4, seed: 3 });
      const asked = Array.from({ length: 10 }, (_, number) => ({ 'market-id': '1', name: `new ${number}` }));
      const result = await create(asked);
      assert.ok(site.dropped.length > 0);
      assert.deepEqual(
        result.notApplied.map(({ object }) => object['name']),
        asked.map(({ name }) => name).filter((name) => site.dropped.includes(name)),
      );
      for (const { id, name } of result.payload as { id: string; name: string }[]) {
        assert.equal(event(id)?.['name'], name);
      }
    });

    it('is sent in batches one after the other, so that the events are numbered in the order asked', async () => {
      await siteWith(0);
      const asked = Array.from({ length: 25 }, (_, number) => ({ 'market-id': '1', name: `new ${number}` }));
      const { payload, coupa } = await create(asked, { batchSize: 10 });
      const made = payload as { id: string }[];
      assert.deepEqual(
        made.map(({ id }) => event(id)?.['event-number']),
        asked.map((_, index) => index + 1),
      );
      assert.deepEqual([posts(), coupa.result.length], [3, 3]);
    });

    it('whose connection was lost is never sent again and reports what a read-back shows', async () => {
      await siteWith(0);
      site.fault({ method: 'POST', carriedOut: true });
      const error = await failure(create({ 'market-id': '1', name: 'Freight', 'reference-number': 'R1' }));
      const [made] = site.collection('/api/events').find();
      assert.equal(posts(), 1);
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.match(error.message, new RegExp(`^Unknown outcome: .*there is now: ${made?.id}`));
      const details = error.details as { outcome: string; notApplied: object[] };
      assert.equal(details.outcome, 'unknown');
      assert.deepEqual(
        details.notApplied.map((one) => ({ ...one, reason: '' })),
        [
          {
            object: { 'market-id': '1', name: 'Freight', 'reference-number': 'R1' },
            reason: '',
            outcome: 'unknown',
            found: [made?.id],
          },
        ],
      );
    });

    it('tells names with another reference number apart', async () => {
      await siteWith(0);
      addEvent('Freight', { 'reference-number': 'R0' });
      site.fault({ method: 'POST' });
      const error = await failure(create([{ 'market-id': '1', name: 'Freight', 'reference-number': 'R1' }]));
      assert.match(error.message, /Nothing of this name and reference number was there/);
    });

    it('goes on with the other batches when one has an unknown outcome', async () => {
      await siteWith(0);
      site.fault({ method: 'POST', carriedOut: true });
      const asked = ['a', 'b', 'c', 'd'].map((name) => ({ 'market-id': '1', name }));
      const result = await create(asked, { batchSize: 2 });
      assert.equal(posts(), 2);
      assert.deepEqual(
        (result.payload as { name: string }[]).map(({ name }) => name),
        ['c', 'd'],
      );
      assert.deepEqual(
        result.notApplied.map(({ object, outcome, found }) => [object['name'], outcome, found?.length]),
        [
          ['a', 'unknown', 1],
          ['b', 'unknown', 1],
        ],
      );
    });

    for (const [what, answer] of Object.entries({
      'HTTP 500': { status: 500, body: '' },
      'HTTP 408': { status: 408, body: '' },
      'HTML with status 200': { status: 200, body: '<html></html>', type: 'text/html' },
      'an answer cut short': { status: 201, body: '{"added":1,"ev' },
      'HTTP 502': { status: 502, body: '<html><title>Bad gateway</title></html>', type: 'text/html' },
    })) {
      it(`is not sent again after ${what}, and its outcome is unknown`, async () => {
        await siteWith(0);
        site.fault({ method: 'POST', answer });
        const error = await failure(create({ 'market-id': '1', name: 'x' }));
        assert.equal(posts(), 1);
        assert.equal((error.details as { outcome: string }).outcome, 'unknown');
      });
    }

    it('that was refused has a known outcome: nothing', async () => {
      await siteWith(0);
      const error = await failure(create({ 'market-id': 1, name: 'x' }));
      assert.equal(error.statusCode, 400);
      assert.equal((error.details as { outcome?: string }).outcome, undefined);
      assert.deepEqual(requests(), ['POST /api/events']);
    });

    it('that never reached the server is known not to have happened', async () => {
      await siteWith(0);
      const gone = await startSite();
      await gone.close();
      const requester = connect(gone.url);
      const settings = readSettings({ operation: 'create' });
      const none = { eventId: undefined, factSheetId: undefined };
      const request = readRequest(settings, none, { payload: [{ 'market-id': '1', name: 'x' }] });
      const error = await failure(
        perform({ requester, settings, onWarning: (text) => assert.fail(String(text)) }, request),
      );
      await requester.close();
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.equal((error.details as { outcome: string }).outcome, 'not sent');
      assert.doesNotMatch(error.message, /Unknown outcome/);
    });

    it('has one request under way at a time', async () => {
      const settings = readSettings({ operation: 'create', batchSize: 1 });
      let open = 0;
      let most = 0;
      const requester = scripted();
      requester.request = async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return answer({ added: 1, events: [{ id: '1' }] }, 201);
      };
      const payload = Array.from({ length: 5 }, () => ({ 'market-id': '1' }));
      await siteWith(0);
      await perform(
        { requester, settings, onWarning: (text) => assert.fail(String(text)) },
        readRequest(settings, { eventId: undefined, factSheetId: undefined }, { payload }),
      );
      assert.equal(most, 1);
    });

    for (const [body, words] of [
      [undefined, 'The server does not say how many it created'],
      [{}, 'The server does not say how many it created'],
      [{ events: [] }, 'The server does not say how many it created'],
      [{ message: 'Queued' }, 'with nothing but a message: Queued'],
    ] as const)
      it(`is unknown, and not refused, where the answer says neither how many nor which: ${JSON.stringify(body)}`, async () => {
        await siteWith(0);
        const settings = readSettings({ operation: 'create', validate: false });
        const requester = scripted();
        requester.request = async (options) =>
          answer(options.method === 'POST' ? body : { total: 1, events: [{ id: '7', name: 'A' }] }, 200);
        const { notApplied, unapplied } = await perform(
          { requester, settings, onWarning: () => undefined },
          readRequest(settings, { eventId: undefined, factSheetId: undefined }, { payload: { name: 'A' } }),
        );
        assert.deepEqual(unapplied, ['unknown']);
        const reason = String(notApplied[0]?.reason);
        assert.ok(reason.includes(words), reason);
        assert.match(reason, /Of this name and reference number there is now: 7\.$/);
      });
  });

  describe('a create of which the server gives more ids than it counts', () => {
    it('is looked after: an id may be no more than an echo', async () => {
      const settings = readSettings({ operation: 'create', validate: false });
      const requester = scripted();
      requester.request = async ({ method }) =>
        answer(method === 'POST' ? { added: 0, events: [{ id: '7' }] } : { id: '7', name: 'B' }, 200);
      const { payload, notApplied } = await perform(
        { requester, settings, onWarning: () => undefined },
        readRequest(settings, { eventId: undefined, factSheetId: undefined }, { payload: { name: 'A' } }),
      );
      assert.equal(payload, undefined);
      assert.deepEqual([notApplied[0]?.outcome, notApplied[0]?.found], ['unknown', ['7']]);
    });
  });

  describe('a get', () => {
    it('of an id gives the object, of an array the objects in the order asked', async () => {
      const ids = await siteWith(3, { bareIds: true });
      const get = (payload: unknown) => site.run({ operation: 'get' }, { payload });
      assert.equal(((await get(ids[1])).payload as { id: string }).id, ids[1]);
      const asked = [ids[2], ids[0]];
      assert.deepEqual(
        ((await get(asked)).payload as { id: string }[]).map(({ id }) => id),
        asked,
      );
      assert.deepEqual(requests()[0], `GET /api/events/${ids[1]}`);
    });

    it('tells which of several are not there, and fails when none is', async () => {
      const [id = ''] = await siteWith(1);
      const result = await site.run({ operation: 'get' }, { payload: [id, '404'] });
      assert.deepEqual(
        result.notApplied.map(({ object }) => object),
        [{ id: '404' }],
      );
      const error = await failure(site.run({ operation: 'get' }, { payload: '404' }));
      assert.equal(error.code, 'COUPA_NOT_FOUND');
    });
  });

  describe('objects below an event', () => {
    const paths = [
      ['fact-sheets', '/api/events/7/fact-sheets'],
      ['fields', '/api/events/7/fact-sheets/8/fields'],
      ['rows', '/api/events/7/fact-sheets/8/rows'],
      ['labels', '/api/events/7/fact-sheets/8/labels'],
      ['markets', '/api/markets'],
      ['companies', '/api/companies'],
      ['users', '/api/users'],
    ] as const;
    for (const [object, path] of paths) {
      it(`(${object}) are created, read, updated${/comp|user/.test(object) ? '' : ' and deleted'} under ${path}`, async () => {
        await siteWith(0);
        const parents = { eventId: '7', factSheetId: 8 };
        const run = (operation: string, payload: unknown) =>
          site.run({ object, operation, ...parents }, { payload });
        const created = (await run('create', [{ name: 'a' }, { name: 'b' }])).payload as { id: string }[];
        const ids = created.map(({ id }) => id);
        await run('update', { [object]: ids.map((id) => ({ id, name: 'new' })) });
        const { payload } = await run('list', undefined);
        assert.deepEqual(
          payload,
          ids.map((id) => ({ id, name: 'new' })),
        );
        assert.deepEqual((await run('get', ids[0])).payload, { id: ids[0], name: 'new' });
        if (!/comp|user/.test(object)) {
          await run('delete', ids);
          assert.equal(site.collection(path).size, 0);
        }
        assert.ok(site.requests.every(({ url }) => url.startsWith(path)));
      });
    }

    it('need to know which', async () => {
      await siteWith(0);
      const rows = (message: object) => async () => site.run({ object: 'rows' }, message);
      await assert.rejects(rows({}), /no event id was given.*msg\.eventId/);
      await assert.rejects(rows({ eventId: '7' }), /no fact sheet id was given.*msg\.factSheetId/);
      await assert.rejects(rows({ eventId: '7/../8', factSheetId: '1' }), { code: 'COUPA_VALIDATION' });
      await rows({ eventId: '7', factSheetId: '8' })();
      assert.deepEqual(requests(), ['GET /api/events/7/fact-sheets/8/rows']);
    });
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { targetOf } from '../../../lib/cso/model/objects';
import { readQuery } from '../../../lib/cso/model/query';
import { listAll, listPages } from '../../../lib/cso/reading/list';
import type { CsoOptions } from '../../simulator/cso';
import { answer, type Site, scripted, startSite } from './site';

const target = targetOf('events', {});
const all = readQuery(undefined);

describe('a list', () => {
  let site: Site;
  afterEach(() => site.close());

  async function siteWith(count: number, options: CsoOptions = {}): Promise<void> {
    site = await startSite(options);
    for (let number = 0; number < count; number++) addEvent(number);
  }

  function addEvent(number: number): string {
    return site.collection('/api/events').add({ 'market-id': '1', name: nameOf(number) }).id;
  }

  async function list(query: unknown = undefined) {
    return listAll({ requester: site.connection }, target, readQuery(query));
  }

  it('takes one request when everything fits into one answer', async () => {
    await siteWith(249);
    const { objects, summary } = await list();
    assert.equal(objects.length, 249);
    assert.deepEqual(summary, { total: 249, statusCode: 200 });
    assert.deepEqual(urls(site), ['/api/events']);
  });

  it('reads all pages, 250 at a time, each beginning with the last object of the one before', async () => {
    await siteWith(600);
    const { objects } = await list();
    assert.deepEqual(namesOf(objects), numbered(600));
    assert.deepEqual(urls(site), [
      '/api/events',
      '/api/events?limit=250&offset=249',
      '/api/events?limit=250&offset=498',
    ]);
  });

  it('looks once more after a full page, in case the total counts the page alone', async () => {
    await siteWith(250);
    assert.equal((await list()).objects.length, 250);
    assert.equal(site.requests.length, 2);
  });

  it('passes filters on with their operators, encoded', async () => {
    await siteWith(3);
    const { objects } = await list({ 'name[contains]': 'event 0001', state: null });
    assert.deepEqual(namesOf(objects), ['event 0001']);
    assert.deepEqual(urls(site), ['/api/events?name%5Bcontains%5D=event%200001']);
  });

  it('gives as many as limit says, over several pages if need be', async () => {
    await siteWith(600);
    assert.deepEqual(namesOf((await list({ limit: 50 })).objects), numbered(50));
    assert.deepEqual(namesOf((await list({ limit: 300, offset: 10 })).objects), numbered(310).slice(10));
    assert.deepEqual((await list({ limit: 0 })).objects, []);
    assert.deepEqual(urls(site), [
      '/api/events?limit=50',
      '/api/events?limit=250&offset=10',
      '/api/events?limit=51&offset=259',
    ]);
  });

  it('reads to the end of a server that gives no total', async () => {
    await siteWith(300, { noTotal: true });
    assert.equal((await list()).objects.length, 300);
  });

  it('reads to the end of a server that gives fewer than 250', async () => {
    await siteWith(120, { pageLimit: 50 });
    assert.deepEqual(namesOf((await list()).objects), numbered(120));
  });

  it('keeps 19 digits of ids that the server sends as numbers', async () => {
    await siteWith(2, { bareIds: true });
    const { objects } = await list();
    const ids = site
      .collection('/api/events')
      .find()
      .map(({ id }) => id);
    assert.deepEqual(
      objects.map(({ id }) => id),
      ids,
    );
    assert.equal(ids[0]?.length, 19);
  });

  it('gives an object that a deletion moved over the edge of a page', async () => {
    await siteWith(600);
    const first = site.collection('/api/events').find()[0]?.id ?? '';
    site.onList((count) => count === 2 && site.collection('/api/events').remove(first));
    const names = namesOf((await list()).objects);
    assert.ok(names.includes('event 0250'));
    assert.equal(new Set(names).size, names.length);
  });

  it('gives an object that moved over the edge while another appeared, so that the total stayed the same', async () => {
    await siteWith(600);
    const first = site.collection('/api/events').find()[0]?.id ?? '';
    site.onList((count) => {
      if (count !== 2) return;
      site.collection('/api/events').remove(first);
      addEvent(9999);
    });
    const names = namesOf((await list()).objects);
    assert.deepEqual([...names].sort(), [...numbered(600), nameOf(9999)]);
  });

  it('gives no object twice when a new one moved the others down', async () => {
    await siteWith(600, { order: 'newest' });
    site.onList((count) => count === 2 && addEvent(9999));
    const names = namesOf((await list()).objects);
    assert.deepEqual([...names].sort(), [...numbered(600), nameOf(9999)]);
  });

  it('gives an object that was renamed to a place already read', async () => {
    await siteWith(600, { order: 'name' });
    const last = site.collection('/api/events').find().at(-1)?.id ?? '';
    site.onList((count) => count === 2 && site.collection('/api/events').update(last, { name: 'a' }));
    const { objects } = await list();
    assert.ok(objects.some(({ id }) => id === last));
    assert.equal(objects.length, 600);
  });

  it('never loses an object that stays, nor doubles one, whatever comes and goes meanwhile', async () => {
    const change = fc.record({
      at: fc.integer({ min: 1, max: 12 }),
      remove: fc.boolean(),
      place: fc.nat(99),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('id', 'name', 'newest'),
        fc.array(change, { maxLength: 12 }),
        async (order, changes) => {
          await siteWith(60, { order, pageLimit: 7 });
          const events = site.collection('/api/events');
          const staying = new Set(events.find().map(({ id }) => id));
          site.onList((count) => {
            for (const { at, remove, place } of changes) {
              if (at !== count) continue;
              const there = events.find();
              const victim = there[place % there.length]?.id ?? '';
              if (remove) staying.delete(victim);
              if (remove) events.remove(victim);
              else addEvent(place);
            }
          });
          const ids = (await list()).objects.map(({ id }) => id);
          assert.equal(new Set(ids).size, ids.length);
          for (const id of staying) assert.ok(ids.includes(id));
          await site.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is an error when the server counts more than it gives', async () => {
    await siteWith(0);
    site.fault({ times: 99, answer: { status: 200, body: '{"total":3,"events":[{"id":"1"},{"id":"2"}]}' } });
    await assert.rejects(list(), { code: 'COUPA_RESPONSE', details: { total: 3, seen: 2 } });
  });

  it('is an error when the server ignores offset', async () => {
    await siteWith(300, { offsetIgnored: true });
    await assert.rejects(list(), { code: 'COUPA_RESPONSE' });
    await site.close();
    await siteWith(300, { offsetIgnored: true, noTotal: true });
    await assert.rejects(list(), { code: 'COUPA_RESPONSE', message: /ignores "offset"/ });
  });

  it('hands out one page after the other, so that the first is sent before the last is read', async () => {
    await siteWith(600);
    const pages = listPages({ requester: site.connection }, target, all);
    await pages.next();
    assert.equal(site.requests.length, 1);
    await pages.return({ statusCode: 200 });
  });
});

describe('the answer to a list', () => {
  const read = (body: unknown, name: 'events' | 'companies' = 'events') =>
    listAll({ requester: scripted(body) }, targetOf(name, {}), all).then(({ objects }) => objects);

  it('may misspell its envelope, as a published sample does', async () => {
    assert.deepEqual(await read({ total: 1, compannies: [{ id: '1' }] }, 'companies'), [{ id: '1' }]);
  });

  it('may leave out an empty list', async () => {
    assert.deepEqual(await read({ total: 0 }), []);
  });

  it('is empty when the server answers that there is no content', async () => {
    const requester = {
      request: async () => ({ statusCode: 204, headers: {}, body: undefined, elapsed: 1, requests: 1 }),
    };
    assert.deepEqual((await listAll({ requester }, target, all)).objects, []);
  });

  it('is an error when it is no list, rather than an empty one', async () => {
    for (const body of [{}, null, 'text', { events: {} }, { events: ['text'] }, { errors: [{ id: '1' }] }]) {
      await assert.rejects(read(body), { code: 'COUPA_RESPONSE' });
    }
  });

  for (const [body, code, said] of [
    [{ error: 'invalid_token', error_description: 'It expired.' }, 'COUPA_AUTH', /invalid_token; It expired/],
    [{ message: 'Unauthorized' }, 'COUPA_AUTH', /: Unauthorized\./],
    [{ errors: { base: ['No such filter'] } }, 'COUPA_RESPONSE', /: base: No such filter\./],
    [{ total: 1, events: [{ errors: ['Search is down'] }] }, 'COUPA_RESPONSE', /: Search is down\./],
    [[{ error: 'Search is down' }], 'COUPA_RESPONSE', /: Search is down\./],
  ] as const)
    it(`is told in the server's own words where it says ${JSON.stringify(body)}`, async () => {
      await assert.rejects(read(body), { code, message: said });
    });

  it('may hold an object twice, which is given once', async () => {
    const events = [{ id: '1' }, { id: '2' }, { id: '1' }];
    assert.deepEqual(await read({ total: 3, events }), [{ id: '1' }, { id: '2' }]);
  });

  it('may hold objects without ids, which are all given', async () => {
    assert.deepEqual(await read({ total: 2, events: [{ text: 'a' }, { text: 'a' }] }), [
      { text: 'a' },
      { text: 'a' },
    ]);
  });
});

describe('a list of objects without ids or a total', () => {
  it('that repeats its first page for ever is an error', async () => {
    const requester = scripted({ events: [{ text: 'a' }, { text: 'b' }] });
    await assert.rejects(listAll({ requester }, target, all), { message: /ignores "offset"/ });
    assert.equal(requester.asked.length, 2);
  });
});

describe('a list without an end', () => {
  /** Answers with so many objects that were never there before, of so many bytes. */
  function endless(count: number, bytes: number) {
    let id = 0;
    const one = () => ({ id: String(++id) });
    const events = () => Array.from({ length: count }, one);
    return { request: async () => ({ ...answer({ events: events() }), bytes }) };
  }

  it('is an error before it fills the memory, where all of it is held until its end', async () => {
    const requester = endless(250, 64 * 1024 * 1024);
    await assert.rejects(listAll({ requester }, target, all), {
      code: 'COUPA_RESPONSE',
      message: /^Listing events: the list was not at its end after \d+ MiB, more than fits into the memory/,
    });
  });

  it('is an error before more ids have come than can be remembered, where its objects are sent as they come', async () => {
    const reading = async () => {
      for await (const _ of listPages({ requester: endless(50_000, 1) }, target, all));
    };
    await assert.rejects(reading, {
      message: /not at its end after 2\d{6} objects, more than can be remembered/,
    });
  });
});

describe('msg.query', () => {
  for (const [kind, query] of [
    ['Map', new Map([['name', 'x']])],
    ['Set', new Set(['name'])],
    ['URLSearchParams', new URLSearchParams('name=x')],
    ['Date', new Date(0)],
    ['Buffer', Buffer.from('name=x')],
    ['Promise', Promise.resolve({ name: 'x' })],
  ] as const)
    it(`is refused when it is a ${kind}, whose conditions would be left out, so that everything is listed`, () => {
      assert.throws(() => readQuery(query), {
        code: 'COUPA_VALIDATION',
        message: new RegExp(`msg\\.query is an object of the kind ${kind}, and has to be one such as`),
      });
    });

  it('may be an object without a prototype, as a parser of queries makes it, or of a class', () => {
    class Conditions {
      name = 'x';
    }
    const bare: unknown = Object.assign(Object.create(null), { name: 'x' });
    for (const query of [bare, new Conditions()]) assert.deepEqual(readQuery(query).filters, ['name=x']);
    assert.deepEqual(readQuery(Object.create(null)).filters, []);
  });

  it('is read into filters, limit and offset', () => {
    assert.deepEqual(
      readQuery({ 'name[contains]': 'a&b', 'state[in]': ['Setup', 'Active'], limit: '5', offset: 2 }),
      {
        filters: ['name%5Bcontains%5D=a%26b', 'state%5Bin%5D=Setup%2CActive'],
        limit: 5,
        offset: 2,
      },
    );
  });

  it('asks for one of several values also where their name has no operator', () => {
    const { filters } = readQuery({ state: ['Setup', 'Active'], name: ['LTL'], 'id[not_in]': ['1', '2'] });
    assert.deepEqual(filters.map(decodeURIComponent), [
      'state[in]=Setup,Active',
      'name=LTL',
      'id[not_in]=1,2',
    ]);
    const both = readQuery({ 'state[in]': ['Setup'], state: ['Active', 'Ended'] }).filters;
    assert.deepEqual(both.map(decodeURIComponent), ['state[in]=Setup', 'state=Active,Ended']);
  });

  it('is refused when it is something else', () => {
    const bad = [
      { 'id[in]': [] },
      { id: [] },
      'name=x',
      [],
      1,
      { limit: -1 },
      { limit: 1.5 },
      { offset: 'x' },
      { id: {} },
      { id: Array.from({ length: 3 }) },
      { id: new Array(3) },
      { id: Number('9219595375673293031') },
    ];
    for (const query of bad) assert.throws(() => readQuery(query), { code: 'COUPA_VALIDATION' });
  });
});

function urls(site: Site): string[] {
  return site.requests.map(({ url }) => url);
}

function namesOf(objects: Record<string, unknown>[]): string[] {
  return objects.map(({ name }) => String(name));
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, number) => nameOf(number));
}

function nameOf(number: number): string {
  return `event ${String(number).padStart(4, '0')}`;
}

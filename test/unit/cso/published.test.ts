import assert from 'node:assert/strict';
import exchanges from './published-exchanges.json';
import { type Site, startSite } from './site';

/** The JSON of Coupa's CSO events page (last edited 25 March 2021), byte for byte, in both of its languages. */
for (const [language, page] of Object.entries(exchanges)) {
  describe(`the published exchanges, ${language} page`, () => {
    let site: Site;
    beforeEach(async () => {
      site = await startSite();
    });
    afterEach(() => site.close());

    function answers(status: number, body: string): void {
      site.fault({ answer: { status, body } });
    }

    it('lists events with the published request and gives the published objects', async () => {
      answers(200, page.list);
      const { payload, coupa } = await site.run({}, {});
      assert.deepEqual(payload, JSON.parse(page.list).events);
      assert.equal(coupa.total, 5);
      assert.deepEqual(sent(site), [['GET', '/api/events', '']]);
      assert.equal(site.requests[0]?.headers['x-cso-api-key'], 'cso-key');
      assert.equal(site.requests[0]?.headers.accept, 'application/json');
      assert.equal(site.requests[0]?.headers.authorization, undefined);
    });

    it('creates two events with the published body and gives them the published ids', async () => {
      answers(201, page.createAnswer);
      const given = JSON.parse(page.createRequest);
      const { payload, coupa, notApplied } = await site.run({ operation: 'create' }, { payload: given });
      assert.deepEqual(sent(site), [['POST', '/api/events', JSON.stringify(given)]]);
      assert.deepEqual(payload, [
        { ...given.events[0], id: '9220538753252871154' },
        { ...given.events[1], id: '9220538753252871160' },
      ]);
      assert.deepEqual(notApplied, []);
      assert.deepEqual(coupa, {
        operation: 'create',
        object: 'events',
        statusCode: 201,
        requested: 2,
        applied: 2,
        result: [{ type: 'api.post.added', description: '2 objects created.' }],
      });
    });

    it('updates two events with the published body', async () => {
      answers(200, page.updateAnswer);
      const given = JSON.parse(page.updateRequest);
      const { payload, coupa } = await site.run({ operation: 'update' }, { payload: given });
      assert.deepEqual(sent(site), [['PUT', '/api/events', JSON.stringify(given)]]);
      assert.deepEqual(payload, given.events);
      assert.deepEqual([coupa.statusCode, coupa.requested, coupa.applied], [200, 2, 2]);
    });

    it('deletes an event with the published body', async () => {
      answers(200, page.deleteAnswer);
      const given = JSON.parse(page.deleteRequest);
      const { payload, coupa } = await site.run({ operation: 'delete' }, { payload: given });
      assert.deepEqual(sent(site), [['DELETE', '/api/events', JSON.stringify(given)]]);
      assert.deepEqual(payload, ['9220538753252871154']);
      assert.deepEqual(coupa.result, [
        {
          type: 'event.deleted.logMsg',
          description: 'The event IT Hardware and Services 2021-ABC was deleted.',
        },
      ]);
    });
  });
}

describe('the published example of a lenient delete', () => {
  it('refuses markets given by name alone, of which the API deletes one and is silent about the other', async () => {
    const site = await startSite();
    const markets = [{ id: '9220538753220565326' }, { name: 'Arj Market 2' }];
    await assert.rejects(site.run({ object: 'markets', operation: 'delete' }, { payload: { markets } }), {
      code: 'COUPA_VALIDATION',
      message: 'Deleting markets: nothing was sent. [1] id is missing.',
    });
    assert.deepEqual(site.requests, []);
    await site.close();
  });
});

function sent(site: Site): [method: string, url: string, body: string][] {
  return site.requests.map(({ method, url, body }) => [method, url, body]);
}

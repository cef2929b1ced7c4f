import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../../lib/base/errors';
import { changedFields, sameJson } from '../../../lib/base/json';
import { objectNames } from '../../../lib/cso/model/objects';
import { matchCreated } from '../../../lib/cso/writing/match-created';
import { unmetFields } from '../../../lib/write/compare';
import { operations, type Site, startSite } from './site';

describe('any JSON for any operation', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ bareIds: true });
  });
  after(() => site.close());

  /** JSON that JavaScript cannot make a text of. */
  const odd = { toString: 1, valueOf: null };
  const id = fc.bigInt({ min: 1n, max: 9_223_372_036_854_775_807n }).map(String);
  const anyId = fc.oneof(id, fc.integer(), fc.double(), fc.constant(9.2e18), fc.string());
  const likely = fc.record(
    {
      id: anyId,
      'market-id': anyId,
      state: fc.constantFrom<unknown>('Active', 'active', 'Setup', odd),
      name: fc.oneof(fc.string(), fc.constant(odd)),
    },
    { requiredKeys: [] },
  );
  const item = fc.oneof(likely, anyId, fc.jsonValue());
  const payload = fc.oneof(item, fc.array(item), fc.record({ events: fc.array(item) }), fc.jsonValue());
  const message = fc.record(
    {
      payload,
      query: fc.jsonValue(),
      object: fc.jsonValue(),
      operation: fc.jsonValue(),
      eventId: anyId,
      factSheetId: anyId,
    },
    { requiredKeys: [] },
  );
  const config = fc.record(
    {
      operation: fc.constantFrom(...operations, ''),
      object: fc.constantFrom(...objectNames, ''),
      validate: fc.boolean(),
      batchSize: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ['operation'] },
  );

  it('gives a result or a CoupaError, and sends no id that was rounded', async () => {
    await fc.assert(
      fc.asyncProperty(config, message, async (settings, msg) => {
        site.requests.length = 0;
        const before = JSON.stringify(msg);
        const outcome = await site.run(settings, msg).catch((error: unknown) => error);
        if (outcome instanceof Error) {
          assert.ok(outcome instanceof CoupaError, outcome.stack);
          assert.match(outcome.message, /^[A-Z].{20,}/s);
        }
        assert.equal(JSON.stringify(msg), before, 'the message is left alone');
        for (const { url, body } of site.requests) {
          assert.match(url, /^\/api\/(events|markets|companies|users)([/?]|$)/);
          // A rounded id of 16 digits and more ends in zeros, or is written with an exponent.
          assert.doesNotMatch(body, /"(?:[a-z]+-)?id":(?:\d{17,}|\d[\d.]*e\+)/);
          for (const sentId of url.matchAll(/\/(\d{17,})/g)) assert.ok(before.includes(sentId[1] ?? ''));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('keeps every digit from the message to the server and back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(id, { minLength: 1, maxLength: 5 }), async (ids) => {
        for (const one of ids) site.collection('/api/events').add({ id: one, name: 'before' });
        const changed = await site.run(
          { operation: 'update' },
          { payload: ids.map((one) => ({ id: one, name: one })) },
        );
        assert.deepEqual(changed.notApplied, []);
        const got = await site.run({ operation: 'get' }, { payload: ids });
        assert.deepEqual(
          got.payload,
          ids.map((one) => ({ id: /^\d{1,15}$/.test(one) ? one : one, name: one })),
        );
        const deleted = await site.run(
          { operation: 'delete' },
          { payload: { events: ids.map((one) => ({ id: one })) } },
        );
        assert.deepEqual(deleted.payload, ids);
      }),
      { numRuns: 30 },
    );
  });
});

describe('comparing JSON', () => {
  it('finds a value the same as its copy with other key order, and no field changed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const turned = Object.fromEntries(Object.entries(structuredClone(object)).reverse());
        assert.ok(sameJson(object, turned));
        assert.deepEqual(changedFields(object, turned), []);
        assert.deepEqual(unmetFields(object, turned), []);
      }),
    );
  });

  it('names the field that differs', () => {
    assert.deepEqual(changedFields({ a: 1, b: { c: [1] } }, { a: 1, b: { c: [2] } }), ['b']);
    assert.deepEqual(changedFields({ a: 1 }, { b: 1 }), ['a', 'b']);
    assert.deepEqual(unmetFields({ a: 1 }, { a: { toString: 1 } }), ['a']);
    // Every object inherits these, and has none of them.
    assert.deepEqual(unmetFields({ constructor: '', toString: null }, {}), []);
    assert.deepEqual(unmetFields(JSON.parse('{"__proto__":{"x":1}}'), {}), ['__proto__']);
    assert.deepEqual(changedFields({}, JSON.parse('{"__proto__":{},"valueOf":1}')), ['__proto__', 'valueOf']);
    assert.deepEqual(unmetFields({ a: [1, 2], b: null, c: '' }, { a: [1], d: 4 }), ['a']);
  });
});

describe('matchCreated', () => {
  it('takes the object with the most fields, then the first', () => {
    const sent = [{ name: 'x' }, { name: 'x', description: 'd' }, { name: 'x' }];
    const created = new Map([
      ['1', { id: '1', name: 'x', description: 'd', state: 'Setup' }],
      ['2', { id: '2', name: 'x', state: 'Setup' }],
      ['3', { id: '3', name: 'other' }],
    ]);
    const { idOfObject, unmatched } = matchCreated(sent, created);
    assert.deepEqual(
      [...idOfObject],
      [
        [1, '1'],
        [0, '2'],
      ],
    );
    assert.deepEqual(unmatched, ['3']);
  });
});

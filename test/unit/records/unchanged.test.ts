import assert from 'node:assert/strict';
import type { JsonObject } from '../../../lib/base/json';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';

const warnings: unknown[] = [];

/** What an upsert writes to the one record that is there. */
async function written(
  resource: string,
  held: JsonObject,
  asked: JsonObject,
  config: JsonObject = {},
): Promise<unknown[]> {
  const bodies: unknown[] = [];
  const record = { id: 5, number: 'S-1', 'po-number': 'S-1', name: 'S-1', ...held };
  const request = async ({ method = 'GET', path, body }: RequestOptions): Promise<Answer> => {
    if (method !== 'GET') bodies.push(body);
    const answer = path.includes('?') && method === 'GET' ? [record] : record;
    return { statusCode: 200, headers: {}, body: answer, elapsed: 1, requests: 1 };
  };
  const session = new RecordSession({
    requester: { request, download: () => Promise.reject(new Error('no file is asked for')) },
    settings: readRecordSettings({ resource, operation: 'upsert', validate: 'off', ...config }),
    copy: (message) => structuredClone(message),
    status: () => undefined,
    warn: () => undefined,
    say: String,
  });
  const key = resource === 'suppliers' ? 'number' : resource === 'purchase_orders' ? 'po-number' : 'name';
  await session.handle({ payload: { [key]: 'S-1', ...asked } }, (first) => {
    const told: JsonObject[] = Object(first?.['coupa']).record.warnings ?? [];
    warnings.push(...told.map(({ message }) => message));
  });
  return bodies;
}

type Row = [what: string, resource: string, held: JsonObject, asked: JsonObject];

const line = { id: 7, 'line-num': '1' };

describe('An upsert of a record that is there', () => {
  beforeEach(() => warnings.splice(0));

  const changes: Row[] = [
    ['a postal code that lost its zero', 'addresses', { 'postal-code': '2134' }, { 'postal-code': '02134' }],
    ['an account with a zero more', 'suppliers', { 'account-number': '100' }, { 'account-number': '0100' }],
    ['a text that is no amount', 'suppliers', { 'account-number': '1.10' }, { 'account-number': '1.1' }],
    [
      'a zero in a custom field',
      'suppliers',
      { 'custom-fields': { a: '7' } },
      { 'custom-fields': { a: '07' } },
    ],
    [
      'a plus in a custom field',
      'suppliers',
      { 'custom-fields': { a: '49' } },
      { 'custom-fields': { a: '+49' } },
    ],
    [
      'what stands behind a date',
      'suppliers',
      { website: '2026-11-28 (draft)' },
      { website: '2026-11-28 (final)' },
    ],
    [
      'what stands behind a time',
      'suppliers',
      { website: '2026-11-28' },
      { website: '2026-11-28 00:00 Kick-off' },
    ],
    ['a member to empty that is not shown', 'suppliers', {}, { website: null }],
    [
      'a custom field with values to empty',
      'suppliers',
      { 'custom-fields': { tags: [{ id: 1 }] } },
      { 'custom-fields': { tags: [] } },
    ],
    ['plain values to empty', 'suppliers', { 'some-list': ['a'] }, { 'some-list': [] }],
    ['a command', 'purchase_orders', {}, { _close: true }],
    [
      'a line to delete',
      'purchase_orders',
      { 'order-lines': [line] },
      { 'order-lines': [{ id: 7, _delete: true }] },
    ],
    [
      'a command in a line',
      'purchase_orders',
      { 'order-lines': [line] },
      { 'order-lines': [{ ...line, _x: 1 }] },
    ],
  ];
  for (const [what, resource, held, asked] of changes)
    it(`writes ${what}`, async () => {
      const [body, ...others] = await written(resource, held, asked);
      for (const [name, value] of Object.entries(asked)) assert.deepEqual(Object(body)[name], value);
      assert.deepEqual(others, []);
    });

  it('does not add the lines again that are there already, and says so', async () => {
    const held = [
      { id: 7, 'line-num': '1', description: 'paper', price: '2.000000', currency: { id: 1, code: 'EUR' } },
      { id: 8, 'line-num': '2', description: 'ink', price: '3.000000' },
      { id: 9, 'line-num': '3', description: 'ink', price: '3.000000' },
    ];
    const paper = { 'line-num': '1', description: 'paper', price: '2', currency: { code: 'EUR' } };
    const ink = { description: 'ink', price: 3 };
    const more = { 'line-num': '4', description: 'pens', price: '1' };
    const changed = { id: 9, price: '4' };
    const write = (lines: JsonObject[], config = {}) =>
      written('purchase_orders', { 'order-lines': held }, { version: 2, 'order-lines': lines }, config);
    const [order] = await write([paper, ink, ink, ink, changed, more]);
    assert.deepEqual(Object(order)['order-lines'], [ink, ink, changed, more]);
    const [header] = await write([paper, ink]);
    assert.deepEqual(header, { 'po-number': 'S-1', version: 2 });
    const [all] = await write([paper], { onUnchanged: 'write' });
    assert.deepEqual(Object(all)['order-lines'], [paper]);
    const [told] = warnings;
    assert.match(String(told), /2 of the order-lines are on the record already: they were not sent/);
  });

  describe('with lines within lines', () => {
    const half = (code: string) => ({ account: { code }, pct: '50' });
    const held = [
      {
        ...{ id: 7, 'line-num': '1', price: '2.00' },
        'account-allocations': [
          { id: 70, account: { id: 1, code: 'A' }, pct: '50.00' },
          { id: 71, account: { id: 2, code: 'B' }, pct: '50.00' },
        ],
      },
    ];
    const write = (lines: unknown, config = {}) =>
      written('purchase_orders', { 'order-lines': held }, { 'order-lines': lines }, config);

    it('does not add those again that the line has already, and says of which line', async () => {
      const [order, ...others] = await write([
        { id: 7, price: '3', 'account-allocations': [half('A'), half('B')] },
      ]);
      assert.deepEqual([order, others], [{ 'po-number': 'S-1', 'order-lines': [{ id: 7, price: '3' }] }, []]);
      const [told, ...more] = warnings;
      assert.match(String(told), /2 of the order-lines\[0\]\.account-allocations are on the record already/);
      assert.deepEqual(more, []);
    });

    it('does not add those again in the shape that XML has', async () => {
      const allocations = { 'account-allocation': [half('A'), half('B')] };
      const line = { id: 7, price: '3', 'account-allocations': allocations };
      const [order] = await write({ 'order-line': [line] });
      assert.deepEqual(Object(order)['order-lines'], [{ id: 7, price: '3' }]);
    });

    it('sends those that the line does not have, and says that they are added', async () => {
      const line = { id: 7, 'account-allocations': [half('A'), half('C')] };
      const [order] = await write([line]);
      const left = { id: 7, 'account-allocations': [half('C')] };
      assert.deepEqual(Object(order)['order-lines'], [left]);
      const added = /1 of the order-lines\[0\]\.account-allocations have no id .*: Coupa adds them/;
      assert.match(String(warnings.at(-1)), added);
    });

    it('sends them all where it is asked to', async () => {
      const line = { id: 7, price: '3', 'account-allocations': [half('A')] };
      const [order] = await write([line], { onUnchanged: 'write' });
      assert.deepEqual(Object(order)['order-lines'], [line]);
    });

    it('leaves lines of an object of the record alone that it has already', async () => {
      const contact = { name: 'New', 'some-phones': [{ number: '1' }] };
      const [supplier] = await written(
        'suppliers',
        { 'primary-contact': { id: 3, name: 'Old', 'some-phones': [{ id: 9, number: '1' }] } },
        { 'primary-contact': contact },
      );
      assert.deepEqual(Object(supplier)['primary-contact'], { name: 'New' });
    });
  });

  it('says of a line without an id, whose values the record has not, that it is added beside the one it was', async () => {
    await written(
      'purchase_orders',
      { 'order-lines': [line] },
      { 'order-lines': [{ ...line, id: undefined, price: '2' }] },
    );
    assert.match(
      String(warnings.at(-1)),
      /1 of the order-lines have no id and are not on the record as they were given/,
    );
  });

  const same: Row[] = [
    [
      'an amount with fewer digits',
      'suppliers',
      { 'custom-fields': { a: '1.100000' } },
      { 'custom-fields': { a: '1.1' } },
    ],
    ['a number that a text says', 'suppliers', { 'account-number': '1.0' }, { 'account-number': 1 }],
    ['an amount that begins with zeros', 'purchase_orders', { version: 7 }, { version: '007' }],
    [
      'a date and its midnight',
      'suppliers',
      { website: '2026-11-28T00:00:00-08:00' },
      { website: '2026-11-28' },
    ],
    [
      'a moment in another zone',
      'suppliers',
      { website: '2026-11-28 01:00:00 +0100' },
      { website: '2026-11-28T00:00:00Z' },
    ],
    ['what is empty as null', 'suppliers', { website: '' }, { website: null }],
    ['a misspelt member to empty', 'suppliers', {}, { websiet: null }],
    [
      'a line to delete that is gone',
      'purchase_orders',
      { 'order-lines': [] },
      { 'order-lines': [{ id: 7, _delete: true }] },
    ],
    [
      'commands that are not given',
      'purchase_orders',
      { 'order-lines': [line] },
      { _close: false, 'order-lines': [{ ...line, _delete: 'false' }] },
    ],
    ['no lines', 'purchase_orders', { 'order-lines': [line] }, { 'order-lines': [] }],
  ];
  for (const [what, resource, held, asked] of same)
    it(`leaves alone ${what}`, async () => {
      assert.deepEqual(await written(resource, held, asked), []);
    });
});

import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { addingMembers } from '../../../lib/catalogue/members/adding-members';
import { membersOf } from '../../../lib/catalogue/members/members';
import { validateRecord } from '../../../lib/catalogue/members/validate-record';

const told = (resource: string, object: unknown, operation: 'create' | 'update' | 'action' = 'update') =>
  validateRecord(resource, operation, object).map(({ severity, message }) => `${severity}: ${message}`);

describe('An object to be written', () => {
  for (const [what, resource, object] of [
    [
      'one that is right',
      'suppliers',
      { name: 'Acme', number: 'S-1', 'payment-term': { code: 'N30' }, 'buyer-hold': true },
    ],
    [
      'decimals as text or number',
      'exchange_rates',
      { rate: '1.100000', 'rate-date': '2026-11-28', 'to-currency': { id: 1 } },
    ],
    ['underscores', 'integration_runs', { total_records: 5 }],
    ['one value under both spellings', 'invoices', { 'invoice-number': '1', invoice_number: '1' }],
    [
      'dates of all kinds that Coupa takes',
      'invoices',
      {
        'invoice-date': '2026-11-28T08:15:00-07:00',
        'delivery-date': '2026-11-28 08:15',
        'original-invoice-date': '2026-11-28T08:15:00.000Z',
      },
    ],
    ['a Date', 'invoices', { 'invoice-date': new Date(0) }],
    ['what the clock says now', 'invoices', { 'invoice-date': new Date('2026-11-27T12:34:56.789Z') }],
    ['a Date of another context', 'invoices', { 'invoice-date': runInNewContext('new Date(0)') }],
    ['custom fields', 'suppliers', { 'custom-fields': { anything: [null, { a: undefined }] } }],
    ['commands for lines', 'orders', { _close: true, 'order-lines': [{ id: 7, _delete: true }] }],
    [
      "lists in XML's shape",
      'invoices',
      { payments: { payment: [{ 'amount-paid': '5.00' }] }, 'tax-lines': { 'tax-line': { amount: 1 } } },
    ],
    [
      'read-only members: examples of Coupa send them',
      'invoices',
      { 'document-type': 'Invoice', 'gross-total': '5', exported: true },
    ],
    [
      'an account by its segments',
      'invoices',
      { 'invoice-lines': [{ account: { 'segment-1': '100', 'account-type': { name: 'A' } } }] },
    ],
    [
      'a primary address, which is changed in place',
      'suppliers',
      { 'primary-address': { city: 'Bonn', country: { code: 'DE' } } },
    ],
    ['anything of a resource that is not known', 'unheard_of', { a: { b: [] }, id: '7' }],
    ['an empty list of lines', 'invoices', { 'invoice-lines': [] }],
    [
      'empty texts, which may clear',
      'invoices',
      { 'invoice-date': '', 'exchange-rate': '', 'is-credit-note': '' },
    ],
  ] as const) {
    it(`has nothing against ${what}`, () => assert.deepEqual(told(resource, object), []));
  }

  for (const [what, resource, object, message] of [
    [
      'a text where an object is due',
      'invoices',
      { currency: 'EUR' },
      'error: currency is a text; Coupa takes an object here, such as { "code": "EUR" }.',
    ],
    [
      'an id where an object is due',
      'invoices',
      { supplier: 17 },
      'error: supplier is a number; Coupa takes an object here, such as { "id": 17 }.',
    ],
    [
      'texts in an association',
      'users',
      { roles: ['Buyer'] },
      'error: roles[0] is a text; Coupa takes an object here, such as { "name": "Buyer" }.',
    ],
    [
      'a text for a list',
      'users',
      { roles: 'Buyer' },
      'error: roles is a text; Coupa takes a list here, such as [{ "name": "Buyer" }].',
    ],
    [
      'a list for one object',
      'invoices',
      { supplier: [{ number: '1' }] },
      'error: supplier is a list; Coupa takes one object here, such as { "number": "…" }.',
    ],
    [
      'an object for a text',
      'suppliers',
      { name: { first: 'A' } },
      'error: name is an object; Coupa takes a text here.',
    ],
    [
      'a member under both spellings',
      'invoices',
      { 'invoice-number': '1', invoice_number: '2' },
      'error: invoice_number is invoice-number with underscores, and both are given: nobody knows which one Coupa takes.',
    ],
    [
      "a day's midnight at a computer in Berlin",
      'invoices',
      { 'invoice-date': new Date('2026-11-27T23:00:00Z') },
      'warning: invoice-date is a JavaScript date, sent as 2026-11-27T23:00:00.000Z: in another time zone that is another day. Give the day as a text, such as 2026-11-28.',
    ],
    [
      'a misspelt member',
      'invoices',
      { 'invoice-numer': '1' },
      "warning: Coupa's release 39 has no invoice-numer here. Did you mean invoice-number?",
    ],
    [
      'a misspelt member of a line',
      'invoices',
      { 'invoice-lines': [{ id: 1, pirce: '2' }] },
      "warning: Coupa's release 39 has no invoice-lines[0].pirce here. Did you mean price?",
    ],
    [
      'a field of the customer beside the others',
      'suppliers',
      { 'erp-zzqxk-42': '1' },
      "warning: Coupa's release 39 has no erp-zzqxk-42 here. A field of your own belongs below custom-fields.",
    ],
    [
      'a comma in a number',
      'exchange_rates',
      { rate: '1,10' },
      'error: rate is "1,10"; Coupa takes a number here, with a point before its decimals.',
    ],
    [
      'no number',
      'exchange_rates',
      { rate: NaN },
      'error: rate is NaN; Coupa takes a number here, with a point before its decimals.',
    ],
    [
      'an id that is a fraction',
      'suppliers',
      { id: 1.5 },
      'error: id is 1.5; Coupa takes a whole number here.',
    ],
    [
      'such an id of what is not known',
      'unheard_of',
      { id: '1.5' },
      'error: id is "1.5"; Coupa takes a whole number here.',
    ],
    [
      'such an id in a reference',
      'invoices',
      { supplier: { id: 1.5 } },
      'error: supplier.id is 1.5; Coupa takes a whole number here.',
    ],
    [
      'a word for a whole number',
      'supplier_sites',
      { 'allow-change-requests': 'always' },
      'warning: allow-change-requests is "always"; Coupa takes a whole number here.',
    ],
    [
      'a flag that is none',
      'supplier_sites',
      { 'buyer-hold': 'yes' },
      'warning: buyer-hold is "yes"; Coupa takes true or false here.',
    ],
    [
      'a day that no calendar has',
      'invoices',
      { 'invoice-date': '2026-02-30' },
      'warning: invoice-date is "2026-02-30"; Coupa takes a date here, such as 2026-11-28 or 2026-11-28T08:15:00Z.',
    ],
    [
      'a date as others write it',
      'invoices',
      { 'invoice-date': '28.11.2026' },
      'warning: invoice-date is "28.11.2026"; Coupa takes a date here, such as 2026-11-28 or 2026-11-28T08:15:00Z.',
    ],
    [
      'milliseconds for a date',
      'invoices',
      { 'invoice-date': 1790000000000 },
      'error: invoice-date is 1790000000000; Coupa takes a date here, such as 2026-11-28 or 2026-11-28T08:15:00Z.',
    ],
    [
      'a text that is too long',
      'invoices',
      { 'invoice-number': 'x'.repeat(41) },
      "warning: invoice-number has 41 characters; Coupa's release 39 keeps 40.",
    ],
    [
      'a value that is none of those known',
      'integrations',
      { direction: 'both' },
      'warning: direction is "both"; Coupa\'s release 39 knows to_coupa, from_coupa.',
    ],
    [
      'undefined',
      'suppliers',
      { name: undefined },
      'warning: name is undefined: it is left out, and Coupa keeps what it has there.',
    ],
    [
      'a function',
      'suppliers',
      { name: () => 'secret' },
      'warning: name is undefined: it is left out, and Coupa keeps what it has there.',
    ],
    [
      'null',
      'suppliers',
      { name: null, website: null },
      'warning: Null: name, website. Coupa does not say whether null clears a value: look at what it answers.',
    ],
    [
      'an empty association',
      'users',
      { roles: [] },
      'warning: roles is an empty list: Coupa then takes out everything that is in it.',
    ],
    [
      'a reference that names no record',
      'invoices',
      { currency: { symbol: '€' } },
      'warning: currency does not say which record is meant: Coupa finds one by code, id.',
    ],
    [
      'custom fields that are none',
      'suppliers',
      { 'custom-fields': 'x' },
      'error: custom-fields is a text; Coupa takes an object here, such as { "my-field": "…" }.',
    ],
  ] as const) {
    it(`finds ${what}`, () => {
      const found = told(resource, object);
      assert.ok(found.includes(message), found.join('\n'));
    });
  }

  for (const [what, object] of [
    ['null', null],
    ['undefined', undefined],
    ['a text', 'Acme'],
    ['a list', [{}]],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      const [finding, ...others] = validateRecord('suppliers', 'create', object);
      assert.deepEqual([finding?.severity, finding?.path, others.length], ['error', '', 0]);
      assert.match(String(finding?.message), new RegExp(`this is ${what}\\.$`));
    });
  }

  it('is told that a new record brings no id', () => {
    assert.match(
      told('suppliers', { id: 7, name: 'A' }, 'create').join(),
      /^warning: A new record has no id/,
    );
    assert.deepEqual(told('suppliers', { id: 7, name: 'A' }, 'update'), []);
  });

  it('may hold for an action what no record has', () => {
    assert.deepEqual(told('invoices', { comment: 'x', 'dispute-reason': { code: 'P' } }, 'action'), []);
  });

  it('says where each mistake is', () => {
    const object = { 'invoice-lines': [{ id: 1 }, { account: { 'account-type': 'A' } }] };
    const paths = validateRecord('invoices', 'update', object).map(({ path }) => path);
    assert.deepEqual(paths, ['invoice-lines[1].account', 'invoice-lines[1].account.account-type']);
  });

  it('ends with an object that contains itself, and with one that has nothing right', () => {
    const supplier: { number: string; parent?: unknown } = { number: '1' };
    supplier.parent = supplier;
    assert.deepEqual(told('suppliers', supplier), []);
    const wrong = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`zz${index}`, 1]));
    assert.equal(told('suppliers', wrong).length, 100);
  });

  it('may be whatever a flow puts there: each finding has a place and a sentence, and there is an end of them', () => {
    const anything = fc.anything({ withNullPrototype: true, withDate: true, withBigInt: true, maxDepth: 4 });
    const member = fc.constantFrom(...membersOf('invoices').keys(), 'custom-fields', '_delete', '__proto__');
    const object = fc.array(fc.tuple(member, anything)).map((entries) => Object.fromEntries(entries));
    fc.assert(
      fc.property(fc.oneof(object, anything), (value) => {
        const found = validateRecord('invoices', 'upsert', value);
        assert.ok(found.length <= 102);
        for (const { message } of found) assert.match(String(message), /\w/);
        if (typeof value === 'object' && value !== null) addingMembers('invoices', value);
      }),
      { numRuns: 500 },
    );
  });
});

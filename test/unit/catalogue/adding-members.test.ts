import assert from 'node:assert/strict';
import { addingMembers } from '../../../lib/catalogue/members/adding-members';

describe('What an update adds each time it is sent', () => {
  for (const [what, resource, object, paths] of [
    [
      'nothing but plain members',
      'invoices',
      { 'invoice-date': '2026-11-28', currency: { code: 'EUR' } },
      [],
    ],
    ['lines with ids', 'orders', { 'order-lines': [{ id: 7, quantity: '2' }] }, []],
    ['a line without an id', 'orders', { 'order-lines': [{ id: 7 }, { quantity: '2' }] }, ['order-lines[1]']],
    ['underscores', 'orders', { order_lines: [{ quantity: '2' }] }, ['order_lines[0]']],
    [
      'what is new in an old line',
      'invoices',
      { 'invoice-lines': [{ id: 7, 'tax-lines': [{ amount: '1' }] }] },
      ['invoice-lines[0].tax-lines[0]'],
    ],
    [
      'payments, with an id or without',
      'invoices',
      { payments: [{ id: 1 }, { 'amount-paid': '5' }] },
      ['payments[0]', 'payments[1]'],
    ],
    [
      "payments in XML's shape",
      'invoices',
      { payments: { payment: { 'amount-paid': '5' } } },
      ['payments[0]'],
    ],
    ['associations', 'users', { roles: [{ name: 'Buyer' }], 'content-groups': [{ name: 'All' }] }, []],
    ['custom fields', 'users', { 'custom-fields': { list: [{ a: 1 }] } }, []],
    ['a list that is not known', 'users', { news: [{ a: 1 }] }, ['news[0]']],
    ['a resource that is not known', 'unheard_of', { lines: [{ a: 1 }, { id: 2 }] }, ['lines[0]']],
    ['values in a list', 'users', { codes: ['a', null] }, []],
  ] as const) {
    it(`${paths.length === 0 ? 'is nothing' : `is ${paths.join(', ')}`} of ${what}`, () => {
      assert.deepEqual(addingMembers(resource, object), paths);
    });
  }

  it('ends with an object that contains itself', () => {
    const user: { manager?: unknown } = {};
    user.manager = user;
    assert.deepEqual(addingMembers('users', user), []);
  });
});

import assert from 'node:assert/strict';
import { recordName } from '../../../../lib/poll/undeliverable/record-name';

describe('What a record that was given up is called', () => {
  for (const [resource, record, expected] of [
    [
      'invoices',
      { id: 2, 'invoice-number': 'INV-2', supplier: { id: 9, name: 'Acme Supplies', number: 'SUP-9' } },
      { name: 'INV-2', supplier: 'Acme Supplies' },
    ],
    [
      'invoices',
      { id: 2, invoice_number: ' INV-2 ', supplier: { name: 'Acme Supplies' } },
      { name: 'INV-2', supplier: 'Acme Supplies' },
    ],
    ['invoices', { id: 2, 'invoice-number': '', supplier: null }, {}],
    ['purchaseOrders', { id: 4, 'po-number': 4711 }, { name: '4711' }],
    ['suppliers', { id: 9, number: 'SUP-9', name: 'Acme Supplies' }, { name: 'SUP-9 · Acme Supplies' }],
    ['suppliers', { id: 9, number: null, name: 'Acme Supplies' }, { name: 'Acme Supplies' }],
    ['suppliers/9/addresses', { id: 1, 'remit-to-code': 'R1' }, { name: 'R1' }],
    ['purchase_order_lines', { 'order-header-number': '4711', 'line-num': '2' }, { name: '4711 2' }],
    ['unheard_of', { id: 1, title: 'Paper', 'po-number': '17' }, { name: '17' }],
    ['unheard_of', { id: 1, name: { en: 'Paper' } }, {}],
    ['invoices', { id: 2 }, {}],
    ['invoices', null, {}],
    ['invoices', ['INV-2'], {}],
  ] as const)
    it(`${JSON.stringify(record)} of ${resource}: ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(recordName(resource, record), expected);
    });

  it('is no longer than what a list can show', () => {
    assert.equal(recordName('invoices', { 'invoice-number': 'x'.repeat(5000) }).name?.length, 100);
  });
});

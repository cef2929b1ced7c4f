import assert from 'node:assert/strict';
import { defaultKey, naturalKeys } from '../../../lib/catalogue/natural-keys';

describe('Natural keys', () => {
  for (const [resource, key] of [
    ['suppliers', 'number; name'],
    ['users', 'login; email; employee-number'],
    ['purchaseOrders', 'po-number'],
    ['products', 'item-number; name'],
    ['payment_terms', 'code'],
    ['suppliers/17/addresses', 'remit-to-code; external-src-ref'],
    ['receiving_transactions', ''],
    ['unheard_of', ''],
    ['constructor', ''],
  ] as const) {
    it(`of ${resource} are ${JSON.stringify(key)}`, () => assert.equal(defaultKey(resource), key));
  }

  it('of invoices are the number together with one that tells the supplier', () => {
    assert.deepEqual(
      naturalKeys('invoices').map(({ members }) => members),
      [
        ['invoice-number', 'supplier.number'],
        ['invoice-number', 'supplier.name'],
        ['invoice-number', 'supplier.id'],
      ],
    );
  });

  it('of exchange rates are asked for by one currency only, which is all that Coupa can be asked', () => {
    const [key, ...others] = naturalKeys('exchange_rates');
    assert.deepEqual(others, []);
    assert.deepEqual(key?.members, ['rate-date', 'from-currency.code', 'to-currency.code']);
    assert.deepEqual(key?.asked, ['rate-date', 'from-currency.code']);
  });
});

import assert from 'node:assert/strict';
import { findResource, resources } from '../../../lib/catalogue/resources';

describe('The exported flag', () => {
  it('is on the records of the resources that have it, and on no others', () => {
    const flagged = new Set(
      resources.filter(({ exported }) => exported).map(({ path }) => path.replace('/api/', '')),
    );
    assert.deepEqual([...flagged].sort(), [
      'coupa_pay/payments',
      'expense_reports',
      'inventory_adjustments',
      'inventory_consumptions',
      'inventory_transactions',
      'inventory_transfers',
      'invoices',
      'order_header_confirmations',
      'payables/orders',
      'purchase_order_changes',
      'purchase_orders',
      'quote_requests',
      'quote_responses',
      'receiving_transactions',
      'requisitions',
      'return_to_supplier_transactions',
    ]);
  });
});

describe('A resource without an updated date', () => {
  for (const name of ['currencies', 'budget_line_adjustments']) {
    it(`${name} is polled without a filter by date`, () => {
      const found = findResource(name);
      assert.deepEqual([found?.updatedDateField, found?.url], ['', `/api/${name}`]);
    });
  }
});

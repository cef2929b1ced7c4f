import assert from 'node:assert/strict';
import { exportedMark } from '../../../lib/catalogue/exported-mark';

describe('The mark of an export', () => {
  for (const [resource, mark] of [
    ['invoices', 'PUT /api/invoices/{id}?exported'],
    ['orders', 'PUT /api/purchase_orders/{id}?exported'],
    ['coupa_pay/payments', 'PUT /api/coupa_pay/payments/{id}?exported'],
    ['coupa_pay/statements', 'PUT /api/coupa_pay/statements/{id}?exported'],
    ['supplier_information_sites', 'PUT /api/supplier_information_sites/{id}?exported'],
    ['payables/allocations', 'PUT /api/payables/allocations/{id}/export'],
    ['payables/invoices', 'PUT /api/payables/invoices/{id}/export'],
    ['suppliers', undefined],
    ['accounts', undefined],
    ['unheard_of', undefined],
  ] as const) {
    it(`on ${resource} is set by ${mark ?? 'nothing'}`, () => {
      const found = exportedMark(resource);
      assert.equal(found && `${found.method} ${found.path}${found.query ? '?exported' : ''}`, mark);
    });
  }
});

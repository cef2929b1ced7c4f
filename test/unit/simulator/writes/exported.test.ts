import assert from 'node:assert/strict';
import { openBenches } from './writer';

describe('marking a record of the simulated tenant as exported', () => {
  const open = openBenches();

  for (const resource of [
    'invoices',
    'purchase_orders',
    'requisitions',
    'expense_reports',
    'receiving_transactions',
    'inventory_transactions',
    'purchase_order_changes',
    'order_header_confirmations',
    'coupa_pay/payments',
    'supplier_information',
  ]) {
    it(`takes it out of the list of ${resource} not exported yet`, async () => {
      const { put, get, tenant } = await open();
      tenant.resource(resource).createMany(2, { exported: false });
      const { status, body } = await put(`${resource}/1?exported=true&fields=["id","exported"]`);
      assert.deepEqual([status, body], [200, { id: 1, exported: true }]);
      assert.equal((await get(`${resource}?exported=false&fields=["id"]`)).text, '[{"id":2}]');
      assert.deepEqual(
        tenant.writes.map(({ kind, id }) => [kind, id]),
        [['mark', 1]],
      );
    });
  }

  it('says when, and makes the record newer only by reading', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { put, tenant } = await open({ now: () => now, timezoneOffset: '+00:00' });
    tenant.resource('invoices').create();
    now += 60_000;
    const { body } = await put('invoices/1?exported=true');
    assert.equal(body['last-exported-at'], '2026-01-01T00:01:00+00:00');
    assert.equal(body['updated-at'], '2026-01-01T00:00:00+00:00');
    tenant.readings.mark = 'newer';
    assert.equal((await put('invoices/1?exported=true')).body['updated-at'], '2026-01-01T00:01:00+00:00');
  });

  it('ignores other changes in the same request, or writes them, by reading', async () => {
    const { put, tenant } = await open();
    tenant.resource('invoices').create({ comments: 'old' });
    assert.equal((await put('invoices/1?exported=true', { comments: 'new' })).body['comments'], 'old');
    tenant.readings.changesWithMark = 'written';
    assert.equal((await put('invoices/1?exported=true', { comments: 'new' })).body['comments'], 'new');
  });

  it('is taken back everywhere, or only where the reading says so', async () => {
    const { put, tenant } = await open();
    tenant.resource('invoices').create({ exported: true });
    tenant.readings.takeBack = ['supplier_information_sites'];
    assert.deepEqual((await put('invoices/1?exported=false')).body['exported'], true);
    tenant.readings.takeBack = 'everywhere';
    const { body } = await put('invoices/1?exported=false');
    assert.deepEqual([body['exported'], body['last-exported-at']], [false, null]);
  });

  it('is an ordinary update, and changes nothing, where there is no flag', async () => {
    const { put, tenant } = await open();
    tenant.resource('suppliers').create();
    const { status, body } = await put('suppliers/1?exported=true');
    assert.deepEqual([status, 'exported' in body], [200, false]);
    assert.equal(tenant.writes[0]?.kind, 'update');
  });

  it('is also an action of payables and payments, and a body of payments', async () => {
    const { put, tenant } = await open();
    tenant.resource('payables/allocations').create();
    tenant.resource('coupa_pay/payments').createMany(2);
    await put('payables/allocations/1/export');
    await put('coupa_pay/payments/1/export');
    await put('coupa_pay/payments/2', { exported: true });
    const marks = ['payables/allocations', 'coupa_pay/payments'].map((name) =>
      tenant.records(name).map((each) => each['exported?'] ?? each['exported']),
    );
    assert.deepEqual(marks, [[true], [true, true]]);
  });

  it('lasts through other changes by the API', async () => {
    const { put, tenant } = await open();
    tenant.resource('invoices').create({ exported: true });
    assert.equal((await put('invoices/1', { comments: 'new' })).body['exported'], true);
  });
});

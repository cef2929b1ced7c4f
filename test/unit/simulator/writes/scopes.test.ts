import assert from 'node:assert/strict';
import { everyScope } from '../../../simulator';
import { openTenants } from '../tenants';
import { writer } from './writer';

describe('a scope of the simulated tenant', () => {
  const open = openTenants();

  const needs: [string, string, string][] = [
    ['POST', 'invoices', 'core.invoice.create'],
    ['PUT', 'invoices/1', 'core.invoice.write'],
    ['PUT', 'invoices/1/submit', 'core.invoice.write'],
    ['POST', 'invoices/1/comments', 'core.invoice.write'],
    ['PUT', 'approvals/1/approve', 'core.approval.write'],
    ['POST', 'suppliers', 'core.supplier.write'],
    ['POST', 'suppliers/1/addresses', 'core.supplier.write'],
    ['POST', 'lookup_values', 'core.common.write'],
    ['POST', 'exchange_rates', 'core.common.write'],
    ['POST', 'integration_runs', 'core.integration.write'],
    ['PUT', 'purchase_orders/1', 'core.purchase_order.write'],
    ['POST', 'requisitions', 'core.requisition.write'],
  ];
  for (const [method, path, scope] of needs) {
    it(`${scope} opens ${method} ${path}, and no other does; the 403 does not name it`, async () => {
      const tenant = await open({ scopes: everyScope() });
      for (const name of ['invoices', 'suppliers', 'purchase_orders', 'approvals'])
        tenant.resource(name).createMany(1);
      const others = everyScope().filter((each) => each !== scope);
      const refused = await writer(tenant, others).send(method, path, {});
      assert.equal(refused.status, 403);
      assert.doesNotMatch(refused.text, /core\./);
      assert.notEqual((await writer(tenant, [scope]).send(method, path, {})).status, 403);
    });
  }

  it('of its own is needed to delete and approve invoices where the reading says so', async () => {
    const tenant = await open({ scopes: everyScope(), readings: { invoiceScopes: 'own' } });
    tenant.resource('invoices').create({ status: 'new' });
    const write = writer(tenant, ['core.invoice.write']).send;
    assert.equal((await write('DELETE', 'invoices/1')).status, 403);
    assert.equal((await write('PUT', 'invoices/1/bypass_approvals')).status, 403);
    assert.equal((await writer(tenant, ['core.invoice.delete']).send('DELETE', 'invoices/1')).status, 200);
  });

  it('to read does not write', async () => {
    const tenant = await open();
    assert.equal((await writer(tenant).send('POST', 'suppliers', { name: 'A' })).status, 403);
  });
});

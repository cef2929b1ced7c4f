import assert from 'node:assert/strict';
import { listOf, openBenches } from './writer';

describe('updating a record of the simulated tenant', () => {
  const open = openBenches();

  for (const method of ['PUT', 'PATCH']) {
    it(`changes only the members that a ${method} names`, async () => {
      const { send, tenant } = await open();
      tenant.resource('suppliers').create({ name: 'Acme', number: 'S-1', website: 'https://acme.example' });
      const { status, body } = await send(method, 'suppliers/1', { website: 'https://new.example' });
      assert.deepEqual([status, body['website'], body['number']], [200, 'https://new.example', 'S-1']);
    });
  }

  it('makes the record newer by the clock of the tenant, so that polls see it', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { put, get, tenant } = await open({ now: () => now });
    tenant.resource('suppliers').createMany(2);
    now += 3_600_000;
    await put('suppliers/2', { website: 'x' });
    const { text } = await get('suppliers?updated-at[gt]=2026-01-01T00:00:00Z&fields=["id"]');
    assert.equal(text, '[{"id":2}]');
  });

  it('becomes newer by a write that says nothing new, or does not, by reading', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { put, tenant } = await open({ now: () => now });
    const before = tenant.resource('suppliers').create({ website: 'x' });
    now += 60_000;
    tenant.readings.unchangedWrite = 'untouched';
    assert.equal((await put('suppliers/1', { website: 'x' })).body['updated-at'], before['updated-at']);
    tenant.readings.unchangedWrite = 'newer';
    assert.notEqual((await put('suppliers/1', { website: 'x' })).body['updated-at'], before['updated-at']);
  });

  it('ignores with 200 what cannot be changed: the code of an account', async () => {
    const { put, tenant } = await open();
    tenant.resource('accounts').create({ code: 'SF-1' });
    const { status, body } = await put('accounts/1', { code: 'SF-2', name: 'Paper' });
    assert.deepEqual([status, body['code'], body['name']], [200, 'SF-1', 'Paper']);
  });

  it('ignores with 200 what is declared read-only, unless the reading is that it is written', async () => {
    const { put, tenant } = await open();
    tenant.resource('invoices').create({ status: 'draft' });
    assert.equal((await put('invoices/1', { status: 'approved' })).body['status'], 'draft');
    tenant.readings.readOnly = 'written';
    assert.equal((await put('invoices/1', { status: 'approved' })).body['status'], 'approved');
  });

  it('clears a member with null, or ignores it, by reading', async () => {
    const { put, tenant } = await open();
    tenant.resource('suppliers').create({ website: 'x' });
    tenant.readings.nulls = 'ignored';
    assert.equal((await put('suppliers/1', { website: null })).body['website'], 'x');
    tenant.readings.nulls = 'cleared';
    assert.equal((await put('suppliers/1', { website: null })).body['website'], null);
  });

  it('merges custom fields one by one', async () => {
    const { put, tenant } = await open();
    tenant.resource('suppliers').create({ 'custom-fields': { region: 'EU' } });
    const { body } = await put('suppliers/1', { 'custom-fields': { 'erp-id': '7' } });
    assert.deepEqual(body['custom-fields'], { region: 'EU', 'erp-id': '7' });
  });

  it("changes a supplier's primary address in place, whatever id is sent", async () => {
    const { put, post } = await open();
    const address = { street1: 'Am Wall 1', city: 'Bremen', country: { code: 'DE' } };
    const created = (await post('suppliers', { name: 'Acme', 'primary-address': address })).body;
    const before = created['primary-address'] as { id: number };
    const { body } = await put('suppliers/1', { 'primary-address': { id: 99, city: 'Verden' } });
    const after = body['primary-address'] as { id: number; city: string; street1: string };
    assert.deepEqual([after.id, after.city, after.street1], [before.id, 'Verden', 'Am Wall 1']);
  });

  it('changes nothing of a receipt', async () => {
    const { put, tenant } = await open();
    const before = tenant.resource('receiving_transactions').create({ barcode: 'x' });
    assert.equal((await put('receiving_transactions/1', { barcode: 'y' })).status, 200);
    assert.deepEqual(tenant.resource('receiving_transactions').get(1), before);
  });

  it('answers 404 for a record that is not there, 405 for a verb that the path does not have', async () => {
    const { put, send } = await open();
    assert.equal((await put('suppliers/1', {})).status, 404);
    assert.equal((await put('no_such_thing/1', {})).status, 404);
    assert.equal((await send('DELETE', 'suppliers/1')).status, 405);
  });

  it('deletes what can be deleted, and an invoice only in status new', async () => {
    const { send, tenant } = await open();
    tenant.resource('supplier_items').createMany(1);
    tenant.resource('invoices').createMany(2, (index) => ({ status: index === 0 ? 'new' : 'draft' }));
    assert.equal((await send('DELETE', 'supplier_items/1')).status, 200);
    assert.equal((await send('DELETE', 'invoices/1')).status, 200);
    assert.equal((await send('DELETE', 'invoices/2')).status, 400);
    assert.deepEqual([tenant.records('supplier_items').length, tenant.records('invoices').length], [0, 1]);
  });

  it('counts a new version of an order whose terms change, and has it exported anew once it was issued', async () => {
    const { put, tenant } = await open();
    const lines = [{ id: 5, price: '1.00', quantity: '2.0' }];
    const issued = { status: 'issued', version: 1, exported: true, 'order-lines': lines };
    tenant.resource('purchase_orders').create(issued);
    await put('purchase_orders/1', { 'order-lines': [{ id: 5, quantity: 3 }] });
    const [order] = tenant.records('purchase_orders');
    assert.deepEqual([order?.['version'], order?.['exported']], [2, false]);
    await put('purchase_orders/1', { 'order-lines': [{ id: 5, description: 'paper' }] });
    assert.equal(tenant.records('purchase_orders')[0]?.['version'], 2);
    assert.equal(listOf(tenant.records('purchase_orders')[0] ?? {}, 'order-lines').length, 1);
  });
});

import assert from 'node:assert/strict';
import { reader } from './reader';
import { openTenants } from './tenants';

describe('a record of the simulated tenant', () => {
  const open = openTenants();

  it('has hyphenated names and whole-second dates in the offset of the tenant', async () => {
    const tenant = await open({ timezoneOffset: '+05:30' });
    tenant.resource('invoices').create({}, { createdAt: '2026-01-01T00:00:00.987Z' });
    const [invoice] = await reader(tenant).list('/api/invoices');
    assert.equal(invoice?.['created-at'], '2026-01-01T05:30:00+05:30');
    assert.equal(invoice?.['updated-at'], '2026-01-01T05:30:00+05:30');
  });

  it('is read alone, and is a 404 when it is not there', async () => {
    const tenant = await open();
    const { get } = reader(tenant);
    tenant.resource('invoices').createMany(2);
    assert.equal((await get('/api/invoices/2')).json<{ id: number }>().id, 2);
    assert.equal((await get('/api/invoices/3')).status, 404);
    assert.equal((await get('/api/no_such_resource')).status, 404);
    assert.equal((await get('/api/contracts/templates')).text, '[]');
  });

  it('is marked as exported by a request of its own, without moving its updated date', async () => {
    const tenant = await open({ scopes: ['core.invoice.read', 'core.invoice.write'] });
    const { get, list } = reader(tenant);
    const before = tenant.resource('invoices').create({}, { createdAt: '2026-01-01T00:00:00Z' });
    assert.equal((await get('/api/invoices/1?exported=true', {}, 'PUT')).status, 200);
    assert.deepEqual(await list('/api/invoices?exported=false'), []);
    const [after] = await list('/api/invoices?exported=true');
    assert.equal(after?.['updated-at'], before['updated-at']);
  });

  it('changes its content without its date when a test says so', async () => {
    const tenant = await open();
    const invoices = tenant.resource('invoices');
    const before = invoices.create({}, { createdAt: '2026-01-01T00:00:00Z' });
    const after = invoices.update(1, { comments: 'changed' }, { touch: false });
    assert.deepEqual([after['updated-at'], after['comments']], [before['updated-at'], 'changed']);
    assert.notEqual(invoices.update(1)['updated-at'], before['updated-at']);
  });

  it('is gone from lists once it is deleted', async () => {
    const tenant = await open();
    tenant.resource('users').createMany(3);
    assert.equal(tenant.resource('users').delete(2), true);
    assert.equal(tenant.resource('users').delete(2), false);
    assert.deepEqual(await reader(tenant).ids('/api/users'), [1, 3]);
  });

  it('may be spelt with underscores, and may lack fields that a default filter hides', async () => {
    const tenant = await open({ keys: 'underscore', hiddenFields: ['updated-at'] });
    tenant.resource('invoices').createMany(1);
    tenant.resource('invoices').create({ comments: 'set by hand' });
    for (const invoice of await reader(tenant).list('/api/invoices')) {
      assert.ok('created_at' in invoice && !('created-at' in invoice));
      assert.ok(!('updated_at' in invoice));
    }
  });

  it('has no dates where Coupa has none', async () => {
    const tenant = await open();
    tenant.resource('currencies').createMany(1);
    const [currency] = await reader(tenant).list('/api/currencies');
    assert.ok(currency && !('updated-at' in currency) && !('created-at' in currency));
  });

  it('comes as XML when that is asked for, and so do errors and the empty list', async () => {
    const tenant = await open();
    const { get } = reader(tenant);
    const xml = { accept: 'application/xml' };
    tenant.resource('invoices').create({ comments: 'a < b' });
    const found = await get('/api/invoices', xml);
    assert.match(found.text, /<invoice-headers type="array"><invoice-header><id>1<\/id>/);
    assert.match(found.text, /<comments>a &lt; b<\/comments>/);
    const none = await get('/api/invoices?id[gt]=1', xml);
    assert.equal(none.status, 404);
    assert.match(none.text, /<errors><error>No results match your search criteria\.<\/error><\/errors>/);
    assert.match((await get('/api/invoices?limit=x', xml)).text, /<errors><error>/);
  });
});

import assert from 'node:assert/strict';
import { reader } from './reader';
import { openTenants } from './tenants';

describe('a list of the simulated tenant', () => {
  const open = openTenants();

  async function withInvoices(count: number, options = {}) {
    const tenant = await open(options);
    const invoices = tenant.resource('invoices');
    invoices.createMany(count, {}, (index) => ({ createdAt: Date.UTC(2026, 0, 1, 0, index) }));
    return { tenant, invoices, ...reader(tenant) };
  }

  it('has fifty records by default and never more, by ascending id', async () => {
    const { ids } = await withInvoices(120);
    const first = Array.from({ length: 50 }, (_, index) => index + 1);
    assert.deepEqual(await ids('/api/invoices'), first);
    assert.deepEqual(await ids('/api/invoices?limit=500'), first);
    assert.deepEqual(await ids('/api/invoices?limit=3'), [1, 2, 3]);
  });

  it('goes on after an id', async () => {
    const { ids } = await withInvoices(120);
    assert.deepEqual(await ids('/api/invoices?id[gt]=117&order_by=id&dir=asc'), [118, 119, 120]);
    assert.deepEqual(await ids('/api/invoices?id[gt_or_eq]=119'), [119, 120]);
    assert.deepEqual(await ids('/api/invoices?id[gt]=3&id[lt_or_eq]=6'), [4, 5, 6]);
    assert.deepEqual(await ids('/api/invoices?id[lt]=3&dir=desc'), [2, 1]);
    assert.deepEqual(await ids('/api/invoices?id[gt]=120'), []);
    assert.deepEqual(await ids('/api/invoices?id[in]=5,7,400'), [5, 7]);
  });

  it('skips an offset, and is empty past the end', async () => {
    const { ids } = await withInvoices(12);
    assert.deepEqual(await ids('/api/invoices?offset=10'), [11, 12]);
    assert.deepEqual(await ids('/api/invoices?offset=12'), []);
  });

  it('moves records up by one when an earlier one leaves the filter', async () => {
    const { ids, invoices } = await withInvoices(4);
    assert.deepEqual(await ids('/api/invoices?exported=false&limit=2'), [1, 2]);
    invoices.markExported(1);
    assert.deepEqual(await ids('/api/invoices?exported=false&limit=2&offset=2'), [4]);
  });

  it('sorts by any attribute, both ways', async () => {
    const { ids, invoices } = await withInvoices(3);
    invoices.update(1, {}, { updatedAt: '2026-06-01T00:00:00Z' });
    assert.deepEqual(await ids('/api/invoices?order_by=updated_at&dir=asc'), [2, 3, 1]);
    assert.deepEqual(await ids('/api/invoices?order_by=updated-at&dir=desc'), [1, 3, 2]);
    assert.deepEqual(await ids('/api/invoices?order_by=invoice_number&dir=desc'), [3, 2, 1]);
  });

  it('keeps every digit of ids beyond 2^53, in order and in filters', async () => {
    const { get, invoices } = await withInvoices(2);
    invoices.create({ id: '9223372036854775807' });
    invoices.create({ id: '9223372036854775806' });
    const { text } = await get('/api/invoices?id[gt]=9223372036854775806&fields=["id"]');
    assert.equal(text, '[{"id":9223372036854775807}]');
    assert.match((await get('/api/invoices/9223372036854775806')).text, /^\{"id":9223372036854775806,/);
    const all = await get('/api/invoices?fields=["id"]');
    assert.deepEqual(all.text.match(/\d+/g), ['1', '2', '9223372036854775806', '9223372036854775807']);
  });

  it('shows a record that becomes visible late only then, with its early dates', async () => {
    let now = Date.UTC(2026, 0, 2);
    const { ids, list, invoices } = await withInvoices(1, { now: () => now });
    invoices.create({}, { createdAt: '2026-01-01T12:00:00Z', visibleAt: now + 5000 });
    assert.deepEqual(await ids('/api/invoices'), [1]);
    now += 5000;
    assert.deepEqual(await ids('/api/invoices'), [1, 2]);
    assert.equal((await list('/api/invoices'))[1]?.['updated-at'], '2026-01-01T04:00:00-08:00');
  });

  it('has a million records at once, pages of them in a moment, and changes to single ones', async () => {
    const { tenant, ids, list } = await withInvoices(0);
    const accounts = tenant.resource('accounts');
    accounts.virtual(1_000_000);
    assert.deepEqual(await ids('/api/accounts?id[gt]=999998'), [999_999, 1_000_000]);
    accounts.update(999_999, { name: 'Travel' });
    accounts.delete(1_000_000);
    const [changed, ...others] = await list('/api/accounts?id[gt]=999998');
    assert.deepEqual([changed?.['name'], others], ['Travel', []]);
    assert.equal(accounts.create().id, 1_000_001);
    assert.equal(accounts.size, 1_000_000);
  });

  it('has virtual records that a test makes itself', async () => {
    const { tenant, list } = await withInvoices(0);
    const made = (id: number) => ({ code: `A-${id}` });
    tenant.resource('accounts').virtual(3, made, { updatedAt: (id) => id * 1000 });
    assert.deepEqual(await list('/api/accounts?updated_at[gt]=1970-01-01T00:00:02Z'), [
      { code: 'A-3', id: 3 },
    ]);
  });

  it('has large invoices of 20 to 100 kB, and small ones of some 3 kB', async () => {
    const { get, invoices } = await withInvoices(0);
    invoices.createMany(16, {}, (index) => ({ size: index % 2 === 0 ? 'large' : 'small' }));
    for (const { id } of invoices.all()) {
      const { length } = (await get(`/api/invoices/${id}`)).text;
      const [least, most] = Number(id) % 2 === 1 ? [20_000, 100_000] : [2_000, 4_000];
      assert.ok(length >= least && length <= most, `invoice ${id} has ${length} characters`);
    }
  });

  it('writes the same records again for the same seed', async () => {
    const texts = [];
    for (const seed of [7, 7, 8]) texts.push(await (await withInvoices(3, { seed })).get('/api/invoices'));
    assert.equal(texts[0]?.text, texts[1]?.text);
    assert.notEqual(texts[0]?.text, texts[2]?.text);
  });
});

import assert from 'node:assert/strict';
import { errorsOf, listOf, openBenches } from './writer';

describe('creating a record of the simulated tenant', () => {
  const open = openBenches();

  it("answers 201 and the object with the server's own id, dates and author", async () => {
    const { post, tenant } = await open({ now: () => Date.UTC(2026, 0, 1), timezoneOffset: '+01:00' });
    const { status, body } = await post('suppliers', { id: 4711, name: 'Acme', number: 'S-1' });
    assert.deepEqual([status, body['id'], body['name'], body['number']], [201, 1, 'Acme', 'S-1']);
    assert.equal(body['created-at'], '2026-01-01T01:00:00+01:00');
    assert.equal((body['created-by'] as { login: string }).login, 'integration-client');
    assert.deepEqual(tenant.records('suppliers').length, 1);
  });

  it('makes nothing up: what was not sent is empty', async () => {
    const { post } = await open();
    const { body } = await post('invoices', { 'invoice-number': 'I-1' });
    assert.deepEqual([body['supplier'], body['invoice-lines'], body['paid']], [null, [], false]);
  });

  for (const [resource, sent, status] of [
    ['suppliers', { name: 'Acme' }, 'draft'],
    ['invoices', { 'invoice-number': 'I-1', status: 'approved' }, 'draft'],
    ['requisitions', {}, 'draft'],
  ] as const) {
    it(`leaves new ${resource} in status ${status}`, async () => {
      const { post } = await open();
      assert.equal((await post(resource, sent)).body['status'], status);
    });
  }

  it('takes underscores for hyphens, and lists in the shape of XML', async () => {
    const { post } = await open();
    const line = { price: 5, quantity: '2' };
    const sent = { invoice_number: 'I-1', 'invoice-lines': { 'invoice-line': line } };
    const { body } = await post('invoices', sent);
    assert.equal(body['invoice-number'], 'I-1');
    assert.equal(listOf(body, 'invoice-lines').length, 1);
  });

  it('writes decimals as strings, dates as midnights of its own, and totals of its own', async () => {
    const { post } = await open({ timezoneOffset: '-08:00' });
    const sent = { 'invoice-date': '2026-02-03', 'invoice-lines': [{ price: 12.5, quantity: 2 }] };
    const { body } = await post('invoices', sent);
    const [line] = listOf(body, 'invoice-lines');
    assert.deepEqual([line?.['price'], line?.['total'], line?.['line-num']], ['12.50', '25.00', 1]);
    assert.deepEqual([body['gross-total'], body['invoice-date']], ['25.00', '2026-02-03T00:00:00-08:00']);
  });

  it('ignores what Coupa does not know or does not take, and answers 201', async () => {
    const { post } = await open();
    const { status, body } = await post('suppliers', { name: 'Acme', nmae: 'x', 'created-at': '2001-01-01' });
    assert.equal(status, 201);
    assert.ok(!('nmae' in body));
    assert.doesNotMatch(String(body['created-at']), /^2001/);
  });

  it('writes only those custom fields that the API may edit', async () => {
    const { post } = await open({ editableCustomFields: { suppliers: ['erp-id'] } });
    const { body } = await post('suppliers', { name: 'A', 'custom-fields': { 'erp-id': '7', region: 'EU' } });
    assert.deepEqual(body['custom-fields'], { 'erp-id': '7' });
  });

  it('derives the code of an account from its segments', async () => {
    const { post } = await open();
    const { body } = await post('accounts', { name: 'Paper', 'segment-1': 'SF', 'segment-2': '100' });
    assert.equal(body['code'], 'SF-100');
  });

  it('takes external purchase orders only', async () => {
    const { post } = await open();
    assert.equal((await post('purchase_orders', { 'po-number': '1' })).status, 400);
    assert.equal(
      (await post('purchase_orders', { 'po-number': '1', type: 'ExternalOrderHeader' })).status,
      201,
    );
  });

  it('makes children of a record under its path, and nothing under one that is not there', async () => {
    const { post, get } = await open();
    await post('suppliers', { name: 'Acme' });
    const { status } = await post('suppliers/1/addresses', { 'remit-to-code': 'R-1', city: 'Bremen' });
    const listed = await get('suppliers/1/addresses');
    assert.deepEqual([status, listed.text.includes('"city":"Bremen"')], [201, true]);
    assert.equal((await post('suppliers/2/addresses', {})).status, 404);
  });

  for (const [what, body] of [
    ['a list', '[{"name":"Acme"}]'],
    ['no JSON', '<supplier/>'],
    ['nothing', ''],
  ] as const) {
    it(`refuses a body that is ${what}, and holds nothing new`, async () => {
      const { post, tenant } = await open();
      const answer = await post('suppliers', body);
      assert.equal(answer.status, 400);
      assert.ok(errorsOf(answer)['base']?.[0]?.startsWith('The body is not'));
      assert.deepEqual(tenant.records('suppliers'), []);
    });
  }

  it('can be asked for a small answer, or none', async () => {
    const { post } = await open();
    assert.deepEqual((await post('suppliers?fields=["id"]', { name: 'A' })).body, { id: 1 });
    assert.deepEqual((await post('suppliers?return_object=limited', { name: 'B' })).body, { id: 2 });
    const none = await post('suppliers?return_object=none', { name: 'C' });
    assert.deepEqual([none.status, none.text], [201, '']);
  });

  it('is seen by the next poll', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { post, get } = await open({ now: () => now });
    await post('suppliers', { name: 'Before' });
    now += 60_000;
    await post('suppliers', { name: 'After' });
    const { text } = await get('suppliers?updated-at[gt]=2026-01-01T00:00:30Z&fields=["name"]');
    assert.equal(text, '[{"name":"After"}]');
  });
});

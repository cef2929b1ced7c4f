import assert from 'node:assert/strict';
import { errorsOf, openBenches } from './writer';

describe('a reference in a write to the simulated tenant', () => {
  const open = openBenches();

  for (const key of ['id', 'number', 'name'] as const) {
    it(`finds a supplier by its ${key}, and is shown with what identifies it`, async () => {
      const { post, tenant } = await open();
      const acme = tenant.resource('suppliers').create({ name: 'Acme', number: 'S-1' });
      const { status, body } = await post('invoices', { supplier: { [key]: acme[key] } });
      const supplier = body['supplier'] as Record<string, unknown>;
      assert.deepEqual([status, supplier['id'], supplier['number']], [201, acme.id, 'S-1']);
    });
  }

  it('finds what every tenant was set up with, after the records of the test', async () => {
    const { post, tenant } = await open();
    tenant.resource('currencies').create({ id: 77, code: 'EUR' });
    const { body } = await post('invoices', {
      currency: { code: 'EUR' },
      'payment-term': { code: 'Net 30' },
    });
    assert.equal((body['currency'] as { id: number }).id, 77);
    assert.equal((body['payment-term'] as { code: string }).code, 'Net 30');
  });

  it('has to match in all the keys it has', async () => {
    const { post, tenant } = await open();
    tenant.resource('suppliers').create({ name: 'Acme', number: 'S-1' });
    const answer = await post('invoices', { supplier: { number: 'S-1', name: 'Other' } });
    assert.equal(answer.status, 400);
  });

  it('finds an account by its code and the name of its chart', async () => {
    const { post, tenant } = await open();
    tenant.resource('accounts').create({ code: 'SF-1', 'account-type': { id: 1, name: 'Acme Europe' } });
    const line = (name: string) => ({ price: 1, account: { code: 'SF-1', 'account-type': { name } } });
    assert.equal((await post('invoices', { 'invoice-lines': [line('Acme Europe')] })).status, 201);
    assert.equal((await post('invoices', { 'invoice-lines': [line('Acme Mars')] })).status, 400);
  });

  it('that finds nothing is refused with the keys that are possible', async () => {
    const { post, tenant } = await open();
    const answer = await post('accounts', { name: 'Paper', 'account-type': { name: 'Acme Mars' } });
    assert.deepEqual(errorsOf(answer), {
      'account-type': [
        'Unable to find valid AccountType record for account_type with keys {"name"=>"Acme Mars"}. Possible keys are ["id", "name"]',
      ],
    });
    assert.deepEqual([answer.status, tenant.records('accounts')], [400, []]);
  });

  it('that has no identifying key is refused the same way', async () => {
    const { post } = await open();
    const answer = await post('invoices', { currency: { symbol: '€' } });
    assert.match(errorsOf(answer)['currency']?.[0] ?? '', /Possible keys are \["id", "code"\]$/);
  });

  it('that finds nothing is ignored with 200 where the reading says so, for all or for one resource', async () => {
    const { put, tenant } = await open({ readings: { wrongReference: 'ignored' } });
    const before = tenant.resource('suppliers').create();
    const wrong = { 'payment-term': { code: 'Net 999' } };
    const { status, body } = await put('suppliers/1', wrong);
    assert.deepEqual([status, body['payment-term']], [200, before['payment-term']]);
    tenant.readings.wrongReference = (resource) => (resource === 'users' ? 'ignored' : 'refused');
    assert.equal((await put('suppliers/1', wrong)).status, 400);
  });

  it('never creates nor changes what it names', async () => {
    const { post, tenant } = await open();
    tenant.resource('suppliers').create({ name: 'Acme', number: 'S-1', website: 'old' });
    await post('invoices', { supplier: { number: 'S-1', website: 'new' } });
    await post('invoices', { supplier: { number: 'S-2', name: 'New' } });
    assert.deepEqual(
      tenant.records('suppliers').map(({ website }) => website),
      ['old'],
    );
  });

  it('is refused, or ignored by reading, where text stands for it', async () => {
    const { post, tenant } = await open();
    assert.deepEqual(errorsOf(await post('invoices', { currency: 'EUR' })), {
      currency: ['Currency is invalid'],
    });
    tenant.readings.wrongKind = 'ignored';
    const { status, body } = await post('invoices', { currency: 'EUR' });
    assert.deepEqual([status, body['currency']], [201, null]);
  });
});

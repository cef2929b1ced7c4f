import assert from 'node:assert/strict';
import { errorsOf, openBenches } from './writer';

describe('a write that the simulated tenant refuses', () => {
  const open = openBenches();

  const taken: [string, object, object, Record<string, string[]>][] = [
    [
      'suppliers',
      { name: 'Acme', number: 'S-1' },
      { name: 'Other', number: 's-1' },
      { number: ['Number has already been taken'] },
    ],
    [
      'suppliers',
      { name: 'Acme', number: 'S-1' },
      { name: 'Acme', number: 'S-2' },
      { name: ['Name has already been taken'] },
    ],
    [
      'users',
      { login: 'ada', email: 'a@acme.example' },
      { login: 'ada', email: 'b@acme.example' },
      { login: ['Login has already been taken'] },
    ],
    [
      'users',
      { login: 'ada', email: 'a@acme.example' },
      { login: 'eve', email: 'a@acme.example' },
      { email: ['Email has already been taken'] },
    ],
    [
      'items',
      { name: 'Paper', 'item-number': '7' },
      { name: 'Ink', 'item-number': '7' },
      { 'item-number': ['Item number has already been taken'] },
    ],
    [
      'purchase_orders',
      { 'po-number': '9', type: 'ExternalOrderHeader' },
      { 'po-number': '9', type: 'ExternalOrderHeader' },
      { 'po-number': ['Po number has already been taken'] },
    ],
  ];
  for (const [resource, first, second, errors] of taken) {
    it(`has a key of ${resource} that is taken: ${Object.keys(errors)[0]}`, async () => {
      const { post, tenant } = await open();
      assert.equal((await post(resource, first)).status, 201);
      const answer = await post(resource, second);
      assert.deepEqual([answer.status, errorsOf(answer)], [400, errors]);
      assert.equal(tenant.records(resource).length, 1);
    });
  }

  it('has a key that another record holds, also when it updates, but may keep its own', async () => {
    const { put, tenant } = await open();
    tenant.resource('suppliers').createMany(2, (index) => ({ number: `S-${index}`, name: `N-${index}` }));
    assert.equal((await put('suppliers/1', { number: 'S-1' })).status, 400);
    assert.equal((await put('suppliers/1', { number: 'S-0', website: 'x' })).status, 200);
    assert.equal((await put('suppliers/2', { number: 'S-9' })).status, 200);
    assert.equal((await put('suppliers/1', { number: 'S-1' })).status, 200);
  });

  it('is a second lookup value of one number in one lookup, not in another', async () => {
    const { post, tenant } = await open();
    tenant.resource('lookups').createMany(2, (index) => ({ name: `L-${index}` }));
    const value = (lookup: string) => ({ name: 'x', 'external-ref-num': '1', lookup: { name: lookup } });
    const seen = [];
    for (const lookup of ['L-0', 'L-1', 'L-0'])
      seen.push((await post('lookup_values', value(lookup))).status);
    assert.deepEqual(seen, [201, 201, 400]);
  });

  it('is a second invoice of one number and supplier only where the tenant checks that', async () => {
    const { post, tenant } = await open();
    tenant.resource('suppliers').createMany(2, (index) => ({ number: `S-${index}` }));
    const invoice = (number: string) => ({ 'invoice-number': 'I-1', supplier: { number } });
    const seen = [];
    for (const number of ['S-0', 'S-0']) seen.push((await post('invoices', invoice(number))).status);
    tenant.readings.repeatedInvoiceNumber = 'refused';
    for (const number of ['S-0', 'S-1', 'S-1']) seen.push((await post('invoices', invoice(number))).status);
    assert.deepEqual(seen, [201, 201, 400, 201, 400]);
  });

  it('names a status that there is not', async () => {
    const { post } = await open();
    assert.deepEqual(errorsOf(await post('suppliers', { name: 'A', status: 'asleep' })), {
      status: ['Supplier status must be one of active, inactive, onboarding.'],
    });
  });

  const wrong: [string, string, object, string][] = [
    ['lacks what has to be there', 'suppliers', { number: '1' }, "Name can't be blank"],
    [
      'has a text that is too long',
      'invoices',
      { 'invoice-number': 'x'.repeat(41) },
      'Invoice number is too long (maximum is 40 characters)',
    ],
    ['has a date that is none', 'invoices', { 'invoice-date': 'soon' }, 'Invoice date is not a valid date'],
    [
      'has a number that is none',
      'invoices',
      { 'shipping-amount': 'a lot' },
      'Shipping amount is not a number',
    ],
    [
      'has a value outside an enumeration',
      'suppliers',
      { name: 'A', 'po-method': 'pigeon' },
      'Po method must be one of cxml, xml, email, prompt, mark_as_sent, buy_online.',
    ],
    ['has an object where a text is due', 'suppliers', { name: { de: 'A' } }, 'Name is invalid'],
  ];
  for (const [what, resource, body, message] of wrong) {
    it(`${what}, and says so`, async () => {
      const { post, tenant } = await open();
      const answer = await post(resource, body);
      assert.ok(Object.values(errorsOf(answer)).flat().includes(message), answer.text);
      assert.deepEqual([answer.status, tenant.records(resource)], [400, []]);
    });
  }

  it('changes nothing at all, and is in no log', async () => {
    const { put, tenant } = await open();
    const before = tenant.resource('suppliers').create();
    await put('suppliers/1', { website: 'new', 'payment-term': { code: 'none' } });
    assert.deepEqual([tenant.records('suppliers'), tenant.writes], [[before], []]);
  });

  it('is told in the shape of Rossum’s example where the reading says so', async () => {
    const { post } = await open({ readings: { refusalShape: 'request' } });
    const sent = { 'invoice-date': 'soon', 'invoice-lines': [{ price: 'x', uom: { code: 'none' } }] };
    const { body } = await post('invoices', sent);
    const request = (body['errors'] as { request: Record<string, string[]>[] }).request;
    assert.deepEqual(request[0]?.['invoice-header'], ['Invoice date is not a valid date']);
    assert.equal(request[0]?.['invoice-header.invoice_lines']?.length, 2);
  });

  it('is told in XML although JSON was asked for, where the reading says so', async () => {
    const { post } = await open({ readings: { refusalShape: 'xml' } });
    const { headers, text } = await post('suppliers', {});
    assert.match(headers.get('content-type') ?? '', /xml/);
    assert.match(text, /<errors><error>Name can't be blank<\/error><\/errors>/);
  });

  it('may have warnings beside its errors, and another status', async () => {
    const { post } = await open({ readings: { warnings: true, refusalStatus: 422 } });
    const { status, body } = await post('suppliers', {});
    assert.deepEqual([status, Object.keys(body)], [422, ['errors', 'warnings']]);
  });
});

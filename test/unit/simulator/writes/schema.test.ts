import assert from 'node:assert/strict';
import { everyScope } from '../../../simulator';
import { objectType, typeNameOf } from '../../../simulator/schemas/objects';
import objects from '../../../simulator/schemas/objects.json';
import operations from '../../../simulator/schemas/operations.json';
import { compileTables } from '../compile-tables';
import { schemasAtHand } from '../coupa-schemas';
import { openTenants } from '../tenants';
import { faultsOf } from './valid-answer';
import { openBenches, writer } from './writer';

/**
 * Where the answer is of another type than is declared: Coupa says that deciding about an approval answers the document;
 * actions on groups and contacts answer the record that has them.
 */
const answersAnotherType = /^approvals\/|\/business_groups\/|_integration_contacts\//;

const verbs = ['POST', 'PUT', 'PATCH', 'DELETE'];

describe('writes to the simulated tenant against what release 39 declares', () => {
  const open = openTenants();
  const openBench = openBenches();

  it("are known by tables that say what Coupa's Swagger files say", function () {
    if (!schemasAtHand()) this.skip();
    assert.deepEqual({ objects, operations }, compileTables());
    const writes = Object.values(operations).flatMap((text) =>
      text.split(' ').filter((word) => verbs.includes(word)),
    );
    assert.equal(writes.length, 502);
  });

  for (const verb of verbs) {
    it(`are answered with a status and a record as declared at every path that takes ${verb}`, async () => {
      const tenant = await open({ scopes: everyScope(), readings: { actionTooLate: 'ignored' } });
      const { send } = writer(tenant);
      const faults: string[] = [];
      let asked = 0;
      for (const [pattern, text] of Object.entries(operations)) {
        const [type = '', ...words] = text.split(' ').reverse();
        if (!words.concat(type).includes(verb)) continue;
        const path = pattern.replaceAll('{}', '1');
        for (const parent of parentsOf(path)) {
          if (tenant.resource(parent).get(1)) continue;
          const status = objectType(typeNameOf(parent))?.get('status');
          const fields = status ? { id: 1, status: status.oneOf?.[0] ?? 'draft' } : { id: 1 };
          tenant.resource(parent).create(fields, { size: 'bare' });
        }
        const { status, body, text: answer } = await send(verb, path, { text: 'x' });
        const expected = verb === 'POST' ? 201 : 200;
        assert.ok([400, expected].includes(status), `${verb} ${path}: ${status} ${answer}`);
        asked += 1;
        if (status !== expected || verbs.includes(type) || answersAnotherType.test(path)) continue;
        faults.push(...faultsOf(body, type).map((fault) => `${verb} ${path}: ${fault}`));
      }
      assert.deepEqual(faults, []);
      assert.ok(asked > 50);
    });
  }

  it('leave an invoice with lines, taxes and payments that is a valid InvoiceHeader', async () => {
    const { post, put, tenant } = await openBench();
    tenant.resource('suppliers').create({ number: 'S-1' });
    tenant.resource('accounts').create({ code: 'SF-1', 'account-type': { name: 'Acme Corporate' } });
    const line = {
      type: 'InvoiceQuantityLine',
      description: 'paper',
      price: 1.5,
      quantity: 2,
      uom: { code: 'EA' },
      account: { code: 'SF-1', 'account-type': { name: 'Acme Corporate' } },
      'tax-lines': [{ amount: 1 }],
    };
    const invoice = {
      'invoice-number': 'I-1',
      'invoice-date': '2026-02-03',
      supplier: { number: 'S-1' },
      currency: { code: 'EUR' },
      'invoice-lines': [line],
      'custom-fields': { erp: '1' },
    };
    assert.equal((await post('invoices', invoice)).status, 201);
    await put('invoices/1', { payments: [{ 'amount-paid': 3 }], paid: true });
    const { body } = await put('invoices/1/submit');
    assert.deepEqual(faultsOf(body, 'InvoiceHeader'), []);
  });

  const supplier = {
    name: 'Acme',
    'payment-term': { code: 'Net 30' },
    'primary-address': { street1: 'Am Wall 1', country: { code: 'DE' } },
    'primary-contact': { email: 'a@acme.example' },
  };
  const user = { login: 'a', email: 'a@x.example', firstname: 'A', lastname: 'B', roles: [{ name: 'User' }] };
  const order = {
    type: 'ExternalOrderHeader',
    'po-number': '1',
    currency: { code: 'EUR' },
    'order-lines': [{ price: 1, quantity: 2, uom: { code: 'EA' } }],
  };
  const rate = {
    'from-currency': { code: 'EUR' },
    'to-currency': { code: 'USD' },
    rate: '1.0853',
    'rate-date': '2026-02-03',
  };
  for (const [resource, sent, type] of [
    ['suppliers', supplier, 'Supplier'],
    ['users', user, 'User'],
    ['purchase_orders', order, 'OrderHeader'],
    ['exchange_rates', rate, 'ExchangeRate'],
  ] as const) {
    it(`leave ${resource} that are a valid ${type}`, async () => {
      const { post } = await openBench();
      const { status, body } = await post(resource, sent);
      assert.deepEqual([status, faultsOf(body, type)], [201, []]);
    });
  }

  it('would be noticed if they answered with a member that Coupa does not have, or one of another kind', () => {
    assert.deepEqual(faultsOf({ id: 1, 'invoice-lines': [{ 'line-num': 1 }] }, 'InvoiceHeader'), []);
    for (const wrong of [
      { 'invoice-lines': [{ 'line-number': 1 }] },
      { id: 'x' },
      { 'invoice-date': '2026' },
    ]) {
      assert.equal(faultsOf(wrong, 'InvoiceHeader').length, 1);
    }
  });
});

/** The lists that have to hold a record 1, outermost first: `invoices` and `invoices/1/comments`. */
function parentsOf(path: string): string[] {
  const names = path.split('/');
  return names.flatMap((name, index) => (name === '1' ? [names.slice(0, index).join('/')] : []));
}

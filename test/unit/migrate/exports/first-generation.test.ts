import assert from 'node:assert/strict';
import { toFlow } from '../../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../../lib/migrate/read-instance';
import { annotation, first, firstTemplate, hook } from './examples';
import { keptFields, payloadOf, runFunction } from './run-function';

const fields = {
  currency_code: 'EUR',
  vendor_no: '0042',
  document_no: 'RE-17',
  issued_on: '2026-11-03',
  total: '119.00',
  terms: '60',
  requester: '',
  tax_by: 'line',
};

function startOf(template: unknown) {
  const { description } = readInstance(first(template));
  return toFlow(description).find(({ type }) => type === 'function');
}

describe("the first generation of Rossum's exports", () => {
  it('gives the connection, its scopes, and one call that makes the invoice', () => {
    for (const value of [first(firstTemplate), hook(3, 'Invoices out', first(firstTemplate))]) {
      const { description, findings } = readInstance(JSON.stringify(value));
      assert.deepEqual(description.connection, {
        authentication: 'oauth2',
        siteAddress: 'https://nordwind.coupahost.com',
        scope: 'core.invoice.create core.invoice.write',
        credentials: { clientId: 'nordwind-client' },
      });
      assert.deepEqual(
        description.exports.map(({ steps }) => steps.map(({ resource, operation }) => [resource, operation])),
        [[['invoices', 'create']]],
      );
      assert.deepEqual(description.resources, []);
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.ok(findings.some(({ code, path }) => code === 'secret' && path.endsWith('/client_secret')));
      assert.ok(findings.some(({ code }) => code === 'source'));
    }
  });

  it("builds Coupa's invoice of the annotation that Rossum's webhook brings", () => {
    const rows = [
      { unit_price: '10.50', pieces: '2', label: 'Bolts' },
      { unit_price: '98', pieces: '1', label: 'A "large" nut' },
    ];
    const payload = annotation(fields, rows);
    assert.deepEqual(payloadOf(startOf(firstTemplate), { payload }), {
      status: 'draft',
      currency: { code: 'EUR' },
      supplier: { number: '0042' },
      'invoice-number': 'RE-17',
      'invoice-date': '2026-11-03T00:00:00.000Z',
      // Not a digit is lost: what a number would not write the same stays a text.
      'gross-total': '119.00',
      'payment-term': { code: 'N60' },
      'requester-email': 'ap@nordwind.example',
      'line-level-taxation': true,
      'invoice-lines': [
        {
          type: 'InvoiceQuantityLine',
          'line-num': 1,
          price: '10.50',
          quantity: 2,
          currency: { code: 'EUR' },
          description: 'Bolts (RE-17)',
        },
        {
          type: 'InvoiceQuantityLine',
          'line-num': 2,
          price: 98,
          quantity: 1,
          currency: { code: 'EUR' },
          description: 'A "large" nut (RE-17)',
        },
      ],
    });
  });

  it('builds the same of an object that has the fields by their ids', () => {
    const rows = [{ unit_price: '1', pieces: '2', label: 'Bolts' }];
    const start = startOf(firstTemplate);
    const plain = payloadOf(start, { payload: { ...fields, rows } });
    assert.deepEqual(plain, payloadOf(start, { payload: annotation(fields, rows) }));
  });

  it('leaves out a key whose field is empty and has no fallback, and takes the fallback of a mapping', () => {
    const sent = payloadOf(startOf(firstTemplate), { payload: { terms: '90', ship_to: '' } });
    assert.deepEqual(Object.keys(sent as object).includes('ship-to-address'), false);
    assert.deepEqual((sent as Record<string, unknown>)['payment-term'], { code: 'NOW' });
    assert.deepEqual((sent as Record<string, unknown>)['invoice-lines'], []);
  });

  it('keeps what came, for the calls behind', () => {
    const payload = annotation(fields);
    const [sent] = runFunction(startOf(firstTemplate), { payload }).outputs;
    const kept = keptFields(sent);
    assert.equal(kept['document_no'], 'RE-17');
  });

  it('says what of it has no counterpart', () => {
    const { findings } = readInstance(first(firstTemplate, { retry_on: [500] }));
    const keys = findings.filter(({ code }) => code === 'import-key').map(({ path }) => path);
    assert.deepEqual(keys, ['/return_debug_json', '/retry_on']);
  });
});

import assert from 'node:assert/strict';
import { BoundedNames, other, pathTemplate } from '../../../lib/opentelemetry/bounded';

describe('What metrics are told apart by', () => {
  const templates: [path: string, template: string][] = [
    ['/api/invoices', '/api/invoices'],
    ['/api/invoices/4711', '/api/invoices/{id}'],
    ['/api/suppliers/17/addresses/3', '/api/suppliers/{id}/addresses/{id}'],
    ['/oauth2/token', '/oauth2/token'],
    ['/elements/api-v2/hubs/coupa/invoices', '/elements/api-v2/hubs/coupa/invoices'],
    ['/api/purchase_orders/PO-2026-1', '/api/purchase_orders/{id}'],
    [`/api/x/${'a'.repeat(80)}`, '/api/x/{id}'],
    ['/api/x/caf%C3%A9', '/api/x/{id}'],
    ['invoices', 'invoices'],
  ];
  for (const [path, template] of templates)
    it(`is ${template} of ${path.slice(0, 50)}`, () => assert.equal(pathTemplate(path), template));

  it('is so many names and no more, whatever messages bring', () => {
    const names = new BoundedNames(2);
    assert.deepEqual(
      ['invoices', 'suppliers', 'users', 'invoices', 'items', 'suppliers/17', 'suppliers'].map((name) =>
        names.of(name),
      ),
      ['invoices', 'suppliers', other, 'invoices', other, other, 'suppliers'],
    );
  });
});

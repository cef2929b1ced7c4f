import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { plural } from '../../simulator/http/xml';
import { objectNames, undated } from '../../simulator/records/resources';
import { compileAnswerCheck, readSwagger, schemaFolder, schemasAtHand } from './coupa-schemas';
import { reader } from './reader';
import { openTenants } from './tenants';

const objects = [
  ['accounts', 'Account', 'R39_Core_Platform_API'],
  ['users', 'User', 'R39_Core_Platform_API'],
  ['purchase_orders', 'OrderHeader', 'R39_Purchasing_API'],
  ['invoices', 'InvoiceHeader', 'R39_Invoicing_API'],
  ['inventory_transactions', 'InventoryTransaction', 'R39_Purchasing_API'],
  ['items', 'Item', 'R39_Core_Platform_API'],
  ['contracts', 'Contract', 'R39_Purchasing_API'],
  ['suppliers', 'Supplier', 'R39_Core_Platform_API'],
  ['easy_form_responses', 'EasyFormResponse', 'R39_Core_Platform_API'],
  ['currencies', 'Currency', 'R39_Core_Platform_API'],
] as const;

describe("the simulated tenant against Coupa's own schemas of release 39", () => {
  const open = openTenants();

  before(function () {
    if (!schemasAtHand()) this.skip();
  });

  for (const [resource, definition, file] of objects) {
    it(`answers ${resource} with records, small and large, that are a valid ${definition}`, async () => {
      const check = compileAnswerCheck(readSwagger(file), definition);
      const tenant = await open();
      tenant.resource(resource).createMany(20, {}, (index) => ({ size: index < 10 ? 'small' : 'large' }));
      const records = await reader(tenant).list(`/api/${resource}`);
      for (const record of records) assert.ok(check(record), JSON.stringify(check.errors?.slice(0, 5)));
      assert.equal(records.length, 20);
    });
  }

  it('notices an attribute that Coupa does not have', () => {
    const check = compileAnswerCheck(readSwagger('R39_Invoicing_API'), 'InvoiceHeader');
    assert.ok(check({ id: 1, 'invoice-lines': [{ 'line-num': 1 }] }));
    assert.ok(!check({ id: 1, 'invoice-lines': [{ 'line-number': 1 }] }));
  });

  it('knows every resource by the path and the list name of release 39', () => {
    const listed = listNames();
    for (const [resource, object] of Object.entries(objectNames)) {
      assert.ok(listed.has(resource), `${resource} is not listed`);
      assert.equal(listed.get(resource) ?? plural(object), plural(object));
    }
    for (const name of undated) assert.ok(name in objectNames);
  });
});

/** The XML names of all lists in all files, by resource. */
function listNames(): Map<string, string | undefined> {
  const listed = new Map<string, string | undefined>();
  for (const name of readdirSync(schemaFolder)) {
    const { basePath, paths } = readSwagger(name.replace('.json', ''));
    for (const [path, { get }] of Object.entries(paths)) {
      const resource = `${basePath}${path}`.replace('//', '/').replace('/api/', '');
      if (get) listed.set(resource, get.responses['200']?.schema?.xml?.name);
    }
  }
  return listed;
}

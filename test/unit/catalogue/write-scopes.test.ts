import assert from 'node:assert/strict';
import { writeFacts } from '../../../lib/catalogue/read-data';
import { resources } from '../../../lib/catalogue/resources';
import { writeOperations } from '../../../lib/catalogue/write-operations';
import { knownScopes, missingScope, scopesFor, scopesForAll } from '../../../lib/catalogue/write-scopes';
import { scopeOf } from '../../simulator/records/resources';
import { defaultReadings } from '../../simulator/writes/readings';
import { writeScopes } from '../../simulator/writes/scopes';

describe('Scopes of operations', () => {
  for (const [resource, operation, action, scopes] of [
    ['invoices', 'list', '', ['core.invoice.read']],
    ['invoices', 'create', '', ['core.invoice.create']],
    ['invoices', 'update', '', ['core.invoice.write']],
    ['invoices', 'upsert', '', ['core.invoice.read', 'core.invoice.create', 'core.invoice.write']],
    ['invoices', 'delete', '', ['core.invoice.write', 'core.invoice.delete']],
    ['invoices', 'action', 'submit', ['core.invoice.write']],
    ['invoices', 'action', 'add_approver', ['core.invoice.write', 'core.invoice.approval.write']],
    ['invoices', 'action', 'bypass_approvals', ['core.invoice.write', 'core.invoice.approval.bypass']],
    ['invoices', 'attach', '', ['core.invoice.write']],
    ['invoices', 'download', '', ['core.invoice.read']],
    ['invoices', 'markExported', '', ['core.invoice.write']],
    ['invoices/17/attachments', 'list', '', ['core.invoice.read']],
    ['suppliers', 'upsert', '', ['core.supplier.read', 'core.supplier.write']],
    ['suppliers/17/addresses', 'create', '', ['core.supplier.write']],
    ['suppliers/17/addresses', 'list', '', ['core.supplier.read']],
    ['suppliers/17/business_groups', 'list', '', ['core.supplier.read']],
    ['exchange_rates', 'create', '', ['core.common.write']],
    ['lookup_values', 'update', '', ['core.common.write']],
    ['tax_registrations', 'create', '', ['core.invoice.write']],
    ['invoice_emails', 'update', '', ['core.supplier.write']],
    ['integration_runs', 'action', 'success', ['core.integration.write']],
    [
      'users/5/easy_form_responses',
      'action',
      'approval',
      ['core.easy_form_response.write', 'core.easy_form_response.approval.write'],
    ],
    [
      'quote_responses',
      'action',
      'award',
      ['core.sourcing.response.write', 'core.sourcing.response.award.write'],
    ],
    ['purchaseOrders', 'update', '', ['core.purchase_order.write']],
    ['unheard_of', 'create', '', []],
    ['constructor', 'list', '', []],
  ] as const) {
    it(`are ${scopes.join(', ') || 'not known'} for ${operation} ${action} of ${resource}`, () => {
      assert.deepEqual(scopesFor(resource, operation, action), scopes);
    });
  }

  it('are those of the catalogue for every list that can be read', () => {
    for (const { name, scope } of resources) assert.deepEqual(scopesFor(name, 'list'), [scope]);
  });

  it('are known for every operation of release 39', () => {
    for (const list of Object.keys(writeFacts())) {
      for (const { kind, action } of writeOperations(list)) {
        const operation = kind === 'create' || kind === 'update' || kind === 'delete' ? kind : 'action';
        const scopes = scopesFor(list, operation, action);
        assert.ok(
          scopes.length > 0 && scopes.every((scope) => knownScopes().has(scope)),
          `${kind} ${action} of ${list}`,
        );
      }
    }
  });

  it('are those that the simulated tenant demands, which were written down apart from these', () => {
    for (const { name, path } of resources) {
      assert.deepEqual(scopesFor(name, 'list'), [scopeOf(path.replace('/api/', ''), 'read')], path);
    }
    // Below a record the tenant takes the scope of the record itself.
    for (const list of Object.keys(writeFacts()).filter((template) => !template.includes('{'))) {
      for (const { kind, action, path, methods } of writeOperations(list)) {
        const operation = kind === 'create' || kind === 'update' || kind === 'delete' ? kind : 'action';
        const pattern = path.replace('/api/', '').replace(/\{[^}]+\}/g, '{}');
        const demanded = writeScopes(pattern, methods[0], defaultReadings);
        const scopes = scopesFor(list, operation, action);
        assert.ok(
          demanded.some((scope) => scopes.includes(scope)),
          `${methods[0]} ${pattern}: ${demanded}, not ${scopes}`,
        );
      }
    }
  });

  it('of several nodes are told once each, in order', () => {
    const uses = [
      { resource: 'suppliers', operation: 'upsert' },
      { resource: 'invoices', operation: 'create' },
      { resource: 'suppliers', operation: 'list' },
    ] as const;
    assert.deepEqual(scopesForAll(uses), [
      'core.invoice.create',
      'core.supplier.read',
      'core.supplier.write',
    ]);
  });
});

describe('The missing scope', () => {
  for (const [granted, resource, operation, missing] of [
    ['core.invoice.read', 'invoices', 'create', 'core.invoice.create'],
    ['core.invoice.read, core.invoice.create', 'invoices', 'update', 'core.invoice.write'],
    ['core.invoice.write', 'invoices', 'delete', 'core.invoice.delete'],
    ['core.invoice.read', 'invoices', 'delete', 'core.invoice.write'],
    ['core.supplier.read\ncore.supplier.write', 'suppliers', 'upsert', undefined],
    ['', 'suppliers', 'get', 'core.supplier.read'],
    ['', 'unheard_of', 'get', undefined],
  ] as const) {
    it(`of ${operation} in ${resource} is ${missing ?? 'none'} where ${JSON.stringify(granted)} was granted`, () => {
      assert.equal(missingScope(granted, resource, operation), missing);
    });
  }
});

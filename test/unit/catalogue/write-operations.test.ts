import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeFacts } from '../../../lib/catalogue/read-data';
import {
  actionsOf,
  findOperation,
  type WriteKind,
  writeOperations,
} from '../../../lib/catalogue/write-operations';

describe('Write operations', () => {
  it('are the 502 of release 39: each verb of each path belongs to one of them, and to one only', () => {
    const declared = Object.keys(writeFacts())
      .flatMap((list) => writeOperations(list))
      .filter((operation) => operation.declared)
      .flatMap(({ path: at, methods }) => methods.map((method) => `${withoutIds(at)} ${method}`));
    const expected = releaseWrites();
    assert.equal(expected.length, 502);
    assert.deepEqual(declared.sort(), expected.sort());
  });

  for (const [resource, kind, action, method, at] of [
    ['suppliers', 'create', '', 'POST', '/api/suppliers'],
    ['purchaseOrders', 'update', '', 'PUT', '/api/purchase_orders/{id}'],
    ['orders', 'action', 'issue_without_send', 'PUT', '/api/purchase_orders/{id}/issue_without_send'],
    ['/api/invoices', 'delete', '', 'DELETE', '/api/invoices/{id}'],
    ['invoices', 'create', '', 'POST', '/api/invoices'],
    ['invoices', 'file', 'image_scan', 'PUT', '/api/invoices/{id}/image_scan'],
    ['invoices', 'attach', '', 'POST', '/api/invoices/{id}/attachments'],
    ['invoices', 'comment', '', 'POST', '/api/invoices/{id}/comments'],
    ['invoices/17/comments', 'create', '', 'POST', '/api/invoices/17/comments'],
    ['invoices/17/attachments', 'attach', '', 'POST', '/api/invoices/17/attachments'],
    ['invoices/17/attachments', 'detach', '', 'DELETE', '/api/invoices/17/attachments/{id}'],
    ['suppliers/17/addresses', 'update', '', 'PUT', '/api/suppliers/17/addresses/{id}'],
    ['suppliers/{{payload.id}}/addresses', 'create', '', 'POST', '/api/suppliers/{{payload.id}}/addresses'],
    ['suppliers', 'action', 'business_groups/add', 'PUT', '/api/suppliers/{id}/business_groups/add'],
    ['requisitions', 'action', 'submit_for_approval', 'POST', '/api/requisitions/submit_for_approval'],
    ['quote_requests', 'action', 'end_event', 'PATCH', '/api/quote_requests/{id}/end_event'],
    ['projects', 'action', 'in_progress', 'POST', '/api/projects/{id}/in_progress'],
    ['contracts/templates', 'create', '', 'POST', '/api/contracts/templates'],
  ] as const satisfies readonly (readonly [string, WriteKind, string, string, string])[]) {
    it(`${kind} ${action} of ${resource} is ${method} ${at}`, () => {
      const found = findOperation(resource, kind, action);
      assert.deepEqual([found?.methods[0], found?.path], [method, at]);
    });
  }

  for (const [resource, kind, action, repetition] of [
    ['suppliers', 'create', '', 'adds'],
    ['suppliers', 'update', '', 'safe'],
    ['suppliers', 'action', 'business_groups/add', 'safe'],
    ['invoices', 'action', 'submit', 'once'],
    ['invoices', 'attach', '', 'adds'],
    ['invoices', 'comment', '', 'adds'],
    ['invoices', 'file', 'image_scan', 'safe'],
    ['integration_errors', 'action', 'resolve', 'safe'],
    ['integration_errors', 'action', 'create_alert', 'adds'],
    ['integration_runs', 'action', 'success', 'safe'],
    ['requisitions', 'action', 'submit_for_approval', 'adds'],
    ['expense_lines', 'delete', '', 'safe'],
  ] as const) {
    it(`a second ${action || kind} of ${resource} is ${repetition}`, () => {
      assert.equal(findOperation(resource, kind, action)?.repetition, repetition);
    });
  }

  it('say which statuses an invoice has to have to be voided', () => {
    const found = findOperation('invoices', 'action', 'void');
    assert.deepEqual(found?.states, ['pending_receipt', 'approved', 'draft']);
    assert.equal(findOperation('invoices', 'action', 'submit')?.states, undefined);
  });

  it('say what to use instead of those that are declared and do nothing', () => {
    assert.equal(findOperation('inventoryTransactions', 'create')?.instead, 'receiving_transactions');
    assert.equal(findOperation('budget_line_adjustments', 'create')?.instead, 'budget_lines/{id}/adjust');
    assert.equal(findOperation('budget_lines', 'action', 'adjust')?.instead, undefined);
  });

  it('keep deleting an avatar apart from setting it', () => {
    assert.deepEqual(findOperation('users', 'file', 'avatar')?.methods, ['POST', 'PUT']);
    assert.deepEqual(findOperation('users', 'action', 'avatar')?.methods, ['DELETE']);
  });

  it('are those with and without an id among the actions', () => {
    const actions = actionsOf('requisitions').map(({ action, ofRecord }) => [action, ofRecord]);
    assert.deepEqual(
      actions.filter(([action]) => /cart|later/.test(String(action))),
      [
        ['save_for_later', true],
        ['add_to_cart', false],
        ['create_as_cart', false],
      ],
    );
  });

  for (const resource of [
    '',
    'toString',
    '__proto__',
    'unheard_of',
    'suppliers//addresses',
    'suppliers/17',
    '/',
  ]) {
    it(`are none for ${JSON.stringify(resource)}`, () => assert.deepEqual(writeOperations(resource), []));
  }
});

/** `invoices/*\/submit PUT`: one line for each path and verb of Coupa's own files, taken from them by other means than the catalogue. */
function releaseWrites(): string[] {
  const text = readFileSync(path.join(__dirname, 'release-39-writes.txt'), 'utf8');
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [at, ...methods] = line.split(' ');
      return methods.map((method) => `${at} ${method}`);
    });
}

function withoutIds(at: string): string {
  return at.replace('/api/', '').replace(/\{[^}]+\}/g, '*');
}

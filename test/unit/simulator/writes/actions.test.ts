import assert from 'node:assert/strict';
import { listOf, openBenches } from './writer';

describe('an action on a record of the simulated tenant', () => {
  const open = openBenches();

  const moves: [string, string, string, string][] = [
    ['invoices', 'draft', 'submit', 'pending_approval'],
    ['invoices', 'pending_receipt', 'void', 'voided'],
    ['invoices', 'approved', 'void', 'voided'],
    ['invoices', 'draft', 'void', 'voided'],
    ['invoices', 'on_hold', 'abandon', 'abandoned'],
    ['invoices', 'disputed', 'withdraw_dispute', 'pending_approval'],
    ['invoices', 'pending_approval', 'bypass_approvals', 'approved'],
    ['purchase_orders', 'draft', 'issue', 'issued'],
    ['purchase_orders', 'draft', 'issue_without_send', 'issued'],
    ['purchase_orders', 'buyer_hold', 'release_from_buyer_hold', 'issued'],
    ['purchase_orders', 'issued', 'cancel', 'cancelled'],
    ['purchase_orders', 'issued', 'close', 'closed'],
    ['purchase_orders', 'closed', 'reopen', 'issued'],
    ['requisitions', 'draft', 'update_and_submit_for_approval', 'pending_approval'],
    ['expense_reports', 'draft', 'submit', 'pending_approval'],
    ['receiving_transactions', 'created', 'void', 'voided'],
  ];
  for (const [resource, from, action, to] of moves) {
    it(`${action} makes ${resource} that are ${from} ${to}, and is refused a second time`, async () => {
      const { put, tenant } = await open();
      tenant.resource(resource).create({ status: from });
      const { status, body } = await put(`${resource}/1/${action}`);
      assert.deepEqual([status, body['status']], [200, to]);
      const again = await put(`${resource}/1/${action}`);
      assert.equal(again.status, 400);
      assert.match(again.text, /when status is/);
      assert.deepEqual(
        tenant.writes.map((write) => [write.kind, write.action]),
        [['action', action]],
      );
    });
  }

  it('is refused where the status does not allow it, or ignored by reading', async () => {
    const { put, tenant } = await open();
    tenant.resource('invoices').create({ status: 'pending_approval' });
    assert.equal((await put('invoices/1/void')).status, 400);
    tenant.readings.actionTooLate = 'ignored';
    const { status, body } = await put('invoices/1/void');
    assert.deepEqual([status, body['status']], [200, 'pending_approval']);
  });

  it('leaves a voided invoice canceled, and makes every record newer', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { put, get, tenant } = await open({ now: () => now });
    tenant.resource('invoices').create({ status: 'approved' });
    now += 60_000;
    assert.equal((await put('invoices/1/void')).body['canceled'], true);
    assert.equal((await get('invoices?updated-at[gt]=2026-01-01&fields=["id"]')).text, '[{"id":1}]');
  });

  it('needs its reason where it is a dispute', async () => {
    const { put, tenant } = await open();
    tenant.resource('invoices').create({ status: 'pending_approval' });
    assert.equal((await put('invoices/1/dispute', { comment: 'why' })).status, 400);
    const { body } = await put('invoices/1/dispute', { 'dispute-reason': { code: 'price' } });
    assert.equal(body['status'], 'disputed');
  });

  it('may change members on the way', async () => {
    const { put, tenant } = await open();
    tenant.resource('requisitions').create({ status: 'draft' });
    const { body } = await put('requisitions/1/update_and_submit_for_approval', { justification: 'needed' });
    assert.equal(body['justification'], 'needed');
  });

  it('that is not known is a 404', async () => {
    const { put, tenant } = await open();
    tenant.resource('invoices').createMany(1);
    assert.equal((await put('invoices/1/paint')).status, 404);
  });

  it('by _cancel and _close in the header changes an order, or nothing of it', async () => {
    const { put, tenant } = await open();
    tenant.resource('purchase_orders').createMany(2, { status: 'issued', 'ship-to-attention': 'a' });
    assert.equal((await put('purchase_orders/1', { _cancel: true })).body['status'], 'cancelled');
    assert.equal((await put('purchase_orders/2', { _close: true })).body['status'], 'closed');
    assert.equal((await put('purchase_orders/1', { _close: true, 'ship-to-attention': 'b' })).status, 400);
    assert.equal(tenant.records('purchase_orders')[0]?.['ship-to-attention'], 'a');
  });

  for (const path of ['requisitions/submit_for_approval', 'requisitions/new/submit_for_approval']) {
    it(`creates and submits a requisition by POST ${path}`, async () => {
      const { post, tenant } = await open();
      const { status, body } = await post(path, {
        justification: 'x',
        'requisition-lines': [{ 'line-num': 1 }],
      });
      assert.deepEqual(
        [status, body['status'], listOf(body, 'requisition-lines').length],
        [201, 'pending_approval', 1],
      );
      assert.equal(tenant.records('approvals').length, 1);
    });
  }

  describe('on an approval', () => {
    const submitted = async () => {
      const bench = await open();
      bench.tenant.resource('invoices').create({ status: 'draft', 'invoice-number': 'I-1' });
      await bench.put('invoices/1/submit');
      return bench;
    };

    it('approves the document, and answers with the document', async () => {
      const { put, tenant } = await submitted();
      const { status, body } = await put('approvals/1/approve?approver_id=33');
      assert.deepEqual([status, body['invoice-number'], body['status']], [200, 'I-1', 'approved']);
      assert.equal(tenant.records('approvals')[0]?.['status'], 'approved');
      assert.equal((await put('approvals/1/approve')).status, 400);
    });

    it('rejects the document, with a reason, so that it can be submitted again', async () => {
      const { put, tenant } = await submitted();
      assert.equal((await put('approvals/1/reject?reason=wrong%20price')).body['status'], 'rejected');
      assert.equal(tenant.records('approvals')[0]?.['note'], 'wrong price');
      assert.equal((await put('invoices/1/submit')).body['status'], 'pending_approval');
      assert.equal(tenant.records('approvals').length, 2);
    });

    it('has to say who approves where the reading demands it', async () => {
      const { put, tenant } = await submitted();
      tenant.readings.approver = 'required';
      assert.equal((await put('approvals/1/approve')).status, 400);
      assert.equal((await put('approvals/1/approve?approver_id=33')).status, 200);
    });
  });
});

import assert from 'node:assert/strict';
import type { Tenant } from '../../../simulator';
import { openBenches } from './writer';

const integration = { integration: { code: 'ERP' } };
const document = { 'document-type': 'InvoiceHeader', 'document-id': 1, 'contact-alert-type': 'Technical' };

describe('an integration in the simulated tenant', () => {
  const open = openBenches();
  const prepare = (tenant: Tenant) => {
    tenant.resource('integrations').create({ code: 'ERP' });
    tenant.resource('invoices').create();
  };

  it('has runs that are pending, running, and in the end successful or failed', async () => {
    const { post, put, tenant } = await open();
    prepare(tenant);
    const run = await post('integration_runs', integration);
    const started = await put('integration_runs/1/run', { total_records: 7 });
    const ended = await put('integration_runs/1/success');
    assert.deepEqual([run.status, run.body['status']], [201, 'pending']);
    assert.deepEqual([started.body['status'], started.body['total-records']], ['running', 7]);
    assert.equal(ended.body['status'], 'successful');
    assert.equal((await put('integration_runs/1/fail')).status, 400);
    await post('integration_runs', integration);
    await put('integration_runs/2/run');
    assert.equal((await put('integration_runs/2/fail')).body['status'], 'failed');
  });

  it('has to be there before its runs', async () => {
    const { post } = await open();
    const { status, text } = await post('integration_runs', integration);
    assert.equal(status, 400);
    assert.match(text, /Unable to find valid Integration/);
  });

  it('takes a history record of a success, which is resolved, or not, by reading', async () => {
    const { post, tenant } = await open();
    prepare(tenant);
    await post('integration_runs', integration);
    const success = { ...document, ...integration, status: 'Success', 'integration-run': { id: 1 } };
    const { status, body } = await post('integration_history_records', success);
    assert.deepEqual([status, body['status'], body['resolved']], [201, 'Success', true]);
    tenant.readings.successIsResolved = false;
    assert.equal((await post('integration_history_records', success)).body['resolved'], false);
  });

  it('takes an error with an alert, and mails it to the contacts', async () => {
    const { post, tenant } = await open();
    prepare(tenant);
    await post('integration_runs', integration);
    const responses = [{ 'response-code': '500', 'response-message': 'no such vendor' }];
    const failure = { ...document, ...integration, status: 'Error', 'integration-run-id': '1', responses };
    const { status, body } = await post('integration_errors/create_alert', failure);
    assert.deepEqual(
      [status, body['resolved'], (body['integration-run'] as { id: number }).id],
      [201, false, 1],
    );
    assert.deepEqual(
      tenant.alerts.map(({ document: what, contacts }) => [what, contacts]),
      [['InvoiceHeader:1', 'Technical']],
    );
  });

  it('finds the unresolved trouble of a document, and resolves it', async () => {
    const { post, put, get, tenant } = await open();
    prepare(tenant);
    for (const id of [1, 2]) {
      await post('integration_history_records/create_alert', {
        ...document,
        ...integration,
        'document-id': id,
        status: 'Error',
      });
    }
    const query =
      'integration_history_records?resolved=false&document-type=InvoiceHeader&document-id=2&fields=["id"]';
    assert.equal((await get(query)).text, '[{"id":2}]');
    assert.equal((await put('integration_history_records/2/resolve')).body['resolved'], true);
    assert.equal((await get(query)).text, '[]');
    assert.equal((await put('integration_history_records/2/unresolve')).body['resolved'], false);
  });

  for (const [method, path] of [
    ['PUT', 'integration_history_records'],
    ['PUT', 'integration_errors/create_alert'],
  ] as const) {
    it(`takes ${method} ${path} too, as one of Coupa's two documents has it`, async () => {
      const { post, send, tenant } = await open();
      prepare(tenant);
      await post('integration_runs', integration);
      const { status } = await send(method, path, { ...document, ...integration, 'integration-run-id': 1 });
      assert.equal(status, 200);
      assert.equal(tenant.writes.length, 2);
    });
  }

  it('marks the document of a history record as exported', async () => {
    const { post, tenant } = await open();
    prepare(tenant);
    await post('integration_history_records/mark_exported', { ...document, ...integration });
    assert.equal(tenant.records('invoices')[0]?.['exported'], true);
    const unknown = { ...document, ...integration, 'document-id': 99 };
    assert.equal((await post('integration_history_records/mark_exported', unknown)).status, 400);
  });

  it('refuses a history record that does not say whose it is', async () => {
    const { post } = await open();
    const { text } = await post('integration_history_records', { status: 'Success' });
    assert.match(text, /Document type can't be blank/);
    assert.match(
      (await post('integration_history_records', { 'document-type': 'invoices' })).text,
      /must be one of/,
    );
  });
});

import assert from 'node:assert/strict';
import { everyScope, Tenant } from '../simulator';
import { connection, type FlowNode, type NodeRed, platformNames, poll, startNodeRed, tab } from './harness';
import { until } from './harness/until';

/** Invoices to begin with: more than a page. */
const count = 60;

/** Refuses every seventh record, until its invoice is approved once more. */
const erp: FlowNode = {
  id: 'erp',
  type: 'function',
  z: 'tab',
  func: `if (msg.payload.id % 7 === 0 && msg.payload.status !== 'paid')
  msg.error = { message: 'Cost center ' + msg.payload.id + ' is closed' };
return msg;`,
  outputs: 1,
  wires: [['poll']],
};

for (const platform of platformNames) {
  describe(`A flow that refuses every seventh record, reported to an integration in Coupa, on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;

    const comes = (what: string, holds: () => boolean) =>
      until(holds, 120_000, () => `${what}\n${JSON.stringify(held('runs'))}\n${nodeRed.tail()}`);
    const refused = Array.from({ length: count }, (_, index) => index + 1).filter((id) => id % 7 === 0);
    const taken = Array.from({ length: count }, (_, index) => index + 1).filter((id) => id % 7 !== 0);
    const held = (name: string) => tenant.records(`integration_${name}`);
    const numbers = (name: string, member: string) =>
      held(name)
        .map((record) => Number(record[member]))
        .sort((one, other) => one - other);

    before(async () => {
      tenant = await Tenant.start({ scopes: everyScope() });
      tenant.resource('integrations').create({ code: 'ERP' });
      for (let made = 0; made < count; made += 1) tenant.resource('invoices').create({ status: 'approved' });
      const properties = {
        integration: 'ERP',
        delivery: 'acknowledge',
        maxAttempts: 2,
        start: 'beginning',
        interval: 0.02,
      };
      const flows = [tab, connection(tenant), poll('poll', [['erp'], []], properties), erp];
      nodeRed = await startNodeRed({ platform, flows });
    });

    after(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    it('is one run of the poll, also over SIGKILLs, with a success or an error of each document, once', async () => {
      for (const reported of [5, 20, 35]) {
        await comes(`${reported} are reported`, () => held('history_records').length >= reported);
        await nodeRed.restart('SIGKILL');
      }
      await comes('the run ends', () => held('runs').some(({ status }) => status === 'failed'));
      assert.deepEqual(
        held('runs').map((run) => [run['status'], run['total-records']]),
        [['failed', count]],
      );
      assert.deepEqual(numbers('history_records', 'document-id'), taken);
      assert.deepEqual(numbers('errors', 'document-id'), refused);
    });

    it('has mailed the contacts of the integration once for each record that was given up, with the reason', () => {
      const documents = tenant.alerts.map(({ document }) => document).sort();
      assert.deepEqual(documents, refused.map((id) => `InvoiceHeader:${id}`).sort());
      const [first] = held('errors').filter((error) => error['document-id'] === 7);
      assert.deepEqual([first?.['status'], first?.['resolved']], ['Error', false]);
      assert.match(JSON.stringify(first?.['responses']), /"response-message":"Cost center 7 is closed"/);
    });

    it('has said of each report which run it belongs to, and of which kind its document is', () => {
      for (const report of [...held('history_records'), ...held('errors')]) {
        assert.equal(report['document-type'], 'InvoiceHeader');
        assert.equal((report['integration-run'] as { id: number }).id, 1);
        assert.equal((report['integration'] as { code: string }).code, 'ERP');
      }
    });

    it('resolves the error once the record is delivered after all, in the run of that poll', async () => {
      tenant.resource('invoices').update(7, { status: 'paid' });
      await comes('another run ends', () => held('runs').some(({ status }) => status === 'successful'));
      assert.deepEqual(
        held('errors')
          .filter(({ resolved }) => resolved === true)
          .map((error) => error['document-id']),
        [7],
      );
      assert.deepEqual(
        held('runs').map(({ status }) => status),
        ['failed', 'successful'],
      );
      const [last] = held('history_records').slice(-1);
      assert.deepEqual([last?.['document-id'], last?.['status']], [7, 'Success']);
      assert.deepEqual(nodeRed.errors(), []);
      assert.deepEqual(nodeRed.warnings(), []);
    });
  });
}

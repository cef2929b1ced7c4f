import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyScope, Tenant } from '../simulator';
import { pagePdf, putLegalPdfs } from '../simulator/files/legal-pdf';
import { asOneStory, type Editor, inEditor, type NodeRed, platformNames, startNodeRed } from './harness';

for (const platform of platformNames) {
  describe(`A new user's first PDF of an invoice, in the browser, on ${platform}`, function () {
    this.timeout(180_000);
    asOneStory();

    let tenant: Tenant;
    let nodeRed: NodeRed;
    let editor: Editor;
    let inject: string;
    let node: string;

    const stage = inEditor(`first-file-${platform}`, async () => {
      tenant = await Tenant.start({ scopes: everyScope() });
      for (const status of ['approved', 'draft', 'approved']) tenant.resource('invoices').create({ status });
      putLegalPdfs(tenant);
      return startNodeRed({ platform });
    });

    before(() => {
      ({ nodeRed, editor } = stage);
    });

    after(() => tenant?.close());

    it('imports the example that fetches files', async () => {
      await editor.importExample('Files of invoices to a folder');
    });

    it('connects it, from inside the poll', async () => {
      await editor.open(await editor.idOf('coupa-poll'));
      await editor.editConfiguration('connection');
      await fillConnection();
      await editor.doneConfiguration();
      await editor.done();
    });

    it('deploys, presses the button, and has the PDFs of approved invoices in the folder', async () => {
      await editor.deploy();
      await press(await editor.idOf('inject'));
      const poll = editor.node(await editor.idOf('coupa-poll'));
      await poll.locator('.red-ui-flow-node-status-label').filter({ hasText: '2 sent' }).waitFor();
      const written = editor.node(await editor.idOf('function', 'Write it'));
      const place = /coupa-files.[13].legal_invoice_pdf/;
      await written.locator('.red-ui-flow-node-status-label').filter({ hasText: place }).waitFor();
      const folder = join(nodeRed.userDir, 'coupa-files');
      const files = readdirSync(folder).map((id) => [id, readdirSync(join(folder, id))]);
      assert.deepEqual(files, [
        ['1', ['legal_invoice_pdf-invoice-1.pdf']],
        ['3', ['legal_invoice_pdf-invoice-3.pdf']],
      ]);
      const pdf = readFileSync(join(folder, '3', 'legal_invoice_pdf-invoice-3.pdf'));
      assert.ok(pdf.equals(pagePdf('Invoice 3')));
    });

    it('fetches one by hand: an inject, a record and a debug node on the empty tab', async () => {
      await editor.page.locator('#red-ui-workspace-tabs > li.red-ui-tab').first().click();
      inject = await editor.add('inject', 140, 160);
      node = await editor.add('coupa-record', 340, 160);
      const debug = await editor.add('debug', 600, 160);
      await editor.wire(inject, 0, node);
      await editor.wire(node, 0, debug);
    });

    it('is told by the dialog what says which record and which of its files', async () => {
      await editor.open(node);
      await editor.field('node-input-connection').selectOption({ label: 'Coupa' });
      await editor.field('node-input-resource').fill('invoices');
      await editor.field('node-input-resource').press('Tab');
      await editor.field('node-input-operation').selectOption('download');
      await shows(
        '#coupa-record-dialog',
        /Which record, msg\.payload says: an id.* Which of its files, msg\.file\./s,
      );
      await shows('#coupa-record-file-facts', /msg\.file: .*legal_invoice_pdf.*or the id of an attachment/);
      await editor.screenshot(`first-file-${platform}-dialog`);
      await editor.done();
    });

    it('sees the name of the file in the debug sidebar', async () => {
      await editor.page.evaluate(`{
        const node = RED.nodes.node(${JSON.stringify(inject)});
        node.props = [{ p: 'payload' }, { p: 'file', v: 'legal_invoice_pdf', vt: 'str' }];
        node.payload = '2';
        node.payloadType = 'num';
        node.changed = true;
        const debug = RED.nodes.filterNodes({ type: 'debug', z: node.z })[0];
        debug.complete = 'filename';
        debug.targetType = 'msg';
        debug.changed = true;
        RED.nodes.dirty(true);
      }`);
      await editor.showDebug();
      await editor.deploy();
      await press(inject);
      await editor.waitForDebug(/invoice-2\.pdf/);
      const label = editor.node(node).locator('.red-ui-flow-node-status-label');
      await label.filter({ hasText: 'fetched: 1' }).waitFor();
    });

    it('never saw an error, and the secret is nowhere in the log', () => {
      assert.deepEqual(nodeRed.errors(), []);
      assert.ok(!nodeRed.log.some((line) => /\bsecret\b/.test(line)));
    });

    async function fillConnection(): Promise<void> {
      await editor.field('node-config-input-siteAddress').fill(tenant.url);
      await editor.field('node-config-input-clientId').fill('client');
      await editor.field('node-config-input-clientSecret').fill('secret');
    }

    async function shows(selector: string, text: RegExp): Promise<void> {
      await editor.page.locator(selector).filter({ hasText: text }).waitFor({ timeout: 30_000 });
    }

    async function press(button: string): Promise<void> {
      await editor.node(button).locator('.red-ui-flow-node-button-button').click();
    }
  });
}

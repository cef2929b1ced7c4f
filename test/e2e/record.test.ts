import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { everyScope, Tenant } from '../simulator';
import { asOneStory, type Editor, inEditor, type NodeRed, platformNames, startNodeRed } from './harness';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

for (const platform of platformNames) {
  describe(`A new user's first supplier written, in the browser, on ${platform}`, function () {
    this.timeout(180_000);
    asOneStory();

    let tenant: Tenant;
    let nodeRed: NodeRed;
    let editor: Editor;
    let inject: string;
    let node: string;

    const stage = inEditor(`record-${platform}`, async () => {
      tenant = await Tenant.start({ scopes: everyScope() });
      return startNodeRed({ platform });
    });

    before(() => {
      ({ nodeRed, editor } = stage);
    });

    after(() => tenant?.close());

    it('drags an inject, a record and a debug node from the palette and wires them', async () => {
      inject = await editor.add('inject', 140, 160);
      node = await editor.add('coupa-record', 340, 160);
      const debug = await editor.add('debug', 600, 160);
      await editor.wire(inject, 0, node);
      await editor.wire(node, 0, debug);
    });

    it('creates the connection from inside the node', async () => {
      await editor.open(node);
      await editor.addConfiguration('connection');
      await editor.field('node-config-input-siteAddress').fill(tenant.url);
      await editor.field('node-config-input-clientId').fill('client');
      await editor.field('node-config-input-clientSecret').fill('secret');
      await editor.field('node-config-input-scope').fill('core.supplier.read');
      await editor.doneConfiguration();
    });

    it('chooses suppliers from the list, and what to do with them', async () => {
      await editor.field('node-input-resource').pressSequentially('suppl');
      await editor.page.locator('#node-input-resource ~ [role=listbox] [data-value="suppliers"]').click();
      await shows('#coupa-record-resource-facts', /\/api\/suppliers/);
      await editor.field('node-input-operation').selectOption('upsert');
      assert.equal(await editor.field('node-input-action').isVisible(), false);
      assert.equal(await editor.field('node-input-onMissing').isVisible(), true);
      await editor.page.waitForFunction(
        `document.getElementById('node-input-key').placeholder === 'number; name'`,
      );
    });

    it('is told which scope the connection lacks, and adds it', async () => {
      await shows('#coupa-record-scope-note', /core\.supplier\.write/);
      await editor.page.locator('#coupa-record-scope-note button').click();
      await shows('#coupa-record-scope-note', /Added/);
    });

    it('looks up the members of a supplier', async () => {
      await editor.page.locator('[data-coupa-section="members"] > summary').click();
      await editor.page.locator('[data-coupa-section="members"] input').fill('payment-term');
      await shows('#coupa-record-members', /a record, named by one of: code, id/);
      await editor.page.locator('[data-coupa-section="members"] > summary').click();
    });

    it('sees in a dry run what would be sent, and nothing is', async () => {
      await editor.field('coupa-record-payload').fill('{"name":"Acme","number":"S-1"}');
      await editor.field('coupa-record-rehearse').click();
      await shows('#coupa-record-rehearsal', /POST[\s\S]*\/api\/suppliers[\s\S]*"number": "S-1"/);
      assert.deepEqual(tenant.records('suppliers'), []);
    });

    it('finds a label for every field', async () => {
      await editor.field('node-input-operation').selectOption('');
      await editor.page.locator('[data-coupa-section="writing"] > summary').click();
      await editor.page.evaluate(axe);
      const faults = await editor.page.evaluate(
        `axe.run('#coupa-record-dialog', { runOnly: ['label', 'select-name', 'duplicate-id-aria', 'color-contrast'] })
           .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
      );
      assert.deepEqual(faults, []);
      await editor.screenshot(`record-${platform}-all`);
      await editor.field('node-input-operation').selectOption('upsert');
      await editor.done();
    });

    it('writes a supplier, and sees it in the tenant and in the debug sidebar', async () => {
      await editor.page.evaluate(`{
        const node = RED.nodes.node(${JSON.stringify(inject)});
        node.props = [{ p: 'payload' }];
        node.payload = '{"name":"Acme","number":"S-1"}';
        node.payloadType = 'json';
        node.changed = true;
        RED.nodes.dirty(true);
      }`);
      await editor.showDebug();
      await editor.deploy();
      await press();
      await editor.waitForDebug(/created-at/);
      assert.deepEqual(
        tenant.records('suppliers').map(({ name, number }) => [name, number]),
        [['Acme', 'S-1']],
      );
      await statusIs('settled: 1');
    });

    it('reads it with Try it', async () => {
      await editor.open(node);
      assert.equal(await editor.field('node-input-resource').inputValue(), 'suppliers');
      assert.equal(await editor.field('node-input-operation').inputValue(), 'upsert');
      await editor.field('node-input-operation').selectOption('list');
      await editor.field('coupa-record-try').click();
      await shows('#coupa-record-trial', /The first records, after \d+ ms:[\s\S]*Acme/);
      await editor.done();
    });

    it('never saw an error, and the secret is nowhere in the log', () => {
      assert.deepEqual(nodeRed.errors(), []);
      assert.ok(!nodeRed.log.some((line) => /\bsecret\b/.test(line)));
    });

    async function shows(selector: string, text: RegExp): Promise<void> {
      await editor.page.locator(selector).filter({ hasText: text }).waitFor({ timeout: 30_000 });
    }

    async function statusIs(text: string): Promise<void> {
      await editor.node(node).locator('.red-ui-flow-node-status-label').filter({ hasText: text }).waitFor();
    }

    async function press(): Promise<void> {
      await editor.node(inject).locator('.red-ui-flow-node-button-button').click();
    }
  });
}

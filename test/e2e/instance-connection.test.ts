import assert from 'node:assert/strict';
import { Tenant } from '../simulator/tenant';
import {
  connection,
  type Editor,
  type FlowNode,
  inEditor,
  platformNames,
  poll,
  startNodeRed,
  tab,
} from './harness';

/** Runs as a script wherever it is read as HTML. */
const html = '<img src=x onerror="window.wasRun = true">';

for (const platform of platformNames) {
  describe(`Connections that instances choose, and those that do not run, on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let editor: Editor;

    const stage = inEditor(`instance-connection-${platform}`, async () => {
      tenant = await Tenant.start();
      tenant.resource('invoices').createMany(3, { name: html });
      return startNodeRed({ platform, flows: flows() });
    });

    before(() => {
      ({ editor } = stage);
    });

    after(() => tenant?.close());

    function flows(): FlowNode[] {
      const property = { name: 'COUPA', type: 'coupa-config' };
      const inner = { z: 'sub', interval: '0', start: 'beginning', connection: '${COUPA}', x: 200, y: 120 };
      return [
        tab,
        {
          id: 'sub',
          type: 'subflow',
          name: 'Polls',
          in: [],
          out: [],
          env: [{ ...property, value: '', ui: { type: 'conf-types' } }],
        },
        { ...connection(tenant), id: 'other', name: `other ${html}` },
        { ...connection(tenant), id: 'disabled', name: 'off', d: true },
        { ...connection(tenant), id: 'tenant', name: 'chosen', scope: 'core.supplier.read' },
        poll('inner', [[], []], inner),
        poll('outer', [[], []], {
          connection: 'disabled',
          interval: '0',
          start: 'beginning',
          x: 200,
          y: 120,
        }),
        poll('scoped', [[], []], { connection: 'tenant', interval: '0', start: 'beginning', x: 200, y: 220 }),
        {
          id: 'instance',
          type: 'subflow:sub',
          z: 'tab',
          x: 200,
          y: 300,
          env: [{ ...property, value: 'tenant' }],
          wires: [],
        },
      ];
    }

    const shows = (selector: string, expected: RegExp) =>
      editor.page.locator(selector).filter({ hasText: expected }).waitFor();

    async function cancel(): Promise<void> {
      await editor.field('node-dialog-cancel').click();
      await editor.field('node-dialog-cancel').waitFor({ state: 'detached' });
      await editor.settled();
    }

    it('tries a poll whose connection is disabled with the stored secret', async () => {
      await shows('#outer', /the connection does not run/);
      await editor.open('outer');
      await editor.field('coupa-poll-try').click();
      await shows('#coupa-poll-trial', /The first records/);
      await cancel();
    });

    it('offers to add the scope that a resource needs to its connection, and adds it by one click', async () => {
      await editor.open('scoped');
      await shows('#coupa-poll-scope-note', /does not name the scope core\.invoice\.read/);
      await editor.page.locator('#coupa-poll-scope-note button').click();
      await shows('#coupa-poll-scope-note', /^Added to the connection/);
      const scope = await editor.page.evaluate("RED.nodes.node('tenant').scope");
      assert.equal(scope, 'core.supplier.read core.invoice.read');
      assert.equal(await editor.page.evaluate('RED.nodes.dirty()'), true);
      await editor.field('coupa-poll-try').click();
      await shows('#coupa-poll-trial', /The first records/);
      await cancel();
      await editor.page.evaluate('RED.history.pop()');
      assert.equal(await editor.page.evaluate("RED.nodes.node('tenant').scope"), 'core.supplier.read');
    });

    it('says that each instance of a subflow chooses, and offers those that are there, the chosen one first', async () => {
      await editor.page.evaluate("RED.workspaces.show('sub')");
      await editor.open('inner');
      assert.equal(await editor.field('node-input-connection').inputValue(), '${COUPA}');
      await editor.field('coupa-poll-try').click();
      await shows('#coupa-poll-trial', /Each instance of this subflow chooses its connection \(COUPA\)/);
      const offered = editor.page.locator('#coupa-poll-trial button');
      assert.deepEqual(await offered.allTextContents(), ['chosen', `other ${html}`]);
      await editor.screenshot(`instance-connection-${platform}-offer`);
      await offered.nth(1).click();
      await shows('#coupa-poll-trial', /The first records/);
    });

    it('shows what a tenant, a flow or a name says as text, never as HTML', async () => {
      await shows('#coupa-poll-trial', /<img src=x/);
      assert.equal(await editor.page.locator('.coupa-dialog img').count(), 0);
      assert.equal(await editor.page.evaluate('window.wasRun'), undefined);
      await cancel();
    });
  });
}

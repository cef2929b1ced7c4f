import { Tenant } from '../simulator/tenant';
import {
  type Browser,
  connection,
  Editor,
  type NodeRed,
  platformNames,
  poll,
  startBrowser,
  startNodeRed,
  tab,
} from './harness';

for (const platform of platformNames) {
  describe(`A Node-RED in French and an editor in German, on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
      tenant = await Tenant.start({ scopes: ['core.supplier.read'] });
      const failing = poll('poll', [[], []], { x: 200, y: 120, start: 'beginning' });
      const flows = [tab, connection(tenant, { scope: 'core.supplier.read' }), failing];
      nodeRed = await startNodeRed({ platform, flows, settings: { lang: 'fr' } });
      browser = await startBrowser();
      editor = await Editor.open(browser, nodeRed.url, { locale: 'de' });
      editor.page.setDefaultTimeout(10_000);
    });

    afterEach(() => editor.screenshot(`languages-${platform}`));

    after(async () => {
      await browser?.stop();
      await nodeRed?.stop();
      await tenant?.close();
    });

    const shows = (selector: string, expected: RegExp) =>
      editor.page.locator(selector).filter({ hasText: expected }).waitFor();

    it('log a failed poll in French', async () => {
      await nodeRed.waitFor(
        /Lecture de la ressource invoices\s: .* a répondu HTTP 403 à GET \/api\/invoices/,
      );
    });

    it('tell what the tenant says when tried in German', async () => {
      await editor.open('poll');
      await editor.field('coupa-poll-try').click();
      await shows('#coupa-poll-trial', /Lesen von invoices: .* hat mit HTTP 403 .* geantwortet/);
    });

    it('tell a mistake in the URL in German', async () => {
      await editor.page.locator('[data-coupa-section="query"] > summary').press('Enter');
      await editor.field('node-input-url').fill('/api/invoices?updated-at[gt]=${dat:yyyy}');
      await shows('#coupa-poll-preview .coupa-verdict', /Es gibt keinen Platzhalter .*Meinten Sie/);
    });
  });
}

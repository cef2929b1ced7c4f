// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Rossum
import assert from 'node:assert/strict';
import { type Browser, Editor, type NodeRed, platformNames, startBrowser, startNodeRed } from './harness';
import { ImportDialog, pollNodes } from './harness/import-dialog';

const html = '<img src="/coupa-was-here.png"><form action="/x"><input></form>![x](/coupa-was-here.png)';

/** A hook of Rossum that imports. */
function hook(endpoint: string, change: object = {}): object {
  return {
    name: `Import ${endpoint}`,
    settings: {
      credentials: {
        client_id: 'client',
        base_api_url: 'https://acme.coupahost.com/api',
        client_scope: `core.${endpoint}.read`,
      },
      import_config: {
        endpoint: `api/${endpoint}`,
        dataset_name: `${endpoint}_v1`,
        id_keys: ['id'],
        query: { fields: ['id'], 'updated-at[gt_or_eq]': '${last_modified_date}' },
      },
    },
    active: true,
    config: { schedule: { cron: '20 */4 * * *' } },
    ...change,
  };
}

for (const platform of platformNames) {
  describe(`Hooks of Rossum pasted in the browser, on ${platform}`, function () {
    this.timeout(180_000);

    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;
    let isFresh: boolean;

    before(async () => {
      nodeRed = await startNodeRed({ platform });
      browser = await startBrowser();
      const connection = {
        id: 'c0ffee0000000001',
        type: 'coupa-config',
        name: 'Acme',
        siteAddress: 'https://acme.coupahost.com',
        scope: 'core.invoices.read',
      };
      await nodeRed.deploy([connection]);
      editor = await Editor.open(browser, nodeRed.url);
      isFresh = true;
    });

    // Each begins with what Node-RED runs: a page that was used is loaded again.
    beforeEach(async () => {
      if (!isFresh) await editor.reload();
      isFresh = false;
    });

    afterEach(async function () {
      await editor.screenshot(`import-hooks-${platform}-${this.currentTest?.title.replace(/\W+/g, '-')}`);
    });

    after(async () => {
      await browser?.stop();
      await nodeRed?.stop();
    });

    it('come on one tab, with their schedule, and add the scope that the connection lacks at one click', async () => {
      const dialog = await ImportDialog.fromMenu(editor);
      const hooks = [hook('invoices'), hook('suppliers', { active: false })];
      await dialog.paste(JSON.stringify({ results: hooks }));
      assert.deepEqual(await dialog.resources(), ['invoices', 'suppliers']);
      await dialog.says('started by a schedule');
      const page = editor.page;
      assert.equal(await page.locator('#coupa-import-scopes').count(), 0, 'a new connection lacks nothing');
      await page.locator('#coupa-import-connection').selectOption('c0ffee0000000001');
      const note = page.locator('#coupa-import-scopes');
      await note.locator('code').filter({ hasText: 'core.suppliers.read' }).waitFor();
      assert.equal(await note.locator('code').count(), 1);
      await editor.screenshot(`import-hooks-${platform}-lacks-a-scope`);
      await note.locator('button').click();
      await note.filter({ hasText: 'Added to the connection' }).waitFor();
      const scope = await page.evaluate("RED.nodes.node('c0ffee0000000001').scope");
      assert.equal(scope, 'core.invoices.read core.suppliers.read');
      await page
        .locator('.coupa-findings.coupa-check')
        .filter({ hasText: 'time zone of the computer' })
        .waitFor();
      await dialog.import();
      assert.deepEqual(
        (await pollNodes(editor)).map(({ resource }) => resource),
        ['invoices', 'suppliers'],
      );
      const [inject] = (await page.evaluate(
        "RED.nodes.filterNodes({ type: 'inject' }).map(({ crontab }) => crontab)",
      )) as string[];
      assert.equal(inject, '20 */4 * * *');
      await page.evaluate('RED.history.pop()');
      await page.evaluate('RED.history.pop()');
      assert.equal(await page.evaluate("RED.nodes.node('c0ffee0000000001').scope"), 'core.invoices.read');
    });

    it('say that they are about another site than the connection that is chosen', async () => {
      const dialog = await ImportDialog.fromMenu(editor);
      const credentials = { client_id: 'client', base_api_url: 'https://acme-test.coupahost.com' };
      const importConfig = { endpoint: 'api/invoices', dataset_name: 'invoices_v1', query: {} };
      await dialog.paste(
        JSON.stringify(hook('invoices', { settings: { credentials, import_config: importConfig } })),
      );
      await editor.page.locator('#coupa-import-connection').selectOption('c0ffee0000000001');
      await editor.page
        .locator('.coupa-findings.coupa-manual')
        .filter({ hasText: 'connection that is chosen asks https://acme.coupahost.com' })
        .waitFor();
      await dialog.cancel();
    });

    it('bring no HTML into the description of the tab or the comment', async () => {
      const fetched: string[] = [];
      editor.page.on('request', (request) => {
        if (request.url().includes('coupa-was-here')) fetched.push(request.url());
      });
      const dialog = await ImportDialog.fromMenu(editor);
      const instance = {
        name: html,
        tags: [html],
        element: { key: 'coupa' },
        configuration: {
          siteAddress: 'https://acme.coupahost.com',
          'oauth.api.secret': '${PATH}',
          'event.poller.configuration': {
            [html]: { url: `/api/invoices?a=<b>&c=\${date:${html}}`, idField: 'id', pageSize: html },
          },
        },
      };
      await dialog.paste(JSON.stringify(instance));
      await editor.page
        .locator('.coupa-findings.coupa-check')
        .filter({ hasText: /PATH of this computer is sent to acme\.coupahost\.com/ })
        .waitFor();
      await dialog.import();
      const rendered = await editor.page.evaluate(`(() => {
        const place = document.createElement('div');
        const comment = RED.nodes.filterNodes({ type: 'comment' })[0];
        const tab = RED.nodes.workspace(comment.z);
        place.innerHTML = [comment.info, tab.info].map((info) => RED.utils.renderMarkdown(info)).join('');
        return {
          elements: [...new Set([...place.querySelectorAll('*')].map((one) => one.localName))],
          text: place.textContent,
        };
      })()`);
      const { elements, text } = rendered as { elements: string[]; text: string };
      assert.deepEqual(
        elements.filter((name) => !['p', 'ul', 'li', 'code'].includes(name)),
        [],
      );
      assert.ok(text.includes('<img src="/coupa-was-here.png"><form action="/x">'), text);
      assert.deepEqual(fetched, []);
    });
  });
}

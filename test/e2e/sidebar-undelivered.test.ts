import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { seal, unseal } from '../../lib/local/seal';
import { Tenant } from '../simulator/tenant';
import {
  asOneStory,
  type Browser,
  connection,
  Editor,
  type FlowNode,
  type NodeRed,
  platformNames,
  poll,
  printedKeys,
  printer,
  startBrowser,
  startNodeRed,
  tab,
} from './harness';
import { onCanvas } from './harness/flows';
import { walk } from './harness/keyboard';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Noon of yesterday, here. Epoch milliseconds. */
function yesterday(): number {
  const date = new Date();
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 12).getTime();
}

/** How a button looks. */
interface Look {
  color: string;
  /** How much its words stand out from what they are on; WCAG's, 1 to 21. */
  contrast: number;
}

/** In the page: how the button looks that has these words. */
const lookOf = `(words) => {
  const button = [...document.querySelectorAll('.coupa-sidebar button')].find((one) => one.textContent === words);
  const { color, backgroundColor } = getComputedStyle(button);
  const light = (text) => {
    const [red, green, blue] = text.match(/[\\d.]+/g).slice(0, 3).map((one) => {
      const part = Number(one) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dim, bright] = [light(color), light(backgroundColor)].sort((one, other) => one - other);
  return { color, contrast: (bright + 0.05) / (dim + 0.05) };
}`;

for (const platform of platformNames) {
  describe(`Which invoices did we fail to deliver yesterday? Send them again. On ${platform}`, function () {
    this.timeout(180_000);
    asOneStory();

    let tenant: Tenant;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
      tenant = await Tenant.start();
      tenant.resource('invoices').createMany(5);
      // Its poll begins now, which is up to two seconds ago for it, so that nothing is lost: these are from before, however fast the start is.
      tenant.resource('suppliers').createMany(2, {}, { createdAt: yesterday() });
      nodeRed = await startNodeRed({ platform, flows: flows('it is down') });
      await nodeRed.waitUntil('five are given up', (log) => givenUpIn(log) === 5);
      await nodeRed.kill('SIGTERM');
      moveToYesterday([2, 3]);
      await nodeRed.start();
      await nodeRed.deploy(flows('it works again'));
      browser = await startBrowser();
      editor = await Editor.open(browser, nodeRed.url, { viewport: { width: 1400, height: 2000 } });
      editor.page.setDefaultTimeout(30_000);
    });

    after(async () => {
      await browser?.stop();
      await nodeRed?.stop();
      await tenant?.close();
    });

    function flows(erp: 'it is down' | 'it works again'): FlowNode[] {
      const func = `if (${erp === 'it works again'}) return [msg, null];
        const message = msg.coupa.id === 3 ? 'The ERP did not answer' : 'The ERP knows no such supplier';
        return [null, { ...msg, error: { message } }];`;
      return [
        tab,
        connection(tenant, { name: 'Acme' }),
        onCanvas(
          poll('invoices', [['erp'], ['told']], {
            name: 'Invoices to the ERP',
            delivery: 'acknowledge',
            maxAttempts: 1,
            start: 'beginning',
          }),
        ),
        onCanvas(poll('suppliers', [['printer'], []], { name: 'Suppliers', resource: 'suppliers' })),
        onCanvas({
          id: 'erp',
          type: 'function',
          z: 'tab',
          func,
          outputs: 2,
          wires: [['printer', 'invoices'], ['invoices']],
        }),
        onCanvas({
          id: 'told',
          type: 'function',
          z: 'tab',
          func: `if (msg.topic === 'undeliverable') node.log('given up ' + msg.coupa.id);`,
          outputs: 0,
          wires: [],
        }),
        onCanvas(printer('printer')),
      ];
    }

    const givenUpIn = (log: readonly string[]) => log.filter((line) => line.includes('given up ')).length;

    /** As if the node had given these records up a day ago. */
    function moveToYesterday(ids: readonly number[]): void {
      const path = join(nodeRed.userDir, 'coupa', 'invoices.undeliverable.json');
      const read = unseal(readFileSync(path));
      assert.equal(read.kind, 'whole');
      const document = read.document as { records: { at: number; coupa: { id: number } }[] };
      for (const row of document.records) if (ids.includes(row.coupa.id)) row.at = yesterday();
      writeFileSync(path, seal(document));
    }

    const content = () => editor.page.locator('.coupa-sidebar');
    const row = () =>
      content().locator('section > .coupa-rows > .coupa-row').filter({ hasText: 'Invoices to the ERP' });
    const records = () => row().locator('.coupa-rows > .coupa-row');
    const picture = (name: string) => editor.screenshot(`undelivered-${platform}-${name}`);

    it('the tab says which poll has records that were not delivered, and how many', async () => {
      await editor.showCoupa();
      await content().filter({ hasText: 'Needing attention: 1 of 2 polls' }).waitFor();
      assert.match((await row().textContent()) ?? '', /undeliverable: 5/);
      await picture('1');
    });

    it('its list says when each was given up, and why', async () => {
      await row().locator('summary').first().click();
      await row().getByRole('button', { name: 'Undeliverable: 5' }).click();
      await records().nth(4).waitFor();
      await picture('2');
    });

    const lines = () => records().locator('summary').allTextContents();

    it('each is called by its number and its supplier, with the reason in its line, and is found by its number', async () => {
      const shown = await lines();
      const [second = ''] = shown.filter((text) => text.includes('invoices 2 '));
      assert.match(second, /^\s*INV-2 · .+ invoices 2 · .+ The ERP knows no such supplier$/);
      const cut = await records()
        .locator('.coupa-row-reason')
        .evaluateAll((all) =>
          all.filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight),
        );
      assert.equal(cut.length, 0);
      await row().getByLabel('Find').fill('inv-3');
      await row().filter({ hasText: 'Found: 1 of 5' }).waitFor();
      assert.match((await lines()).join(), /^\s*INV-3 · .+ The ERP did not answer$/);
      await row().getByLabel('Find').fill('INV-9');
      await row().filter({ hasText: 'What is searched: number, name, supplier, id and reason.' }).waitFor();
      await row().getByLabel('Find').fill('');
    });

    it('those of yesterday are found by their day', async () => {
      await row().getByLabel('Given up').selectOption('yesterday');
      await row().filter({ hasText: 'Found: 2 of 5' }).waitFor();
      const date = new Date(yesterday()).toLocaleString('en-US', { day: 'numeric', month: 'short' });
      const shown = await records().allTextContents();
      assert.equal(shown.length, 2);
      for (const text of shown) assert.ok(text.includes(`given up ${date}`), text);
      await picture('3');
    });

    it('are saved as a file with what is known of each, alone and with the records, and one is copied as JSON, by the keyboard', async () => {
      const [file] = await Promise.all([
        editor.page.waitForEvent('download'),
        row().getByRole('button', { name: 'Download the list (2)' }).press('Enter'),
      ]);
      assert.match(file.suggestedFilename(), /^undeliverable-invoices-\d{4}-\d{2}-\d{2}\.json$/);
      const saved = JSON.parse(readFileSync(await file.path(), 'utf8')) as Record<string, unknown>[];
      assert.deepEqual(
        saved.map(({ id, name, reason, at }) => [id, name, reason, at]),
        [
          [2, 'INV-2', 'The ERP knows no such supplier', new Date(yesterday()).toISOString()],
          [3, 'INV-3', 'The ERP did not answer', new Date(yesterday()).toISOString()],
        ],
      );
      const [whole] = await Promise.all([
        editor.page.waitForEvent('download'),
        row().getByRole('button', { name: 'Download with the records (2)' }).press('Enter'),
      ]);
      assert.match(whole.suggestedFilename(), /^undeliverable-records-invoices-.+\.json$/);
      const withRecords = JSON.parse(readFileSync(await whole.path(), 'utf8')) as {
        record: { id: number };
      }[];
      assert.deepEqual(
        withRecords.map(({ record }) => record.id),
        [2, 3],
      );
      await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await records().first().locator('summary').press('Enter');
      const copy = records().first().getByRole('button', { name: 'Copy as JSON' });
      await copy.press('Enter');
      const copied = JSON.parse(await editor.page.evaluate(() => navigator.clipboard.readText()));
      assert.deepEqual([copied.id, copied['invoice-number']], [2, 'INV-2']);
      await picture('copied');
    });

    it('has no violation that axe finds, and is reached by keyboard, light and dark', async () => {
      await row().getByLabel('Given up').selectOption('range');
      await editor.page.evaluate(axe);
      for (const dark of platform === 'node-red-4' ? [false] : [true, false]) {
        await editor.darken(dark);
        const results = await editor.page.evaluate<AxeResults>(`axe.run('.coupa-sidebar')`);
        assert.deepEqual(
          results.violations.map(({ id, nodes }) => [id, dark, nodes.map(({ html }) => html)]),
          [],
        );
        await picture(dark ? 'dark' : 'light');
      }
      // The fields of a range are several stops each: day, month, year.
      await row().getByLabel('Given up').selectOption('yesterday');
      const { there, reached, unmarked } = await walk(editor.page, '.coupa-sidebar');
      assert.deepEqual(reached, there);
      assert.deepEqual(unmarked, []);
    });

    it('and are sent again, they alone', async () => {
      await row().getByRole('button', { name: 'Send these again (2)' }).click();
      await nodeRed.waitUntil('two are delivered', (log) => invoicesIn(log).length === 2);
      await row().getByRole('button', { name: 'Undeliverable: 3' }).waitFor();
      assert.deepEqual(invoicesIn(nodeRed.log), [2, 3]);
      await picture('4');
    });

    it('it says what became of them, with their names, also when something else is looked for, and counts them as sent', async () => {
      const fate = 'INV-2, INV-3. Accepted by the flow: 2, given up again: 0, still on their way: 0';
      await row().filter({ hasText: fate }).waitFor();
      await row().filter({ hasText: 'Sent in six hours2' }).waitFor();
      await row().getByLabel('Given up').selectOption('today');
      await row().filter({ hasText: 'Found: 3 of 3' }).waitFor();
      assert.ok((await row().textContent())?.includes(fate));
      await picture('5');
      await row().getByRole('button', { name: 'Undeliverable: 3' }).click();
      await row().getByRole('button', { name: 'Undeliverable: 3' }).click();
      await row().filter({ hasText: 'Found: 3 of 3' }).waitFor();
      assert.ok(!(await row().textContent())?.includes(fate));
    });

    it('it remembers who was sent again and what became of it, also for whoever looks later, and axe finds nothing there', async () => {
      await row().getByRole('button', { name: 'Sent again or dismissed: 2' }).click();
      const handled = row().locator('.coupa-handled li');
      await handled.nth(1).waitFor();
      const shown = await handled.allTextContents();
      assert.match(shown.join('\n'), /INV-2 · .+ · sent again · accepted by the flow/);
      assert.match(shown.join('\n'), /INV-3 · .+ · sent again · accepted by the flow/);
      const results = await editor.page.evaluate<AxeResults>(`axe.run('.coupa-sidebar')`);
      assert.deepEqual(
        results.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        [],
      );
      await picture('handled');
    });

    it('says that nothing waits and when it has looked, and names its drawing', async () => {
      await row()
        .filter({ hasText: /nothing waiting, looked .+ ago/ })
        .waitFor();
      await row().filter({ hasText: 'Last six hours: records sent: 2, polls failed: 0' }).waitFor();
      const suppliers = content().locator('.coupa-row').filter({ hasText: 'Suppliers' }).first();
      await suppliers.locator('summary').first().click();
      await suppliers.filter({ hasText: 'Last six hours: no record sent, no poll failed' }).waitFor();
      assert.equal(await suppliers.locator('svg').count(), 0);
      await suppliers.locator('summary').first().click();
    });

    it('its buttons look alive under the mouse, light and dark', async () => {
      const button = row().getByRole('button', { name: 'Send these again (3)' });
      const look = () => editor.page.evaluate<Look>(`(${lookOf})('Send these again (3)')`);
      for (const dark of platform === 'node-red-4' ? [false] : [true, false]) {
        await editor.darken(dark);
        await editor.page.mouse.move(0, 0);
        const before = await look();
        await button.hover();
        await editor.page.waitForFunction(`document.querySelector('.coupa-sidebar button:hover') !== null`);
        const { color, contrast } = await look();
        assert.equal(color, before.color, `dark: ${dark}`);
        assert.ok(contrast >= 4.5, `dark: ${dark}, contrast ${contrast}`);
        await picture(dark ? 'hovered-dark' : 'hovered');
      }
    });

    it('what a back-fill delivers since says that nothing is to be sent, and is only put away', async () => {
      await row().getByLabel('Given up').selectOption('all');
      const day = 86_400_000;
      const range = { from: new Date(Date.now() - 2 * day), to: new Date(Date.now() + day) };
      const response = await fetch(new URL('coupa/command/invoices', nodeRed.url), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ command: 'backfill', ...range }),
      });
      assert.equal(response.status, 200);
      await records().filter({ hasText: 'delivered since: nothing to send' }).nth(2).waitFor();
      assert.equal(await row().getByRole('button', { name: 'Send all again' }).isVisible(), false);
      await records().first().locator('summary').click();
      await records().first().filter({ hasText: 'in this version or a newer one' }).waitFor();
      await records().first().getByRole('button', { name: 'Copy as JSON' }).waitFor();
      assert.deepEqual(await records().first().getByRole('button').allTextContents(), [
        'Dismiss',
        'Copy as JSON',
      ]);
      await picture('6');
      await row().getByRole('button', { name: 'Dismiss all…' }).click();
      await row().getByRole('button', { name: 'Dismiss all', exact: true }).click();
      await content().filter({ hasText: 'All is well.' }).waitFor();
    });

    const invoicesIn = (log: string[]) =>
      printedKeys(log)
        .filter((key) => key.startsWith('invoices:'))
        .map((key) => Number(key.split(':')[1]))
        .sort();
  });
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Locator } from 'playwright-core';
import { Tenant } from '../simulator/tenant';
import {
  connection,
  type Editor,
  type FlowNode,
  inEditor,
  type NodeRed,
  platformNames,
  poll,
  printedKeys,
  printer,
  startNodeRed,
  tab,
} from './harness';
import { onCanvas } from './harness/flows';
import { walk } from './harness/keyboard';
import { until } from './harness/until';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const day = 86_400_000;

for (const platform of platformNames) {
  describe(`The sidebar of who runs it all, on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;
    let editor: Editor;

    const stage = inEditor(`sidebar-${platform}`, async () => {
      tenant = await Tenant.start();
      const yesterday = new Date(new Date().setHours(0, 0, 0, 0) - day / 2).getTime();
      tenant.resource('invoices').createMany(4, {}, { createdAt: yesterday });
      tenant.resource('contracts').createMany(3);
      tenant.resource('suppliers').createMany(9, {}, { createdAt: Date.now() - day });
      const started = await startNodeRed({ platform, flows: flows() });
      await mkdir(join(started.userDir, 'coupa'), { recursive: true });
      await writeFile(join(started.userDir, 'coupa', 'gone.json'), '[]\n');
      return started;
    });

    before(() => {
      ({ nodeRed, editor } = stage);
    });

    after(() => tenant?.close());

    /** Two days ago, as the start of a poll that its flow does not acknowledge. */
    const startDate = new Date(Date.now() - 2 * day).toISOString();

    function flows(): FlowNode[] {
      return [
        tab,
        { id: 'other-tab', type: 'tab', label: 'Suppliers' },
        connection(tenant, { name: 'Acme' }),
        onCanvas(poll('invoices', [['printer'], []], { name: 'Invoices', x: 200, y: 120 })),
        onCanvas(printer('printer')),
        onCanvas(
          poll('stuck', [[], []], {
            name: 'Stuck suppliers',
            z: 'other-tab',
            resource: 'suppliers',
            delivery: 'acknowledge',
            maxInFlight: 3,
            start: 'date',
            startDate,
          }),
        ),
        onCanvas(
          poll('given-up', [['erp'], []], {
            name: 'To the ERP',
            resource: 'contracts',
            delivery: 'acknowledge',
            maxAttempts: 1,
            start: 'beginning',
          }),
        ),
        onCanvas({
          id: 'erp',
          type: 'function',
          z: 'tab',
          // Refuses each record the first time.
          func: `const seen = context.get('seen') ?? [];
            context.set('seen', [...seen, msg.coupa.id]);
            if (!seen.includes(msg.coupa.id)) msg.error = { message: 'The ERP said no' };
            return msg;`,
          outputs: 1,
          wires: [['given-up']],
        }),
        onCanvas({
          id: 'record',
          type: 'coupa-record',
          z: 'tab',
          connection: 'connection',
          resource: 'suppliers',
          operation: 'upsert',
          wires: [[], []],
        }),
      ];
    }

    const tabContent = () => editor.page.locator('.coupa-sidebar');
    const row = (name: string): Locator =>
      tabContent().locator('section > .coupa-rows > .coupa-row').filter({ hasText: name });
    const shows = (place: Locator, text: RegExp) => place.filter({ hasText: text }).first().waitFor();
    const press = (place: Locator, name: string) => place.getByRole('button', { name }).click();

    const printed = (count: number) =>
      until(
        () => printedKeys(nodeRed.log).length === count,
        30_000,
        () => `${printedKeys(nodeRed.log).length} of ${count} records came`,
      );

    /** As somebody else gives it. */
    async function command(id: string, body: object): Promise<void> {
      const response = await fetch(new URL(`coupa/command/${id}`, nodeRed.url), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 200);
    }

    async function unfold(name: string): Promise<Locator> {
      const one = row(name);
      if ((await one.locator('details[open]').count()) === 0) await one.locator('summary').click();
      return one;
    }

    it('shows the poll that lags first, and says why', async () => {
      await editor.showCoupa();
      await shows(tabContent(), /Needing attention: 2 of 3 polls/);
      assert.match((await tabContent().locator('.coupa-row').first().textContent()) ?? '', /Stuck suppliers/);
      const stuck = await unfold('Stuck suppliers');
      await shows(stuck, /2 days 0 hr behind, waiting for acknowledgements: 3/);
      await shows(stuck, /No further record is sent until the flow hands some back: 3 are unacknowledged/);
    });

    it('shows where in the flow it is', async () => {
      await press(row('Stuck suppliers'), 'Show in the flow');
      await editor.page.waitForFunction("RED.workspaces.active() === 'other-tab'");
    });

    it('pauses it, and resumes it', async () => {
      const stuck = row('Stuck suppliers');
      await press(stuck, 'Pause');
      await shows(stuck, /It is paused, and stays so after a restart or a deploy\./);
      await shows(stuck, /It polls again once it is resumed\./);
      await press(stuck, 'Resume');
      await shows(stuck, /It polls now, and goes on\./);
      await stuck.getByRole('button', { name: 'Pause' }).waitFor();
    });

    it('back-fills yesterday', async () => {
      const invoices = await unfold('Invoices');
      assert.deepEqual(printedKeys(nodeRed.log), []);
      await press(invoices, 'Back-fill…');
      await shows(
        invoices,
        /Sends every record again that was changed in Coupa from .+12:00 AM to .+12:00 AM/,
      );
      await editor.screenshot(`sidebar-${platform}-back-fill`);
      await invoices.getByRole('button', { name: 'Back-fill', exact: true }).click();
      await printed(4);
      await shows(invoices, /The back-fill is done: from .+ to .+ · done: .+, records sent: 4\./);
      await shows(invoices, /Last back-fill/);
      await editor.screenshot(`sidebar-${platform}-back-filled`);
    });

    it('leaves under the mouse what is there, when what stands above it grows or shrinks', async () => {
      const stuck = row('Stuck suppliers');
      const button = (await unfold('Invoices')).getByRole('button', { name: 'Pause' });
      const topOf = (place: Locator) => place.evaluate((one) => Math.round(one.getBoundingClientRect().top));
      const tallOf = (place: Locator) => place.evaluate((one) => one.clientHeight);
      await button.evaluate((one) => one.scrollIntoView({ block: 'center' }));
      await button.hover();
      const [top, tall] = [await topOf(button), await tallOf(stuck)];
      await command('stuck', { command: 'pause' });
      await shows(stuck, /It polls again once it is resumed\./);
      assert.notEqual(await tallOf(stuck), tall);
      assert.equal(await topOf(button), top);
      await command('stuck', { command: 'resume' });
      await shows(stuck, /No further record is sent until the flow hands some back/);
      assert.equal(await topOf(button), top);
      await editor.page.mouse.move(0, 0);
    });

    it('finds what was not delivered and why, and sends it again: one, then the others', async () => {
      const erp = await unfold('To the ERP');
      await press(erp, 'Undeliverable: 3');
      await shows(erp, /The ERP said no/);
      const first = erp.locator('.coupa-row').first();
      await first.locator('summary').click();
      await shows(first.locator('pre'), /"id": 1\b/);
      await press(first, 'Send again');
      await shows(erp, /Undeliverable: 2/);
      await erp.getByRole('button', { name: 'Send all again' }).click();
      await shows(erp, /Undeliverable: 0/);
      await erp.locator('.coupa-row').first().waitFor({ state: 'detached' });
      await shows(tabContent(), /Needing attention: 1 of 3 polls/);
    });

    it('resets only behind a question', async () => {
      const invoices = row('Invoices');
      await press(invoices, 'Reset…');
      await shows(invoices, /This cannot be undone/);
      await press(invoices, 'Cancel');
      await press(invoices, 'Reset…');
      await invoices.getByLabel('from the beginning: everything is sent').check();
      await press(invoices, 'Forget and begin anew');
      await shows(invoices, /It begins anew\./);
      await printed(8);
    });

    it('shows what the connection asks, and until when its token is valid', async () => {
      const acme = tabContent().locator('.coupa-row').filter({ hasText: /^Acme/ });
      await acme.locator('summary').click();
      await shows(acme, /of 20 requests per second/);
      await shows(acme, /valid until/);
    });

    it('finds rows by their names', async () => {
      const filter = tabContent().getByRole('searchbox', { name: 'Filter by name' });
      await filter.fill('stuck');
      await row('Invoices').waitFor({ state: 'hidden' });
      assert.equal(await row('Stuck suppliers').isVisible(), true);
      await filter.fill('');
      await row('Invoices').waitFor();
    });

    it('has no violation that axe finds, unfolded, with a question open, light and dark', async () => {
      await press(row('Invoices'), 'Reset…');
      for (const summary of await tabContent().locator('details:not([open]) > summary').all())
        await summary.click();
      await editor.page.evaluate(axe);
      for (const dark of platform === 'node-red-4' ? [false] : [true, false]) {
        await editor.darken(dark);
        const results = await editor.page.evaluate<AxeResults>(`axe.run('.coupa-sidebar')`);
        assert.deepEqual(
          results.violations.map(({ id, nodes }) => [id, dark, nodes.map(({ html }) => html)]),
          [],
        );
        await editor.screenshot(`sidebar-${platform}-${dark ? 'dark' : 'light'}`);
      }
      await press(row('Invoices'), 'Cancel');
    });

    it('is reached by keyboard, from top to bottom, and shows where the focus is', async () => {
      const { there, reached, unmarked } = await walk(editor.page, '.coupa-sidebar');
      assert.deepEqual(reached, there);
      assert.deepEqual(unmarked, []);
    });

    it('removes what a deleted node left behind, when somebody says so', async () => {
      const left = tabContent().locator('section').filter({ hasText: 'Files of deleted nodes' });
      await shows(left, /gone · files: 1/);
      await left.getByRole('button', { name: 'Remove all…' }).click();
      await left.getByRole('button', { name: 'Remove for good' }).click();
      await shows(left, /Files removed: 1/);
    });

    it('asks again and again while somebody looks, and nothing while nobody does', async () => {
      const { page } = editor;
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('coupa/operations')) asked.push(request.url());
      });
      const hide = async () => {
        await page.evaluate(
          `RED.menu.setSelected('menu-item-${platform === 'node-red-4' ? '' : 'right-'}sidebar', false)`,
        );
        await tabContent().waitFor({ state: 'hidden' });
        // The tab hears of it with the next frame, before whoever began to observe it later.
        await tabContent().evaluate(
          (element) =>
            new Promise<void>((resolve) => {
              new IntersectionObserver((_, observer) => {
                observer.disconnect();
                resolve();
              }).observe(element);
            }),
        );
      };
      await hide();
      // From now on time stands still, but for where it is told to go on.
      await page.clock.install();
      const first = page.waitForResponse(/coupa\/operations$/);
      await page.evaluate(`RED.sidebar.show('coupa')`);
      await first;
      for (let count = 0; count < 3; count += 1) {
        const next = page.waitForResponse(/coupa\/operations$/);
        await page.clock.runFor(2000);
        await next;
      }
      await hide();
      asked.length = 0;
      await page.clock.runFor(60_000);
      assert.deepEqual(asked, []);
    });
  });
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AxeResults } from 'axe-core';
import { assumptions } from '../../lib/examine/assumptions/assumptions';
import { Tenant } from '../simulator/tenant';
import {
  type Browser,
  connection,
  Editor,
  makeUserDir,
  type NodeRed,
  poll,
  startBrowser,
  startNodeRed,
  tab,
} from './harness';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

async function tenantWithInvoices(): Promise<Tenant> {
  const tenant = await Tenant.start({ scopes: ['core.invoice.read'] });
  tenant.resource('invoices').createMany(60, (index) => ({ exported: index % 2 === 0 }));
  return tenant;
}

describe('The examine command of the installed package', function () {
  this.timeout(180_000);

  let folder: string;
  let node: string;
  let tenant: Tenant;

  before(async () => {
    const { platform } = await import('../../scripts/platforms.mjs');
    node = platform('node-red-4').node;
    folder = await makeUserDir(platform('node-red-4'));
    tenant = await tenantWithInvoices();
  });

  after(async () => {
    await tenant?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function npx(args: string[], env: Record<string, string>) {
    const path = `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`;
    const child = spawn('npx', ['--no-install', 'node-red-contrib-coupa', 'examine', ...args], {
      cwd: folder,
      env: { ...process.env, PATH: path, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { stdout, stderr, code };
  }

  it('reports as JSON what the tenant keeps, without naming it', async () => {
    const { stdout, stderr, code } = await npx(['--json'], {
      COUPA_SITE_ADDRESS: tenant.url,
      COUPA_CLIENT_ID: 'client',
      COUPA_CLIENT_SECRET: 'secret',
    });
    assert.equal(stderr, '');
    const { assumptions: told } = JSON.parse(stdout) as { assumptions: { id: string; verdict: string }[] };
    const verdicts = new Map(told.map(({ id, verdict }) => [id, verdict]));
    assert.deepEqual(
      ['id-gt', 'page-limit', 'updated-filter', 'not-found', 'exported-filter'].map((id) => verdicts.get(id)),
      ['kept', 'kept', 'kept', 'kept', 'kept'],
    );
    // The simulator compresses nothing.
    assert.deepEqual(
      told.filter(({ verdict }) => verdict === 'not kept').map(({ id }) => id),
      ['compression'],
    );
    assert.doesNotMatch(stdout, /127\.0\.0\.1|client"|secret"/);
    assert.equal(code, 1);
  });

  it('ends with 2 where the secret is wrong', async () => {
    const { stdout, stderr, code } = await npx([], {
      COUPA_SITE_ADDRESS: tenant.url,
      COUPA_CLIENT_ID: 'client',
      COUPA_CLIENT_SECRET: 'mistyped-secret',
    });
    assert.equal(stdout, '');
    assert.doesNotMatch(stderr, /mistyped-secret/);
    assert.equal(code, 2);
  });
});

describe('Examine tenant, in the browser', function () {
  this.timeout(180_000);

  let tenant: Tenant;
  let nodeRed: NodeRed;
  let browser: Browser;
  let editor: Editor;

  before(async () => {
    tenant = await tenantWithInvoices();
    const flows = [
      tab,
      connection(tenant, { scope: 'core.invoice.read' }),
      poll('poll', [[], []], { x: 200, y: 120, interval: '0' }),
    ];
    nodeRed = await startNodeRed({ platform: 'node-red-5', flows });
    browser = await startBrowser();
    editor = await Editor.open(browser, nodeRed.url);
    await editor.open('poll');
    await editor.editConfiguration('connection');
  });

  after(async () => {
    await editor?.screenshot('examine-tenant');
    await browser?.stop();
    await nodeRed?.stop();
    await tenant?.close();
  });

  const view = () => editor.page.locator('#coupa-config-examination');

  it('shows how far it is, and then what is not as assumed', async () => {
    await editor.field('coupa-config-examine').press('Enter');
    await view().locator('progress').waitFor();
    await view().filter({ hasText: 'Other than this package assumes: 1' }).waitFor({ timeout: 60_000 });
    await view().locator('.coupa-warning').filter({ hasText: 'Long answers are compressed.' }).waitFor();
    assert.match((await view().textContent()) ?? '', /As assumed: 5\d/);
  });

  it('has no axe violation, its folded parts open', async () => {
    await view().evaluate((element) => {
      for (const part of Array.from(element.querySelectorAll('details'))) part.open = true;
    });
    await editor.page.evaluate(axe);
    for (const dark of [true, false]) {
      await editor.darken(dark);
      const { violations } = await editor.page.evaluate<AxeResults>(`axe.run('#coupa-config-dialog')`);
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, dark, nodes.map(({ html }) => html)]),
        [],
      );
    }
  });

  it('copies the report in English, as the command writes it', async () => {
    await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await view().getByRole('button', { name: 'Copy as JSON' }).click();
    const copied = await editor.page.evaluate(() => navigator.clipboard.readText());
    const copy = JSON.parse(copied) as { assumptions: { id: string; then?: string }[] };
    assert.equal(copy.assumptions.length, assumptions.length);
    assert.ok(copy.assumptions.find(({ id }) => id === 'compression')?.then);
  });
});

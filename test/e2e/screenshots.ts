import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { Tenant } from '../simulator/tenant';
import { ExampleFlow } from './examples/example-flow';
import { Receiver } from './examples/receiver';
import { type Browser, Editor, type NodeRed, startBrowser, startNodeRed } from './harness';
import { importDialog, importedFlow } from './harness/import-pictures';

const folder = join(__dirname, '..', '..', 'docs', 'images');

/** What stands in the pictures where the simulated tenant's address would be. */
const host = 'acme.coupahost.com';

/** What a picture is taken of: a tenant, and an editor on a Node-RED that polls it. */
interface Studio {
  tenant: Tenant;
  nodeRed: NodeRed;
  editor: Editor;
}

interface Picture {
  example: string;
  /** Changes the example before it is deployed. */
  prepare?(flow: ExampleFlow, service: Receiver): unknown;
  /** Width and height of the window. */
  size: [number, number];
  /** Brings about what is to be seen, and answers the part of the page to take; default: all of it. */
  take(studio: Studio): Promise<Locator | undefined>;
}

const first = 'First records - poll changed invoices';

/** The pictures, by the names of their files. */
const pictures: Record<string, Picture> = {
  flow: { example: first, prepare: (flow) => flow.pollAtOnce(), size: [1240, 440], take: runningFlow },
  'poll-dialog': { example: first, size: [1120, 1200], take: pollDialog },
  'connection-dialog': { example: first, size: [1120, 910], take: connectionDialog },
  'record-dialog': { example: 'Suppliers from an ERP', size: [1120, 1190], take: recordDialog },
  'download-dialog': { example: 'Files of invoices to a folder', size: [1120, 740], take: downloadDialog },
  acknowledge: {
    example: 'Acknowledge and retry',
    prepare: (flow, service) => flow.pollAtOnce().change('To the service', { url: service.url }),
    size: [1240, 420],
    take: acknowledging,
  },
  'import-dialog': { example: first, size: [1120, 960], take: importDialog },
  'import-flow': { example: first, size: [1280, 620], take: importedFlow },
  sidebar: { example: 'Acknowledge and retry', prepare: forOperations, size: [1240, 900], take: sidebar },
  'status-page': {
    example: 'Status page',
    prepare: (flow) => flow.pollAtOnce(),
    size: [1000, 260],
    take: statusPage,
  },
};

/** Takes the pictures named on the command line, or all of them, into `docs/images/`. They are framed for Node-RED 4. */
async function main(args: string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const wanted = (args.length > 0 ? args : Object.keys(pictures)).map(pictureNamed);
  const browser = await startBrowser();
  const nodeRed = await startNodeRed({ platform: 'node-red-4' });
  try {
    for (const [name, picture] of wanted) {
      await takePicture(name, picture, browser, nodeRed);
      process.stdout.write(`docs/images/${name}.png\n`);
    }
  } finally {
    await browser.stop();
    await nodeRed.stop();
  }
}

function pictureNamed(name: string): [string, Picture] {
  const picture = pictures[name];
  if (picture) return [name, picture];
  throw new Error(`No picture is called ${name}; there are ${Object.keys(pictures).join(', ')}.`);
}

async function takePicture(
  name: string,
  picture: Picture,
  browser: Browser,
  nodeRed: NodeRed,
): Promise<void> {
  const tenant = await livelyTenant();
  const flow = await ExampleFlow.read(picture.example, tenant);
  const service = await serve();
  picture.prepare?.(flow, service);
  try {
    await nodeRed.deploy(flow.nodes);
    await showAll(nodeRed);
    const [width, height] = picture.size;
    // Two pixels where there is usually one: pictures are looked at on such screens.
    const window = { viewport: { width, height }, deviceScaleFactor: 2 };
    const editor = await Editor.open(browser, nodeRed.url, window);
    const part = await picture.take({ tenant, nodeRed, editor });
    await hideAddress(editor.page, tenant);
    await (part ?? editor.page).screenshot({ path: join(folder, `${name}.png`) });
    await editor.close();
  } finally {
    await Promise.all([tenant.close(), service.close()]);
  }
}

/** A tenant that has been in use for a while: some of its invoices are old, some have just changed. */
async function livelyTenant(): Promise<Tenant> {
  const tenant = await Tenant.start();
  const now = Date.now();
  tenant
    .resource('invoices')
    .createMany(60, (index) => ({ id: 47_000 + index * 13 }), { createdAt: now - 86_400_000 });
  for (const minutes of [1, 2, 3]) {
    const updatedAt = now - minutes * 50_000;
    const createdAt = minutes === 2 ? updatedAt : updatedAt - minutes * 31 * 3_600_000;
    tenant.resource('invoices').create({ id: 48_000 + minutes * 137 }, { createdAt, updatedAt });
  }
  tenant.resource('suppliers').createMany(12);
  return tenant;
}

/** The example as it runs: records in the debug sidebar, statuses under the nodes. */
async function runningFlow({ tenant, editor }: Studio): Promise<undefined> {
  await hide(editor, 'toggle-palette');
  await editor.showDebug();
  await editor.page.mouse.move(1, 1);
  tenant.startChanging({ perSecond: 2, resources: ['invoices'] });
  await editor.waitForDebug(6);
}

/** Besides the example: a flow that hands nothing back, one that has nothing to wait for, one whose list is refused, and one that writes. */
function forOperations(flow: ExampleFlow): void {
  const first = flow.nodes.find(({ type }) => type === 'coupa-poll');
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000).toISOString();
  const beside = (id: string, type: string, properties: object) => ({
    id,
    type,
    z: first?.['z'],
    connection: first?.['connection'],
    x: 200,
    y: 400,
    wires: [[], []],
    ...properties,
  });
  const start = { start: 'date', startDate: twoDaysAgo };
  flow.pollAtOnce().change('Coupa', { scope: '' });
  flow.nodes.push(
    beside('invoices', 'coupa-poll', { name: 'Changed invoices', resource: 'invoices', ...start }),
    beside('orders', 'coupa-poll', {
      name: 'Orders to the warehouse',
      resource: 'invoices',
      delivery: 'acknowledge',
      maxInFlight: 20,
      ...start,
    }),
    beside('paused', 'coupa-poll', { name: 'Contracts', resource: 'contracts', ...start }),
    beside('record', 'coupa-record', { resource: 'suppliers', operation: 'upsert' }),
  );
}

/** The tab Coupa: the poll that has to be looked at is unfolded. */
async function sidebar({ editor, nodeRed }: Studio): Promise<Locator> {
  await hide(editor, 'toggle-palette');
  await fetch(new URL('coupa/command/paused', nodeRed.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ command: 'pause' }),
  });
  await editor.showCoupa();
  const tab = editor.page.locator('.coupa-sidebar');
  await tab.locator('.coupa-row').filter({ hasText: 'Contracts paused' }).waitFor();
  await tab.locator('.coupa-row').first().filter({ hasText: 'Orders to the warehouse' }).waitFor();
  await tab.locator('summary').first().click();
  await tab.locator('.coupa-why p').first().waitFor();
  await editor.page.mouse.move(1, 1);
  await editor.page.evaluate('document.activeElement?.blur()');
  return editor.page.locator('#red-ui-sidebar');
}

/** A service that takes three records of four. */
function serve(): Promise<Receiver> {
  return Receiver.start(({ body }) => (Number(body['id']) % 4 === 0 ? 503 : 200));
}

async function acknowledging({ editor }: Studio): Promise<Locator> {
  await hide(editor, 'toggle-palette');
  await hide(editor, 'toggle-sidebar');
  await editor.page.getByText('waiting for 3').waitFor();
  return editor.page.locator('#red-ui-workspace-chart');
}

/** The page while both polls find something. */
async function statusPage({ tenant, nodeRed, editor }: Studio): Promise<undefined> {
  tenant.startChanging({ perSecond: 10, resources: ['invoices', 'suppliers'] });
  const busy = editor.page.getByRole('row', { name: /Z [0-9]+ [1-9][0-9]* 20/ });
  do {
    await editor.page.goto(new URL('coupa', nodeRed.url).href);
  } while ((await busy.count()) < 2);
}

/** The poll's dialog, after *Try it*. */
async function pollDialog({ editor }: Studio): Promise<Locator> {
  await openPoll(editor);
  await editor.page.getByRole('button', { name: 'Try it' }).click();
  await editor.page.locator('.coupa-record').nth(2).waitFor();
  for (const record of await editor.page.locator('.coupa-record[open] > summary').all()) await record.click();
  return dialog(editor);
}

/** The connection's dialog, after *Test connection*. */
async function connectionDialog({ editor }: Studio): Promise<Locator> {
  await openPoll(editor);
  await editor.page.locator('#node-input-connection + a, #node-input-btn-connection-edit').first().click();
  await editor.configurationOpened();
  await editor.page.getByRole('button', { name: 'Test connection' }).click();
  await editor.page.locator('.coupa-facts').waitFor();
  return dialog(editor);
}

/** The dialog of a record node that writes, after *Dry run*. */
async function recordDialog({ editor }: Studio): Promise<Locator> {
  await openRecord(editor);
  const payload = '[{ "number": "S-1", "name": "Acme", "payment-term": { "code": "Net 30" } }]';
  await editor.field('coupa-record-payload').fill(payload);
  await editor.field('coupa-record-rehearse').click();
  await editor.page.locator('#coupa-record-rehearsal pre').first().waitFor();
  return dialog(editor);
}

/** The dialog of one that fetches files. */
async function downloadDialog({ editor }: Studio): Promise<Locator> {
  await openRecord(editor);
  await editor.page.locator('#coupa-record-file-facts:not(:empty)').waitFor();
  await editor.page.locator('[data-coupa-section="writing"] > summary').click();
  return dialog(editor);
}

async function openRecord(editor: Editor): Promise<void> {
  await editor.open(await editor.idOf('coupa-record'));
  await editor.page.locator('#coupa-record-resource-facts > *').first().waitFor();
}

async function openPoll(editor: Editor): Promise<void> {
  await editor.open(await editor.page.evaluate("RED.nodes.filterNodes({ type: 'coupa-poll' })[0].id"));
  await editor.page.locator('.coupa-url').first().waitFor();
}

/** The dialog on top, without the editor around it. */
async function dialog({ page }: Editor): Promise<Locator> {
  // A tooltip that the mouse has brought up, and the frame around what is focused, are of the moment.
  await page.mouse.move(1, 1);
  await page.evaluate('document.activeElement?.blur()');
  return page.locator('.red-ui-tray').last();
}

async function hide(editor: Editor, action: 'toggle-palette' | 'toggle-sidebar'): Promise<void> {
  await editor.page.evaluate(`RED.actions.invoke('core:${action}')`);
  await editor.settled();
}

/** Node-RED remembers for its user what a picture has hidden. */
async function showAll(nodeRed: NodeRed): Promise<void> {
  const body = JSON.stringify({ 'menu-menu-item-palette': true, 'menu-menu-item-sidebar': true });
  const headers = { 'Content-Type': 'application/json' };
  await fetch(new URL('settings/user', nodeRed.url), { method: 'POST', headers, body });
}

/** Writes a customer's address over the simulated tenant's: in texts, and in the fields of a dialog. */
async function hideAddress(page: Page, tenant: Tenant): Promise<void> {
  const [site, local] = [tenant.url, new URL(tenant.url).host].map((text) => JSON.stringify(text));
  await page.evaluate(`{
    const hidden = (text) => text.replaceAll(${site}, 'https://${host}').replaceAll(${local}, '${host}');
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) walker.currentNode.data = hidden(walker.currentNode.data);
    for (const input of document.querySelectorAll('input[type="text"]')) input.value = hidden(input.value);
  }`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});

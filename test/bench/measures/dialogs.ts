import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Browser, startBrowser } from '../../e2e/harness/browser';
import { Editor } from '../../e2e/harness/editor';
import { fixed, median } from '../figures';
import { connection, type FlowNode, flow, poll } from '../node-red/flows';
import { type BenchNodeRed, withNodeRed } from '../node-red/start';
import type { Measure } from '../row';
import { withTenant } from '../tenant/start';

/** Milliseconds without a change after which a dialog has said all that it says by itself. */
const stillMs = 500;

/** How long people wait for a dialog in Node-RED's editor. */
export const dialogs: Measure = {
  run: async ({ dialogs: times }) => {
    const opened = await openings(times);
    return {
      rows: opened.map(({ type, first, later }) => ({
        measure: `dialog of ${type}`,
        target: '',
        measured: `${fixed(later, 0)} ms`,
        detail: `from the order to open it until nothing in it changes any more, what the runtime is asked for included; median of ${times} openings, the first in a new window ${fixed(first, 0)} ms`,
      })),
    };
  },
  look: async ({ dialogs: times }, checkout) => {
    const opened = await openings(times, checkout);
    return opened.flatMap(({ type, first, later }) => [
      { name: `first opening of ${type}`, unit: 'ms', value: first, better: 'less' as const },
      { name: `later ones of ${type}`, unit: 'ms', value: later, better: 'less' as const },
    ]);
  },
};

/** What the dialogs of one type took, milliseconds. */
interface Opened {
  type: string;
  first: number;
  /** Median. */
  later: number;
}

async function openings(times: number, checkout?: string): Promise<Opened[]> {
  const types = await typesOf(checkout);
  const browser = await startBrowser();
  try {
    return await withTenant({ records: 1 }, ({ url }) => {
      const nodes = nodesOn(url).filter(({ type }) => types.includes(type));
      return withNodeRed(flow(...nodes), (nodeRed) => openAll(browser, nodeRed, nodes, times), { checkout });
    });
  } finally {
    await browser.stop();
  }
}

/** One node of each type, all of them set up and doing nothing. */
function nodesOn(site: string): FlowNode[] {
  const place = { z: 'tab', x: 300, y: 300, wires: [[], []] };
  return [
    connection(site, {
      csoAddress: site,
      scope: 'core.invoice.read core.invoice.write',
      credentials: { clientId: 'client', clientSecret: 'secret', csoApiKey: 'key' },
    }),
    { id: 'fleet', type: 'coupa-fleet', url: 'redis://127.0.0.1:6379' },
    poll('poll', [], [], { resource: 'invoices', interval: 0 }),
    { id: 'cso', type: 'coupa-cso-events', connection: 'connection', ...place },
    {
      id: 'record',
      type: 'coupa-record',
      connection: 'connection',
      resource: 'invoices',
      operation: 'update',
      ...place,
    },
  ];
}

/** The node types of a checkout: one of before may lack some. */
async function typesOf(checkout: string | undefined): Promise<string[]> {
  const { root } = await import('../../../scripts/paths.mjs');
  const manifest = readFileSync(join(checkout ?? root, 'package.json'), 'utf8');
  return Object.keys(JSON.parse(manifest)['node-red'].nodes);
}

/** In a window of its own for each node: what a dialog loads is loaded by its first opening. */
async function openAll(
  browser: Browser,
  nodeRed: BenchNodeRed,
  nodes: readonly FlowNode[],
  times: number,
): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const { id, type } of nodes) {
    const editor = await Editor.open(browser, nodeRed.url);
    const first = await timeOpening(editor.page, id);
    const later: number[] = [];
    while (later.length < times) later.push(await timeOpening(editor.page, id));
    await editor.close();
    opened.push({ type, first, later: median(later) });
  }
  return opened;
}

/** Opens a dialog and closes it. Node-RED slides it in meanwhile: that changes the place of things, not what they say. */
async function timeOpening(page: Page, id: string): Promise<number> {
  const milliseconds = await page.evaluate<number>(`(${opening})(${JSON.stringify(id)}, ${stillMs})`);
  const cancel = page.locator('#node-dialog-cancel, #node-config-dialog-cancel');
  await cancel.click();
  await cancel.waitFor({ state: 'detached' });
  return milliseconds;
}

const opening = `(id, stillMs) => new Promise((resolve) => {
  const node = RED.nodes.node(id);
  const begin = performance.now();
  let last = begin;
  let timer;
  const changed = () => {
    last = performance.now();
    clearTimeout(timer);
    timer = setTimeout(() => {
      observer.disconnect();
      resolve(last - begin);
    }, stillMs);
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.getElementById('red-ui-editor-stack'), {
    childList: true,
    characterData: true,
    subtree: true,
  });
  if (node._def.category === 'config') RED.editor.editConfig('', node.type, id);
  else RED.editor.edit(node);
})`;

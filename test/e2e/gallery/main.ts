import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCso } from '../../simulator/cso';
import { Tenant } from '../../simulator/tenant';
import {
  type Browser,
  Editor,
  type NodeRed,
  type PlatformName,
  startBrowser,
  startNodeRed,
} from '../harness';
import { screenshotFile } from '../harness/browser';
import { galleryFlows } from './flows';
import { prepare, type Shot, shots } from './shots';

/** How the editor is looked at. */
interface Variant {
  platform: PlatformName;
  dark?: boolean;
  /** Twice as large, so that half as much fits. */
  zoomed?: boolean;
  locale?: string;
}

const variants: Record<string, Variant> = {
  '4-light': { platform: 'node-red-4' },
  '4-dark': { platform: 'node-red-4', dark: true },
  '4-zoomed': { platform: 'node-red-4', zoomed: true },
  '4-de': { platform: 'node-red-4', locale: 'de-DE' },
  '4-de-zoomed': { platform: 'node-red-4', locale: 'de-DE', zoomed: true },
  '4-fr': { platform: 'node-red-4', locale: 'fr-FR' },
  '4-ja': { platform: 'node-red-4', locale: 'ja-JP' },
  '5-light': { platform: 'node-red-5' },
  '5-dark': { platform: 'node-red-5', dark: true },
  '5-zoomed': { platform: 'node-red-5', zoomed: true, dark: true },
  '5-de': { platform: 'node-red-5', locale: 'de-DE' },
  '5-ja': { platform: 'node-red-5', locale: 'ja-JP', dark: true },
};

/**
 * Takes every state of every dialog, in every way they are looked at: `.cache/screenshots/gallery/<picture>--<variant>.png`.
 * Two regular expressions narrow it down: of the pictures' names, and of the variants'.
 */
async function main([wantedShots = '', wantedVariants = '']: string[]): Promise<void> {
  const chosen = Object.entries(variants).filter(([name]) => name.search(wantedVariants) >= 0);
  const wanted = Object.entries(shots).filter(([name]) => name.search(wantedShots) >= 0);
  const browser = await startBrowser();
  const tenant = await galleryTenant();
  try {
    for (const platform of new Set(chosen.map(([, variant]) => variant.platform))) {
      const nodeRed = await startNodeRed({ platform, flows: galleryFlows(tenant) });
      try {
        for (const [name, variant] of chosen.filter(([, one]) => one.platform === platform)) {
          await takeAll(browser, nodeRed, [name, variant], wanted);
        }
      } finally {
        await nodeRed.stop();
      }
    }
  } finally {
    await browser.stop();
    await tenant.close();
  }
}

async function galleryTenant(): Promise<Tenant> {
  const tenant = await Tenant.start();
  tenant.mount(createCso().mounted);
  tenant.resource('invoices').createMany(12);
  tenant.weather({ kind: 'stalled-body', path: '/api/suppliers', times: Number.POSITIVE_INFINITY });
  return tenant;
}

async function takeAll(
  browser: Browser,
  nodeRed: NodeRed,
  [name, variant]: [string, Variant],
  wanted: [string, Shot][],
): Promise<void> {
  for (const [shot, take] of wanted) {
    const editor = await Editor.open(browser, nodeRed.url, windowOf(variant));
    editor.page.setDefaultTimeout(10_000);
    try {
      if (variant.dark) await darken(editor, variant.platform);
      await prepare(editor);
      const part = await take(editor);
      await editor.settled();
      const path = await screenshotFile(join('gallery', `${shot}--${name}`));
      mkdirSync(dirname(path), { recursive: true });
      await (part ?? editor.page).screenshot({ path });
    } catch (error) {
      process.stdout.write(`${shot} ${name}: ${error}\n`);
      process.exitCode = 1;
    }
    await editor.close();
  }
}

function windowOf({ zoomed, locale = 'en-US' }: Variant) {
  // So high that all of a dialog shows; what has to be scrolled is seen at 200 %.
  const viewport = zoomed ? { width: 683, height: 480 } : { width: 1280, height: 1600 };
  return {
    viewport,
    locale,
    deviceScaleFactor: zoomed ? 2 : 1,
  };
}

/** Node-RED 5 marks the page; Node-RED 4 has no dark colours of its own: these are Node-RED 5's, or those of the file `$THEME`. */
async function darken(editor: Editor, platform: PlatformName): Promise<void> {
  const theme = process.env['THEME'];
  if (platform === 'node-red-4') {
    const file = '../platforms/node-red-5/node_modules/@node-red/editor-client/public/red/style.min.css';
    const whole = readFileSync(theme ?? join(__dirname, file), 'utf8');
    const content = theme ? whole : (/html\.nr-theme-dark\{[^}]*\}/.exec(whole)?.[0] ?? '');
    await editor.page.addStyleTag({ content });
  }
  await editor.darken();
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});

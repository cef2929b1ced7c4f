import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Browser as Chromium, Page } from 'playwright-core';

/** Starts a headless Chromium that talks to nobody but the pages it is sent to. */
export async function startBrowser(): Promise<Browser> {
  // A second of processor time, which half of the tests that import this harness do not need.
  const { chromium } = await import('playwright-core');
  const { findChromium } = await import('../../../scripts/browser.mjs');
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium was found: run `node scripts/setup.mjs`.');
  return new Browser(await chromium.launch({ executablePath, args: quiet }));
}

/** As root there is no sandbox; and Chromium's own traffic would only fail where the network is closed. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A Chromium, and pages of it that collect what went wrong in them. */
export class Browser {
  constructor(private readonly chromium: Chromium) {}

  /** A window of its own: nothing stored; English and 1400 by 900 unless said otherwise. */
  async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.chromium.newContext({
      viewport: { width: 1400, height: 900 },
      locale: 'en-US',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    // A first look at the editor takes up to nine seconds of computing, with other tests beside it.
    await page.goto(url, { timeout: 90_000 });
    return page;
  }

  async stop(): Promise<void> {
    await this.chromium.close();
  }
}

/** Where a picture of this name is put: `.cache/screenshots/<name>.png`. */
export async function screenshotFile(name: string): Promise<string> {
  const { cache } = await import('../../../scripts/paths.mjs');
  const folder = join(cache, 'screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}

import type { CDPSession } from 'playwright-core';
import { type Browser, startBrowser } from '../harness/browser';
import { Editor } from '../harness/editor';

/** What the page of the editor holds, after a full collection of its garbage. */
export interface PageFootprint {
  /** JavaScript's heap, kilobytes. */
  heap: number;
  /** DOM nodes. */
  nodes: number;
  /** Listeners of JavaScript. */
  listeners: number;
}

/** Somebody who leaves the tab Coupa open, all rows unfolded, the list of undeliverable records of one poll, too. */
export class Onlooker {
  /** @param name of the poll whose undeliverable records are looked at */
  static async open(url: string, name: string): Promise<Onlooker> {
    const browser = await startBrowser();
    try {
      const editor = await Editor.open(browser, url);
      await editor.showCoupa();
      const devTools = await editor.page.context().newCDPSession(editor.page);
      const onlooker = new Onlooker(browser, editor, name, devTools);
      await onlooker.unfold();
      return onlooker;
    } catch (error) {
      await browser.stop();
      throw error;
    }
  }

  /** How often records were sent again. */
  resent = 0;

  private constructor(
    private readonly browser: Browser,
    private readonly editor: Editor,
    private readonly name: string,
    private readonly devTools: CDPSession,
  ) {}

  async weigh(): Promise<PageFootprint> {
    await this.devTools.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.devTools.send('Performance.getMetrics');
    const value = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
    return {
      heap: Math.round(value('JSHeapUsedSize') / 1024),
      nodes: value('Nodes'),
      listeners: value('JSEventListeners'),
    };
  }

  /** Sends what was given up again, if there is anything. */
  async sendAgain(): Promise<void> {
    const buttons = this.row().getByRole('button', { name: 'Send all again' });
    // In one turn of the page: between a look and a click the last one may be delivered, and the button go.
    const isSent = await buttons.evaluateAll(([button]) => {
      if (button instanceof HTMLElement) button.click();
      return button !== undefined;
    });
    if (isSent) this.resent += 1;
  }

  async picture(name: string): Promise<void> {
    await this.editor.screenshot(name);
  }

  async close(): Promise<void> {
    await this.browser.stop();
  }

  private async unfold(): Promise<void> {
    await this.devTools.send('Performance.enable');
    await this.editor.page.evaluate(
      `for (const row of document.querySelectorAll('.coupa-sidebar details')) row.open = true`,
    );
    await this.row()
      .getByRole('button', { name: /^Undeliverable: / })
      .click();
  }

  private row() {
    return this.editor.page
      .locator('.coupa-sidebar section > .coupa-rows > .coupa-row')
      .filter({ hasText: this.name });
  }
}

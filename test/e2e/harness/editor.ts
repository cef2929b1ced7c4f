import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Browser, screenshotFile } from './browser';

/** Milliseconds for which a page may load: a busy machine takes half a minute and more. */
const pageMs = 90_000;

/** Node-RED's editor in a browser, used by mouse and keyboard as a person does. */
export class Editor {
  /** Opens the editor, in the language of the browser, and waits until its palette has loaded. `options`: of the window, such as its language. */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Editor> {
    const editor = new Editor(await browser.open(url, options));
    await editor.ready();
    return editor;
  }

  /** Opens the editor of a Node-RED that asks who one is. */
  static async signIn(browser: Browser, url: string, username: string, password: string): Promise<Editor> {
    const editor = new Editor(await browser.open(url));
    await editor.field('node-dialog-login-username').fill(username);
    await editor.field('node-dialog-login-password').fill(password);
    await editor.field('node-dialog-login-password').press('Enter');
    await editor.ready();
    return editor;
  }

  private constructor(readonly page: Page) {}

  /** Loads the page again, after a restart of Node-RED for one. */
  async reload(): Promise<void> {
    await this.page.reload({ timeout: pageMs });
    await this.ready();
  }

  /** Drags a node from the palette to a place on the canvas. Answers the node's id. */
  async add(type: string, x: number, y: number): Promise<string> {
    const before = await this.nodeIds();
    const entry = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    let added: string[] = [];
    // The palette may still unfold under the mouse: then nothing was taken hold of, as happens to a user.
    for (let tries = 0; tries < 3 && added.length === 0; tries += 1) {
      await entry.scrollIntoViewIfNeeded();
      await entry.hover();
      if (!(await this.dragTo(x, y))) continue;
      // It is drawn some time after it was let go of.
      await this.page.waitForFunction(
        (count) => document.querySelectorAll('g.red-ui-flow-node-group').length > count,
        before.length,
      );
      added = (await this.nodeIds()).filter((id) => !before.includes(id));
    }
    if (added.length !== 1) throw new Error(`Dragging ${type} from the palette made ${added.length} nodes.`);
    return added[0] ?? '';
  }

  /** Imports one of the package's examples by the editor's menu; it comes on a tab of its own. */
  async importExample(name: string): Promise<void> {
    await this.page.locator('#red-ui-header-button-sidemenu').click();
    await this.page.locator('#menu-item-import').click();
    const tabs = this.page.locator('#red-ui-workspace-tabs > li.red-ui-tab');
    const before = await tabs.count();
    const dialog = this.page.locator('.ui-dialog:has(#red-ui-clipboard-dialog-ok)');
    await dialog.locator('#red-ui-clipboard-dialog-import-tabs').getByText('Examples').click();
    await dialog.getByText('node-red-contrib-coupa', { exact: true }).click();
    const importIt = dialog.locator('#red-ui-clipboard-dialog-ok');
    // On a busy computer the editor may look at the empty text of its first tab only now, and disables the button: then it is chosen anew.
    for (let tries = 0, isClicked = false; tries < 3 && !isClicked; tries += 1) {
      await dialog.getByText(name, { exact: true }).click();
      const clicking = importIt.click({ timeout: 5000 });
      isClicked = await clicking.then(
        () => true,
        () => false,
      );
    }
    await tabs.nth(before).click();
    await this.settled();
  }

  /** The id of the one node of the tab that is shown that has this type, and this name where one is given. */
  async idOf(type: string, name?: string): Promise<string> {
    const wanted = JSON.stringify({ type, name });
    const ids = await this.page.evaluate<string[]>(`{
      const { type, name } = ${wanted};
      RED.nodes
        .filterNodes({ type, z: RED.workspaces.active() })
        .filter((node) => name === undefined || node.name === name)
        .map(({ id }) => id);
    }`);
    if (ids.length !== 1) throw new Error(`There are ${ids.length} nodes like ${wanted}.`);
    return ids[0] ?? '';
  }

  /** Draws a wire from a node's output (counted from 0) to another node's input. */
  async wire(from: string, output: number, to: string): Promise<void> {
    const start = this.node(from).locator('.red-ui-flow-port-output .red-ui-flow-port').nth(output);
    const end = this.node(to).locator('.red-ui-flow-port-input .red-ui-flow-port');
    await start.hover();
    await this.page.mouse.down();
    await end.hover();
    await this.page.mouse.up();
  }

  /** Opens a node's dialog. */
  async open(id: string): Promise<void> {
    await this.node(id).locator('.red-ui-flow-node').dblclick();
    const dialog = this.page.locator('.red-ui-tray');
    // Node-RED takes two clicks for a double one within 650 ms only, which a busy computer does not always keep.
    await dialog.waitFor({ timeout: 5000 }).catch(() => undefined);
    if ((await dialog.count()) === 0) await this.edit(id);
    await this.opened('#node-dialog-ok');
  }

  /** Opens a node's dialog without the mouse, which may not reach the node where the window is small. */
  async openByAction(id: string): Promise<void> {
    await this.edit(id);
    await this.opened('#node-dialog-ok');
  }

  private edit(id: string): Promise<unknown> {
    return this.page.evaluate(`RED.editor.edit(RED.nodes.node(${JSON.stringify(id)}))`);
  }

  /** Turns Node-RED 5's dark colours on or off. */
  async darken(isDark = true): Promise<void> {
    await this.page.evaluate(`document.documentElement.classList.toggle('nr-theme-dark', ${isDark})`);
    await this.settled();
  }

  /** Closes a node's dialog with Done. */
  async done(): Promise<void> {
    await this.page.locator('#node-dialog-ok').click();
    await this.closed('#node-dialog-ok');
  }

  /** Presses `+` beside a field that names a configuration node, and waits for that node's dialog. */
  async addConfiguration(property: string): Promise<void> {
    await this.page.locator(`#node-input-btn-${property}-add`).click();
    await this.configurationOpened();
  }

  /** Presses the pencil beside a field that names a configuration node, by keyboard, and waits for that node's dialog. */
  async editConfiguration(property: string): Promise<void> {
    await this.page.locator(`#node-input-btn-${property}-edit`).press('Enter');
    await this.configurationOpened();
  }

  /** Waits until a configuration node's dialog, however it was opened, is there to be used. */
  async configurationOpened(): Promise<void> {
    await this.opened('#node-config-dialog-ok');
  }

  /** Closes a configuration node's dialog with Add. */
  async doneConfiguration(): Promise<void> {
    await this.page.locator('#node-config-dialog-ok').click();
    await this.closed('#node-config-dialog-ok');
  }

  /** An element of the dialog on top, by its id. */
  field(id: string): Locator {
    return this.page.locator(`#${id}`);
  }

  /** Deploys, and waits until Node-RED says that it went well: by its event, since a busy browser shows the notice too short. */
  async deploy(): Promise<void> {
    await this.page.evaluate(`{
      window.isDeployed = false;
      const deployed = () => {
        RED.events.off('deploy', deployed);
        window.isDeployed = true;
      };
      RED.events.on('deploy', deployed);
    }`);
    await this.page.locator('#red-ui-header-button-deploy:not(.disabled)').click();
    await this.page.waitForFunction('window.isDeployed', undefined, { timeout: pageMs });
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /** Moves a node down a little: the smallest change there is to deploy. */
  async nudge(id: string): Promise<void> {
    const box = await this.node(id).locator('.red-ui-flow-node').boundingBox();
    if (!box) throw new Error(`The node ${id} is not visible.`);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x, y + 40, { steps: 8 });
    await this.page.mouse.up();
  }

  /** Shows the debug sidebar: Node-RED 4 hides it behind a tab, Node-RED 5 does not. */
  async showDebug(): Promise<void> {
    const tab = this.page.locator('#red-ui-tab-debug-link-button');
    if (await tab.isVisible()) await tab.click();
    await this.page.locator('#red-ui-sidebar-debug-clear').waitFor();
  }

  /** Shows the tab Coupa of the sidebar: a button of Node-RED 5's bar, and of Node-RED 4's where it has room. */
  async showCoupa(): Promise<void> {
    const button = this.page.locator('#red-ui-tab-coupa-link-button, button[data-tab-id="coupa"]').first();
    if (await button.isVisible()) await button.click();
    else await this.page.evaluate(`RED.actions.invoke('coupa:show-operations')`);
    await this.page.locator('.coupa-sidebar .coupa-summary:not(:empty)').waitFor();
  }

  /** Empties the debug sidebar. */
  async clearDebug(): Promise<void> {
    await this.page.locator('#red-ui-sidebar-debug-clear').click();
    await this.page.locator('.red-ui-debug-msg').first().waitFor({ state: 'detached' });
  }

  /** What the debug sidebar shows, a text for each message. */
  debugMessages(): Promise<string[]> {
    return this.page.locator('.red-ui-debug-msg').allInnerTexts();
  }

  /** Waits until the debug sidebar shows this many messages, or one with this text. */
  async waitForDebug(wanted: number | string | RegExp): Promise<void> {
    const messages = this.page.locator('.red-ui-debug-msg');
    const last =
      typeof wanted === 'number' ? messages.nth(wanted - 1) : messages.filter({ hasText: wanted }).first();
    await last.waitFor({ timeout: 60_000 });
  }

  /** The text under a node on the canvas. */
  status(id: string): Promise<string> {
    return this.node(id)
      .locator('.red-ui-flow-node-status-label')
      .evaluate((label) => label.textContent ?? '');
  }

  /** A node on the canvas. */
  node(id: string): Locator {
    return this.page.locator(`g.red-ui-flow-node-group[id="${id}"]`);
  }

  /** A picture of the window as `.cache/screenshots/<name>.png`. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: await screenshotFile(name) });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /**
   * By raw mouse moves: the palette's tooltip may lie over the canvas, and a person's mouse does not mind.
   *
   * @returns whether something of the palette was taken hold of.
   */
  private async dragTo(x: number, y: number): Promise<boolean> {
    const canvas = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    if (!canvas) throw new Error('The canvas is not visible.');
    await this.page.mouse.down();
    await this.page.mouse.move(canvas.x + x, canvas.y + y, { steps: 8 });
    const isTaken = (await this.page.locator('.red-ui-palette-node.ui-draggable-dragging').count()) > 0;
    await this.page.mouse.up();
    return isTaken;
  }

  /** Loads as much as the page itself does, and is given as long. */
  private async ready(): Promise<void> {
    await this.page.locator('.red-ui-palette-node[data-palette-type="inject"]').waitFor({ timeout: pageMs });
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden', timeout: pageMs });
  }

  private nodeIds(): Promise<string[]> {
    return this.page
      .locator('g.red-ui-flow-node-group')
      .evaluateAll((groups) => groups.map((group) => group.id));
  }

  /** Waits until nothing moves: dialogs slide in, and what is clicked on the way lands elsewhere. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(() =>
      document.getAnimations().every((one) => one.playState !== 'running'),
    );
    await this.page.waitForFunction('!window.jQuery || window.jQuery(":animated").length === 0');
  }

  /**
   * Waits until the dialog with this button is there to be used. Node-RED gives a dialog the focus 150 ms after it has begun to
   * slide in, and takes it from wherever it is by then: from what a quick test has come to with the Tab key, for one.
   */
  private async opened(button: string): Promise<void> {
    await this.page.locator(button).waitFor();
    await this.page.waitForFunction(
      (one) => document.activeElement?.closest('.red-ui-tray')?.querySelector(one),
      button,
    );
    await this.settled();
  }

  private async closed(button: string): Promise<void> {
    await this.page.locator(button).waitFor({ state: 'detached' });
    await this.settled();
  }
}

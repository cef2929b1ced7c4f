import type { BrowserContextOptions } from 'playwright-core';
import { type Browser, startBrowser } from './browser';
import { Editor } from './editor';
import type { NodeRed } from './node-red';

/** A Node-RED, and its editor in a browser. */
export interface Stage {
  readonly nodeRed: NodeRed;
  readonly editor: Editor;
}

/** How a stage is set. */
interface StageOptions {
  /** Of the window, such as its language. */
  window?: BrowserContextOptions;
}

/**
 * Sets a stage for a suite: before its tests a Node-RED and its editor, after each a picture, `<name>-<number>`, and at the end
 * nothing of it is left.
 *
 * @param begin starts the Node-RED, and what it needs
 */
export function inEditor(name: string, begin: () => Promise<NodeRed>, { window }: StageOptions = {}): Stage {
  let nodeRed: NodeRed | undefined;
  let browser: Browser | undefined;
  let editor: Editor | undefined;
  let picture = 0;

  before(async () => {
    nodeRed = await begin();
    browser = await startBrowser();
    editor = await Editor.open(browser, nodeRed.url, window);
  });

  afterEach(async () => {
    picture += 1;
    await editor?.screenshot(`${name}-${picture}`);
  });

  after(async () => {
    await browser?.stop();
    await nodeRed?.stop();
  });

  return {
    get nodeRed() {
      return there(nodeRed);
    },
    get editor() {
      return there(editor);
    },
  };
}

function there<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The stage is set before the tests begin, not before that.');
  return value;
}

import type { Locator } from 'playwright-core';
import type { Editor } from './editor';

/** The dialog that makes a flow of a pasted configuration. */
export class ImportDialog {
  /** Opens it from the editor's main menu. */
  static async fromMenu(editor: Editor): Promise<ImportDialog> {
    await editor.page.locator('#red-ui-header-button-sidemenu').click();
    await editor.page.locator('#coupa-menu-item-import').click();
    return new ImportDialog(editor);
  }

  /** Opens it from the dialog of a connection, which is open. */
  static async fromConnection(editor: Editor): Promise<ImportDialog> {
    await editor.page.locator('#coupa-config-import').click();
    return new ImportDialog(editor);
  }

  private constructor(private readonly editor: Editor) {}

  /** Pastes a text and waits until it was read. */
  async paste(text: string): Promise<void> {
    await this.type(text);
    await this.part('resources').waitFor();
  }

  /** Puts a text in, whether it can be read or not. */
  async type(text: string): Promise<void> {
    await this.part('text').focus();
    await this.editor.page.keyboard.insertText(text);
  }

  /** Waits until the dialog says this of the text. */
  says(summary: string): Promise<void> {
    return this.part('status').filter({ hasText: summary }).waitFor();
  }

  /** The resources that can be ticked. */
  resources(): Promise<string[]> {
    return this.part('resources')
      .locator('input')
      .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  }

  /** Chooses where the flow asks, and waits until the text was read for that. */
  async choose(target: 'direct' | 'hub'): Promise<void> {
    if (await this.part(target).isChecked()) return;
    const read = this.editor.page.waitForResponse(/coupa\/import$/);
    await this.part(target).check();
    await read;
    await this.part('status').locator('.coupa-import-summary').waitFor();
  }

  isOffered(target: 'direct' | 'hub'): Promise<boolean> {
    return this.part(target).isEnabled();
  }

  /** What the user has to do. */
  async toDo(): Promise<string> {
    return (await this.editor.page.locator('.coupa-findings.coupa-manual').textContent()) ?? '';
  }

  toDoIsThere(): Promise<boolean> {
    return this.editor.page.locator('.coupa-findings.coupa-manual').isVisible();
  }

  async callBack(url: string): Promise<void> {
    await this.part('callback').fill(url);
  }

  /** Unticks all resources. */
  async none(): Promise<void> {
    await this.part('resources').locator('button').nth(1).click();
  }

  async tick(resource: string): Promise<void> {
    await this.part('resources').locator(`input[value="${resource}"]`).check();
  }

  /** Presses Import, and waits until the dialog is gone. */
  async import(): Promise<void> {
    await this.part('ok').click();
    await this.part('dialog').waitFor({ state: 'detached' });
  }

  /** Presses Cancel, and waits until the dialog is gone. */
  async cancel(): Promise<void> {
    await this.part('cancel').click();
    await this.part('dialog').waitFor({ state: 'detached' });
  }

  private part(name: string): Locator {
    return this.editor.page.locator(`#coupa-import-${name}`);
  }
}

/** The poll nodes of the workspace, in the order in which they were added. */
export async function pollNodes(editor: Editor): Promise<{ id: string; resource: string }[]> {
  return editor.page.evaluate(
    "RED.nodes.filterNodes({ type: 'coupa-poll' }).map(({ id, resource }) => ({ id, resource }))",
  );
}

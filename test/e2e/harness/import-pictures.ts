import type { Locator } from 'playwright-core';
import { pasted } from '../../unit/migrate/pasted';
import type { Editor } from './editor';
import { ImportDialog } from './import-dialog';

/** The import dialog with a pasted configuration, of which three resources are ticked. */
export async function importDialog({ editor }: { editor: Editor }): Promise<Locator> {
  const dialog = await ImportDialog.fromMenu(editor);
  await dialog.paste(pasted('coupa-second'));
  await dialog.none();
  for (const resource of ['invoices', 'purchaseOrders', 'suppliers']) await dialog.tick(resource);
  await editor.page.mouse.move(1, 1);
  return editor.page.locator('.coupa-import-dialog');
}

/** What has become of it: the flow, with the connection's dialog open for what no text holds. */
export async function importedFlow({ editor }: { editor: Editor }): Promise<undefined> {
  await editor.page.evaluate("RED.actions.invoke('core:toggle-palette')");
  await importDialog({ editor });
  await editor.page.locator('#coupa-import-ok').click();
  await editor.configurationOpened();
}

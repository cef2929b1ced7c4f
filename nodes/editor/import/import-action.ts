import type { Say } from '../page/say';
import type { NodeDefinition } from '../red';
import { openImport } from './import-dialog';

const type = 'coupa-config';
const action = 'coupa:import';
const item = 'coupa-menu-item-import';

/**
 * Offers the import as an action of the editor and, where the editor offers its own import, in the main menu behind it. Called
 * once the type is registered, which has the texts.
 */
export function offerImport(): void {
  const definition = RED.nodes.getType(type);
  if (definition) offerWith(definition);
}

function offerWith(definition: NodeDefinition): void {
  const say: Say = (key, values) => definition._?.(`${type}.${key}`, values) ?? key;
  RED.actions.add(action, () => openImport({ say }), { label: say('import.menu') });
  const add = () => addMenuItem(say('import.menu'));
  if (document.getElementById('menu-item-import')) add();
  else RED.events.on('flows:loaded', add);
}

function addMenuItem(label: string): void {
  const neighbour = document.getElementById('menu-item-import')?.parentElement;
  if (!neighbour || document.getElementById(item) || !RED.user.hasPermission('flows.write')) return;
  RED.menu.addItem('red-ui-header-button-sidemenu', { id: item, label, onselect: action });
  const added = document.getElementById(item)?.parentElement;
  if (added) neighbour.after(added);
}

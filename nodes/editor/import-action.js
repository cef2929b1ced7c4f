import { openImport } from './import-flow.js';

const action = 'coupa:import';
const item = 'coupa-menu-item-import';

/** Offers the import as an action of the editor and, where the editor offers its own import, in the main menu behind it. */
export function offerImport() {
  whenRegistered(() => {
    const definition = RED.nodes.getType('coupa-config');
    const say = (key, values) => definition._(`coupa-config.${key}`, values);
    RED.actions.add(action, () => openImport({ say }), { label: say('import.menu') });
    const add = () => addMenuItem(say('import.menu'));
    if (document.getElementById('menu-item-import')) add();
    else RED.events.on('flows:loaded', add);
  });
}

/** The module may be here before the node's type is. */
function whenRegistered(act) {
  if (RED.nodes.getType('coupa-config')) return act();
  const listen = (type) => {
    if (type !== 'coupa-config') return;
    RED.events.off('registry:node-type-added', listen);
    act();
  };
  return RED.events.on('registry:node-type-added', listen);
}

function addMenuItem(label) {
  const neighbour = document.getElementById('menu-item-import')?.parentElement;
  if (!neighbour || document.getElementById(item) || !RED.user.hasPermission('flows.write')) return;
  RED.menu.addItem('red-ui-header-button-sidemenu', { id: item, label, onselect: action });
  neighbour.after(document.getElementById(item).parentElement);
}

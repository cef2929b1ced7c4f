import { showAbsent } from './absent.js';
import { makeOperable } from './config-buttons.js';
import { connectionInDialog } from './connection-fields.js';
import { offerImport } from './import-action.js';
import { openImport } from './import-flow.js';
import { proposeScopes, resourcesOfFlow } from './scopes.js';
import { foldSections } from './section.js';
import { proposeAddress } from './site-address.js';
import { useStyle } from './style.js';
import { testConnection } from './test-connection.js';
import { addTooltips } from './tooltip.js';

useStyle();
offerImport();

/** The browser's part of the dialog of `coupa-config`. */
export const config = {
  /** Called when the dialog opens. */
  prepare(node) {
    const say = (key, values) => node._(`coupa-config.${key}`, values);
    const dialog = document.getElementById('coupa-config-dialog');
    showAbsent(node, 'node-config-input-');
    showFieldsOf(dialog);
    foldSections(dialog, { say, defaults: () => defaultsOf(node) });
    addTooltips(dialog, say);
    makeOperable(dialog, node);
    proposeAddresses(say);
    const scopes = proposeScopes(document.getElementById('coupa-config-scopes'), { say, id: node.id });
    const isKnown = RED.nodes.node(node.id) !== null;
    document
      .getElementById('coupa-config-import')
      .addEventListener('click', () => openImport({ say, connection: isKnown ? node.id : '' }));
    testConnection(dialog, {
      say,
      fields: () => connectionInDialog(node.id),
      resources: () => resourcesOfFlow(node.id),
      tested: (report) => scopes.tested(report),
    });
  },
};

globalThis.coupaEditor = { ...globalThis.coupaEditor, config };

function proposeAddresses(say) {
  const isHub = () => $('#node-config-input-authentication').val() === 'openConnectors';
  const fields = [
    ['siteAddress', isHub],
    ['csoAddress', () => false],
  ];
  for (const [name, isOfHub] of fields) {
    const input = document.getElementById(`node-config-input-${name}`);
    proposeAddress(document.getElementById(`coupa-config-${name}-hint`), input, { say, isHub: isOfHub });
  }
}

/** What an address looks like, by kind of authentication. */
const addresses = {
  oauth2: 'https://acme.coupahost.com',
  openConnectors: 'https://api.openconnectors.eu10.hana.ondemand.com/elements/api-v2',
};

/** Each kind of authentication has its own fields. */
function showFieldsOf(dialog) {
  const choice = $('#node-config-input-authentication');
  const show = () => {
    $('#node-config-input-siteAddress').attr('placeholder', addresses[choice.val()] ?? addresses.oauth2);
    for (const part of dialog.querySelectorAll('[data-coupa-authentication]')) {
      part.hidden = !part.dataset.coupaAuthentication.split(' ').includes(choice.val());
    }
  };
  if (!choice.val()) choice.val('oauth2');
  choice.on('change', show);
  show();
}

function defaultsOf(node) {
  return Object.fromEntries(Object.entries(node._def.defaults).map(([name, { value }]) => [name, value]));
}

import { findResource, loadResources } from './ask.js';
import { icon, make } from './dom.js';
import { resourceInDialog } from './open-polls.js';

/** Names of the resources that the poll nodes on a connection read; of those that are open, what their dialogs say. */
export function resourcesOfFlow(connectionId) {
  const deployed = RED.nodes.filterNodes({ type: 'coupa-poll' });
  const open = RED.editor.getEditStack().filter(({ type }) => type === 'coupa-poll');
  const names = deployed
    .filter((node) => node.connection === connectionId && !open.some(({ id }) => id === node.id))
    .map((node) => node.resource);
  return [...new Set([...names, ...open.map(resourceInDialog)].filter(Boolean))];
}

/** Says under the scopes which ones the flow's nodes need beside them, with a button that adds them. */
export async function proposeScopes(place, { say, id }) {
  const resources = await loadResources();
  const input = document.getElementById('node-config-input-scope');
  const update = () => {
    const missing = missingScopes(resources, id, input.value);
    place.replaceChildren(...(missing.length === 0 ? [] : proposal(missing)));
  };
  const proposal = (missing) => [
    make('span', {}, say('scopes.missing', { count: missing.length })),
    ...missing.map((scope) => make('code', {}, scope)),
    make(
      'button',
      {
        type: 'button',
        class: 'red-ui-button red-ui-button-small',
        onclick: () => {
          input.value = [...scopesIn(input.value), ...missing].join(' ');
          $(input).trigger('change');
          input.focus();
        },
      },
      icon('plus'),
      ` ${say('scopes.add')}`,
    ),
  ];
  $(input).on('input change', update);
  update();
}

function missingScopes(resources, id, text) {
  const named = scopesIn(text);
  const needed = resourcesOfFlow(id).map((name) => findResource(resources, name)?.scope);
  return [...new Set(needed)].filter((scope) => scope && !named.includes(scope)).sort();
}

function scopesIn(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

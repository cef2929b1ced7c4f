import { make, showing } from './dom.js';

/**
 * Says in `place` that a connection does not name a scope that is needed, with a button that adds it to the connection.
 *
 * @param {HTMLElement} place
 * @param {Function} say
 * @returns {(connection: string, scope: string | undefined) => void} shows what is so for a connection and a scope
 */
export function scopeNote(place, say) {
  const show = showing(place, ({ connection, scope, isAdded }) => {
    if (isAdded) return [make('span', {}, say('scope.added'))];
    if (scope === undefined) return [];
    const add = () => {
      addScope(connection, scope);
      show({ isAdded: true });
    };
    const mayDeploy = RED.user.hasPermission('flows.write');
    const attributes = { type: 'button', class: 'red-ui-button red-ui-button-small', onclick: add };
    return [
      make('span', {}, say('scope.missing', { scope })),
      ...(mayDeploy ? [make('button', attributes, say('scope.add'))] : []),
    ];
  });
  return (connection, scope) => {
    const isMissing = scope && lacks(connection, scope);
    show(isMissing ? { connection, scope } : {});
  };
}

/** Not where it names none, which leaves the choice to Coupa, or where a variable names them. */
function lacks(id, wanted) {
  const { authentication = 'oauth2', scope = '' } = RED.nodes.node(id) ?? {};
  const named = scopesIn(scope);
  return authentication === 'oauth2' && named.length > 0 && !scope.includes('$') && !named.includes(wanted);
}

/** Adds a scope to a connection, as a step that can be undone. */
function addScope(id, scope) {
  const node = RED.nodes.node(id);
  const { changed, scope: before } = node;
  RED.history.push({ t: 'edit', node, changes: { scope: before }, changed, dirty: RED.nodes.dirty() });
  node.scope = [...scopesIn(before), scope].join(' ');
  node.changed = true;
  RED.nodes.dirty(true);
  RED.events.emit('nodes:change', node);
}

function scopesIn(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

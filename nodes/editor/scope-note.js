import { addScopes, missingScopes } from './connection-scopes.js';
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
      addScopes(connection, [scope]);
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
    const isMissing = scope && missingScopes(connection, scope).length > 0;
    show(isMissing ? { connection, scope } : {});
  };
}

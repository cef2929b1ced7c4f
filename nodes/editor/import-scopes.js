import { addScopes, missingScopes } from './connection-scopes.js';
import { make, verdict } from './dom.js';

/**
 * What a connection that is there lacks for what is imported, and a button that adds it.
 *
 * @param {string} connection its id
 * @param {string} wanted scopes, separated by spaces
 * @returns {HTMLElement[]} none if it lacks nothing
 */
export function scopeNote(connection, wanted, say) {
  const missing = missingScopes(connection, wanted);
  if (missing.length === 0) return [];
  const add = () => {
    addScopes(connection, missing);
    note.replaceChildren(verdict('ok', say('scopesAdded')));
  };
  const note = make(
    'div',
    { id: 'coupa-import-scopes' },
    verdict('warning', say('scopesMissing')),
    ...missing.map((one) => make('code', {}, one)),
    make(
      'button',
      { type: 'button', class: 'red-ui-button red-ui-button-small', onclick: add },
      say(missing.length > 1 ? 'addScopes' : 'addScope'),
    ),
  );
  return [note];
}

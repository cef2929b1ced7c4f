import { addScopes, missingScopes } from '../connection/connection-scopes';
import { make, smallButton } from '../page/make';
import type { Say } from '../page/say';
import { verdict } from '../page/verdict';

/**
 * What a connection that is there lacks for what is imported, and a button that adds it.
 *
 * @param connection its id
 * @param wanted scopes, separated by spaces
 * @returns nothing if it lacks nothing
 */
export function missingScopesNote(connection: string, wanted: string, say: Say): HTMLElement[] {
  const missing = missingScopes(connection, wanted);
  if (missing.length === 0) return [];
  const add = () => {
    addScopes(connection, missing);
    note.replaceChildren(verdict('ok', say('import.scopesAdded')));
  };
  const note = make(
    'div',
    { id: 'coupa-import-scopes' },
    verdict('warning', say('import.scopesMissing')),
    ...missing.map((one) => make('code', {}, one)),
    smallButton({ onclick: add }, say(missing.length > 1 ? 'import.addScopes' : 'import.addScope')),
  );
  return [note];
}

import { make, smallButton } from '../page/make';
import type { Say } from '../page/say';
import { showing } from '../page/showing';
import { addScopes, missingScopes } from './connection-scopes';

/** What a note is about: scopes that a connection lacks, some that were just added, or nothing. */
type Lack = { connection: string; missing: string[] } | 'added' | 'none';

/**
 * Says in `place` that a connection does not name a scope that is needed, with a button that adds it to the connection.
 *
 * @returns shows what is so for a connection (its id) and the scopes that are needed, separated by spaces
 */
export function scopeNote(place: Element, say: Say): (connection: string, scope: string | undefined) => void {
  const show = showing<Lack>(place, (lack) => {
    if (lack === 'none') return [];
    if (lack === 'added') return [make('span', {}, say('scope.added'))];
    const add = () => {
      addScopes(lack.connection, lack.missing);
      show('added');
    };
    const mayDeploy = RED.user.hasPermission('flows.write');
    return [
      make('span', {}, say('scope.missing', { scope: lack.missing.join(' ') })),
      ...(mayDeploy ? [smallButton({ onclick: add }, say('scope.add'))] : []),
    ];
  });
  return (connection, scope) => {
    const missing = scope === undefined ? [] : missingScopes(connection, scope);
    show(missing.length > 0 ? { connection, missing } : 'none');
  };
}

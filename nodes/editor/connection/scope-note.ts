import { make, smallButton } from '../page/make';
import type { Say } from '../page/say';
import { showing } from '../page/showing';
import { addScopes, missingScopes } from './connection-scopes';

/** What a note is about: a scope that a connection lacks, one that was just added, or nothing. */
type Lack = { connection: string; scope: string } | 'added' | 'none';

/**
 * Says in `place` that a connection does not name a scope that is needed, with a button that adds it to the connection.
 *
 * @returns shows what is so for a connection (its id) and a scope
 */
export function scopeNote(place: Element, say: Say): (connection: string, scope: string | undefined) => void {
  const show = showing<Lack>(place, (lack) => {
    if (lack === 'none') return [];
    if (lack === 'added') return [make('span', {}, say('scope.added'))];
    const add = () => {
      addScopes(lack.connection, [lack.scope]);
      show('added');
    };
    const mayDeploy = RED.user.hasPermission('flows.write');
    return [
      make('span', {}, say('scope.missing', { scope: lack.scope })),
      ...(mayDeploy ? [smallButton({ onclick: add }, say('scope.add'))] : []),
    ];
  });
  return (connection, scope) => {
    const isMissing = scope !== undefined && missingScopes(connection, scope).length > 0;
    show(isMissing ? { connection, scope } : 'none');
  };
}

import { csoObject, isObjectName } from '../../../lib/cso/model/objects';

/** What is to be said of an operation on an object, by name of the tip; what a message decides may be a deletion. */
export function tipsFor(operation: string, object: string): string[] {
  const facts = isObjectName(object) ? csoObject(object) : undefined;
  const tips = facts?.verified === false ? ['unverified'] : [];
  if (operation !== 'delete' && operation !== '') return tips;
  if (object === 'markets') return [...tips, 'deleteMarkets'];
  return [...tips, facts?.undeletable ? 'undeletable' : 'delete'];
}

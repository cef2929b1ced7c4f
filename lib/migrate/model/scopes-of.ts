import { findResource } from '../../catalogue/resources';
import type { Description } from './description';

/** The scopes that reading these resources takes, as Coupa wants them: separated by spaces. */
export function scopesOf({ resources }: Description): string {
  const scopes = resources.map(({ resource, url }) => {
    const path = /\/hubs\/[^/]+\/([^/?]+)/.exec(url)?.[1] ?? /\/api\/([^?]+)/.exec(url)?.[1];
    return (findResource(path ?? '') ?? findResource(resource))?.scope ?? '';
  });
  return [...new Set(scopes.filter((scope) => scope !== ''))].sort().join(' ');
}

import { type ResourceUse, scopesFor } from '../../catalogue/write-scopes';
import type { NeededScopes } from './connection-report';

/** What a node of the flow does with a resource. */
export interface NodeUse extends Pick<ResourceUse, 'resource' | 'action'> {
  /** What people call the node. */
  node: string;
  /** Absent: only a message or a variable says. */
  operation?: ResourceUse['operation'] | undefined;
}

/** The scopes that nodes need together. */
export function neededScopes(uses: readonly NodeUse[]): NeededScopes {
  const byScope = new Map<string, Set<string>>();
  const open = new Set<string>();
  for (const use of uses) {
    const scopes = scopesOf(use);
    if (scopes.length === 0) open.add(use.node);
    for (const scope of scopes) byScope.set(scope, (byScope.get(scope) ?? new Set()).add(use.node));
  }
  const needed = [...byScope].sort(([one], [other]) => (one < other ? -1 : 1));
  return { needed: needed.map(([scope, nodes]) => ({ scope, nodes: [...nodes] })), open: [...open] };
}

function scopesOf({ resource, operation, action }: NodeUse): string[] {
  if (resource.trim() === '' || operation === undefined) return [];
  return scopesFor(resource, operation, action).filter((scope) => scope !== '');
}

import type { NeededScope } from '../../../lib/connection/diagnose/connection-report';
import { make } from '../../editor/page/make';

/** Nodes that are named; of more, there are too many to read. */
const most = 3;

/** A scope, and the nodes that need it. */
export function scopeWithNodes(needed: NeededScope): HTMLElement {
  return make('span', {}, make('code', {}, needed.scope), ` (${namesOf(needed)})`);
}

/** What people call the nodes that need a scope. */
export function namesOf({ nodes }: NeededScope): string {
  return `${nodes.slice(0, most).join(', ')}${nodes.length > most ? ', …' : ''}`;
}

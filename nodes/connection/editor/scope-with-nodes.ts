import type { NeededScope } from '../../../lib/connection/diagnose/connection-report';
import { make } from '../../editor/page/make';

/** Nodes that are named; of more, there are too many to read. */
const most = 3;

/** A scope, and the nodes that need it. */
export function scopeWithNodes({ scope, nodes }: NeededScope): HTMLElement {
  const more = nodes.length > most ? ', …' : '';
  return make('span', {}, make('code', {}, scope), ` (${nodes.slice(0, most).join(', ')}${more})`);
}

import type { Node, NodeAPI } from 'node-red';
import type { CsoStatus } from '../../lib/cso/session';
import { statusKey, workLooks } from '../runtime/work-status';

const looks = {
  ...workLooks,
  seeded: { fill: 'grey', shape: 'dot' },
  changes: { fill: 'green', shape: 'dot' },
} as const satisfies Record<CsoStatus['kind'], object>;

/** Shows on the canvas what a CSO node is doing. */
export function showCsoStatus(RED: NodeAPI, node: Node, status: CsoStatus): void {
  const text = RED._(`coupa-cso-events.status.${statusKey(status)}`, status as never);
  node.status({ ...looks[status.kind], text });
}

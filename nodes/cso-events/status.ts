import type { Node, NodeAPI } from 'node-red';
import type { CsoStatus } from '../../lib/cso/session';

const LOOKS = {
  working: { fill: 'blue', shape: 'ring' },
  progress: { fill: 'blue', shape: 'ring' },
  listing: { fill: 'blue', shape: 'ring' },
  listed: { fill: 'green', shape: 'dot' },
  done: { fill: 'green', shape: 'dot' },
  partial: { fill: 'yellow', shape: 'dot' },
  nothing: { fill: 'grey', shape: 'dot' },
  seeded: { fill: 'grey', shape: 'dot' },
  changes: { fill: 'green', shape: 'dot' },
} as const satisfies Record<CsoStatus['kind'], object>;

/** Shows on the canvas what a CSO node is doing. */
export function showCsoStatus(RED: NodeAPI, node: Node, status: CsoStatus): void {
  const { kind, ...values } = status;
  const key = 'operation' in status ? `${kind}.${status.operation}` : kind;
  node.status({ ...LOOKS[kind], text: RED._(`coupa-cso-events.status.${key}`, values as never) });
}

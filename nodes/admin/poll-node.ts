import type { NodeAPI } from 'node-red';
import type { CoupaPollNode } from '../runtime/node-types';

/** The deployed poll node of this id; `undefined` where there is none. */
export function pollNode(RED: NodeAPI, id: string): CoupaPollNode | undefined {
  const node = RED.nodes.getNode(id) as CoupaPollNode | null;
  return node?.type === 'coupa-poll' ? node : undefined;
}

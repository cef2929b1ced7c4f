import type { Node, NodeAPI } from 'node-red';

/** Whether every node that is wired to the first output is there: Node-RED drops messages on their way to one that it stops. */
export function areReceiversThere(RED: NodeAPI, node: Node): boolean {
  const { wires } = node as Node & { wires?: string[][] };
  return (wires?.[0] ?? []).every((id) => RED.nodes.getNode(id) != null);
}

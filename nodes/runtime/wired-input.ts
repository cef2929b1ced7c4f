import type { Node, NodeAPI } from 'node-red';

/**
 * Whether messages may reach a node's input: some wire of the flow leads there, that of a link node included. Inside a subflow
 * wires have the names of its template, so there they are taken for granted.
 */
export function isInputWired(RED: NodeAPI, node: Node): boolean {
  if ((node as Node & { _alias?: string })._alias !== undefined) return true;
  let wired = false;
  RED.nodes.eachNode((definition) => {
    const { wires } = definition as { wires?: string[][] };
    wired ||= wires?.some((ids) => ids.includes(node.id)) ?? false;
  });
  return wired;
}

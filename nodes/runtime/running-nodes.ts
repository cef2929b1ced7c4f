import type { Node } from 'node-red';

/** Nodes of this package that run, in the order in which they were made. Node-RED itself names definitions only, and so none within subflows. */
const running = new Set<Node>();

/** A node runs until it is closed. */
export function runs(node: Node): void {
  running.add(node);
  node.on('close', () => void running.delete(node));
}

/** The nodes that run, of one type. */
export function runningOf<Kind extends Node>(type: string): Kind[] {
  return [...running].filter((node): node is Kind => node.type === type);
}

import type { EditorNode, RecordUse } from '../../editor/red';

/** What a node of the flow does with records of Coupa. */
export interface NodeUse extends RecordUse {
  /** What people call the node. */
  node: string;
}

/** What the nodes on a connection do; of those that are open, what their dialogs say. Those of CSO have no scopes. */
export function usesOfFlow(connectionId: string): NodeUse[] {
  const open = RED.editor.getEditStack();
  const types = ['coupa-poll', 'coupa-record'];
  const deployed = types.flatMap((type) => RED.nodes.filterNodes({ type }));
  const others = deployed.filter(
    (node) => node['connection'] === connectionId && !open.some(({ id }) => id === node.id),
  );
  return [...others, ...open.filter(({ type }) => types.includes(type))].flatMap(usesOf);
}

function usesOf(node: EditorNode): NodeUse[] {
  const label = RED.utils.getNodeLabel(node, node.id);
  return (node._def.uses?.(node) ?? []).map((use) => ({ ...use, node: label }));
}

import type { EditorNode, RecordUse } from '../../editor/red';

/** What a node of the flow does with records of Coupa. */
export interface NodeUse extends RecordUse {
  /** What people call the node. */
  node: string;
}

/** What the nodes on a connection do; of those that are open, what their dialogs say. Those of CSO have no scopes. */
export function usesOfFlow(connectionId: string): NodeUse[] {
  const open = RED.editor.getEditStack();
  const others = RED.nodes
    .filterNodes({})
    .filter((node) => node['connection'] === connectionId && !open.some(({ id }) => id === node.id));
  return [...others, ...open].flatMap(usesOf);
}

function usesOf(node: EditorNode): NodeUse[] {
  // A tab or a group may be open as well; these have no definition.
  const definition: EditorNode['_def'] | undefined = node._def;
  const uses = definition?.uses?.(node) ?? [];
  return uses.map((use) => ({ ...use, node: RED.utils.getNodeLabel(node, node.id) }));
}

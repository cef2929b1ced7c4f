import type { FlowNode } from '../../../lib/migrate/flow/flow-node';
import type { EditorNode } from '../red';

/** A connection that an import can use. */
export interface KnownConnection {
  id: string;
  /** What it is called. */
  label: string;
}

/** The connections that an import can use. Without `direct` only those to a hub. */
export function connectionsOfEditor(direct: boolean): KnownConnection[] {
  const found: EditorNode[] = [];
  RED.nodes.eachConfig((node) => {
    if (node.type === 'coupa-config' && (direct || isHub(node.id))) found.push(node);
  });
  return found.map((node) => ({ id: node.id, label: RED.utils.getNodeLabel(node, node.id) }));
}

/** Whether a connection is one to a hub. */
export function isHub(id: string): boolean {
  return RED.nodes.node(id)?.['authentication'] === 'openConnectors';
}

/** The address of a connection; `""` where none is chosen. */
export function siteOf(id: string): string {
  const address = RED.nodes.node(id)?.['siteAddress'];
  return typeof address === 'string' ? address : '';
}

/** Leaves the dialogs that are open, the top one first, as Cancel does. */
export async function leaveDialogs(): Promise<void> {
  while (RED.editor.getEditStack().length > 0) {
    const left = RED.editor.getEditStack().length;
    await new Promise<void>((resolve) => RED.tray.close(resolve));
    if (RED.editor.getEditStack().length >= left) return;
  }
}

/** Adds a flow's tab and nodes as one step that can be undone, and shows them; opens its connection if that lacks something. */
export function addFlow(flow: readonly FlowNode[]): void {
  RED.view.importNodes(flow, { generateIds: false, addFlow: false, touchImport: true, notify: false });
  const tab = flow.find(({ type }) => type === 'tab');
  if (tab) RED.workspaces.show(tab.id);
  const connection = flow.find(({ type }) => type === 'coupa-config');
  const isComplete = connection?.['siteAddress'] && connection['credentials'];
  if (connection && !isComplete) RED.editor.editConfig('', 'coupa-config', connection.id);
}

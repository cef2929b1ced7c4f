import type { EditorNode } from '../../editor/red';

/** Fields of open dialogs that name a resource, by node: Node-RED takes a dialog out of the page while another lies above it. */
const fields = new Map<string, HTMLInputElement>();

/** Remembers the field of a dialog that opens. */
export function rememberResource(node: EditorNode, input: HTMLInputElement): void {
  fields.clear();
  fields.set(node.id, input);
}

/**
 * What the field of a node's open dialog says; `undefined` if it is not open. The dialog of a connection asks for it by way of
 * the node type's definition.
 */
export function resourceInDialog(node: EditorNode): string | undefined {
  const isOpen = RED.editor.getEditStack().some(({ id }) => id === node.id);
  return isOpen ? fields.get(node.id)?.value : undefined;
}

/** Fields of open dialogs that name a resource, by node: Node-RED takes a dialog out of the page while another lies above it. */
const fields = new Map();

/** Remembers the field of a dialog that opens. */
export function rememberResource(node, input) {
  fields.clear();
  fields.set(node.id, input);
}

/** What the field of a node's open dialog says; `undefined` if it is not open. */
export function resourceInDialog(node) {
  const isOpen = RED.editor.getEditStack().some(({ id }) => id === node.id);
  return isOpen ? fields.get(node.id)?.value : undefined;
}

import type { EditorNode } from '../red';
import { type Field, fieldOf, valueIn } from './field';

/** Fields of the dialog that was opened last. Node-RED takes a dialog out of the page while another lies above it. */
let remembered: { id: string; fields: ReadonlyMap<string, Field | undefined> } | undefined;

/** Remembers fields of a node's dialog, which opens. */
export function rememberFields(node: EditorNode, names: readonly string[]): void {
  remembered = { id: node.id, fields: new Map(names.map((name) => [name, fieldOf(name)])) };
}

/** What the field of a property says while the node's dialog is open, also below another one; else what the flow has. */
export function currently(node: EditorNode, name: string): string {
  const isOpen = RED.editor.getEditStack().some(({ id }) => id === node.id);
  const field = isOpen && remembered?.id === node.id ? remembered.fields.get(name) : undefined;
  return String(field ? valueIn(field) : (node[name] ?? node._def.defaults[name]?.value ?? ''));
}

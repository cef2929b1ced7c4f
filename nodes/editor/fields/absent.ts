import type { EditorNode } from '../red';
import { fieldOf, isBox, type Prefix } from './field';

/**
 * Shows the defaults of properties that a flow leaves out: it may name only what it changes, and an empty field would be
 * stored as if somebody had emptied it.
 */
export function showAbsent(node: EditorNode, prefix: Prefix): void {
  for (const [name, { value, type }] of Object.entries(node._def.defaults)) {
    if (node[name] !== undefined || type !== undefined) continue;
    const field = fieldOf(name, prefix);
    if (field && isBox(field)) field.checked = value === true;
    else if (field) field.value = String(value);
  }
}

/** The defaults of a node type, by property. */
export function defaultsOf(node: EditorNode): Record<string, unknown> {
  return Object.fromEntries(Object.entries(node._def.defaults).map(([name, { value }]) => [name, value]));
}

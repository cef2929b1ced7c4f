import type { EditorNode } from '../red';

/** Says a text of a node type's catalogue in the editor's language: its key below the type's name, and values to fill in. */
export type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

/** Says texts of a node's type. */
export function sayFor(node: Pick<EditorNode, '_'>, type: string): Say {
  return (key, values) => node._(`${type}.${key}`, values);
}

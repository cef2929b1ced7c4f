import { make } from '../page/make';
import type { EditorNode } from '../red';
import { fieldOf, type Prefix } from './field';

/** Shows every choice as the flow has it: one that is an environment variable has to survive the dialog. */
export function keepChoices(node: EditorNode, prefix: Prefix): void {
  for (const [name, { value, type }] of Object.entries(node._def.defaults)) {
    const select = fieldOf(name, prefix);
    // Node-RED fills in the configuration nodes.
    if (type !== undefined || !(select instanceof HTMLSelectElement)) continue;
    const stored = String(node[name] ?? value);
    const isOffered = [...select.options].some((option) => option.value === stored);
    if (stored !== '' && !isOffered) select.append(make('option', { value: stored }, stored));
    select.value = stored;
  }
}

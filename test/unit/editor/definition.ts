import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { CoupaError } from '../../../lib/base/errors';

/** A property as a node type declares it in the editor. */
interface Property {
  validate?(this: object, value: unknown, options?: object): unknown;
}

/** What a node type registers in the editor. */
export interface Definition {
  defaults: Record<string, Property>;
  credentials: Record<string, Property>;
}

/** What a node type registers in an editor in which no dialog is open. */
export function definitionOf(type: string): Definition {
  const html = readFileSync(join(__dirname, `../../../nodes/${type}.html`), 'utf8');
  const script = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  let registered: Definition | undefined;
  const RED = {
    nodes: { registerType: (_type: string, given: Definition) => (registered = given) },
    editor: { getEditStack: () => [] },
  };
  // Asked for a field of a dialog, jQuery finds none.
  const find = () => ({ val: () => undefined });
  runInNewContext(script, { RED, URL, $: find, window: {} });
  assert.ok(registered);
  return registered;
}

/** Whether the runtime takes what it is given, or refuses it as an error of the user's. */
export function isTaken(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    assert.ok(error instanceof CoupaError);
    return false;
  }
}

/** Whether the editor takes a value of a property; `node`: its other properties. */
export function accepts(
  { defaults }: Definition,
  property: string,
  value: unknown,
  node: object = {},
): boolean {
  return defaults[property]?.validate?.call(node, value, {}) === true;
}

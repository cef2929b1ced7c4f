import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import * as connection from '../../../nodes/connection/editor/defaults';
import * as cso from '../../../nodes/cso-events/editor/defaults';
import * as fleet from '../../../nodes/fleet/editor/defaults';
import * as poll from '../../../nodes/poll/editor/defaults';
import * as record from '../../../nodes/record/editor/defaults';

/** A property as a node type declares it in the editor. */
interface Property {
  validate?(this: unknown, value: unknown, options?: object): unknown;
}

/** What a node type registers in the editor. */
export interface Definition {
  defaults: Record<string, Property>;
  credentials: Record<string, Property>;
}

// Each validator is given what it needs of its own kind of node.
const definitions = {
  'coupa-config': connection,
  'coupa-fleet': fleet,
  'coupa-poll': poll,
  'coupa-cso-events': { credentials: {}, ...cso },
  'coupa-record': { credentials: {}, ...record },
} as unknown as Record<string, Definition>;

/** What a node type registers in an editor. */
export function definitionOf(type: string): Definition {
  const definition = definitions[type];
  assert.ok(definition);
  return definition;
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

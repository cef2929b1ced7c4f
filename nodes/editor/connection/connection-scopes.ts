import { scopesIn } from '../../../lib/catalogue/scopes-in';
import { connectionOptions } from '../../../lib/connection/settings/options';
import { fieldOf, setField } from '../fields/field';

/**
 * The scopes that a connection does not name, of those that are wanted. None where it names none, which leaves the choice to Coupa, or where a
 * variable names them.
 */
export function missingScopes(id: string, wanted: string): string[] {
  const node = RED.nodes.node(id);
  const scope = textOf(node?.['scope']);
  const named = scopesIn(scope);
  const isOfClient = (node?.['authentication'] ?? connectionOptions.authentication.default) === 'oauth2';
  if (!isOfClient || named.length === 0 || scope.includes('$')) return [];
  return scopesIn(wanted).filter((one) => !named.includes(one));
}

/** Adds scopes to a connection, as a step that can be undone; also in its dialog, if that is open. */
export function addScopes(id: string, scopes: readonly string[]): void {
  const node = RED.nodes.node(id);
  if (!node) return;
  const before = {
    t: 'edit',
    node,
    changes: { scope: node['scope'] },
    changed: node.changed,
    dirty: RED.nodes.dirty(),
  } as const;
  const scope = [...scopesIn(textOf(node['scope'])), ...scopes].join(' ');
  node['scope'] = scope;
  node.changed = true;
  RED.history.push(before);
  RED.nodes.dirty(true);
  RED.events.emit('nodes:change', node);
  const isOpen = RED.editor.getEditStack().some((edited) => edited.id === id);
  const field = isOpen ? fieldOf('scope', 'node-config-input-') : undefined;
  if (field) setField(field, scope);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

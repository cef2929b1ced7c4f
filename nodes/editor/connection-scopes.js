/**
 * The scopes that a connection does not name, of those that are wanted. None where it names none, which leaves the choice to Coupa, or where a
 * variable names them.
 */
export function missingScopes(id, wanted) {
  const { authentication = 'oauth2', scope = '' } = RED.nodes.node(id) ?? {};
  const named = scopesIn(scope);
  if (authentication !== 'oauth2' || named.length === 0 || scope.includes('$')) return [];
  return scopesIn(wanted).filter((one) => !named.includes(one));
}

/** Adds scopes to a connection, as a step that can be undone; also in its dialog, if that is open. */
export function addScopes(id, scopes) {
  const node = RED.nodes.node(id);
  const before = {
    t: 'edit',
    node,
    changes: { scope: node.scope },
    changed: node.changed,
    dirty: RED.nodes.dirty(),
  };
  node.scope = [...scopesIn(node.scope), ...scopes].join(' ');
  node.changed = true;
  RED.history.push(before);
  RED.nodes.dirty(true);
  RED.events.emit('nodes:change', node);
  const isOpen = RED.editor.getEditStack().some((edited) => edited.id === id);
  if (isOpen) $('#node-config-input-scope').val(node.scope).trigger('change');
}

function scopesIn(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

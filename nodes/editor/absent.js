/**
 * Shows the defaults of properties that a flow leaves out: it may name only what it changes, and an empty field would be
 * stored as if somebody had emptied it.
 *
 * @param {object} node
 * @param {string} prefix `node-input-` or `node-config-input-`
 */
export function showAbsent(node, prefix) {
  for (const [name, { value, type }] of Object.entries(node._def.defaults)) {
    if (node[name] !== undefined || type !== undefined) continue;
    const field = $(`#${prefix}${name}`);
    if (field.attr('type') === 'checkbox') field.prop('checked', value === true);
    else field.val(String(value));
  }
}

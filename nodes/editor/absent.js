/**
 * Shows the defaults of properties that a flow leaves out: it may name only what it changes, and an empty field would be
 * stored as if somebody had emptied it.
 *
 * @param {object} node
 * @param {string} prefix `node-input-` or `node-config-input-`
 * @param {Record<string, unknown>} [own] defaults that differ from those of the type
 */
export function showAbsent(node, prefix, own = {}) {
  for (const [name, { value, type }] of Object.entries(node._def.defaults)) {
    if (node[name] !== undefined || type !== undefined) continue;
    const field = $(`#${prefix}${name}`);
    const preset = own[name] ?? value;
    if (field.attr('type') === 'checkbox') field.prop('checked', preset === true);
    else field.val(String(preset));
  }
}

import { make, verdict } from './dom.js';

/**
 * The variable that stands where a connection would be chosen: a property of the subflow, which each instance sets for itself, or
 * an environment variable. `undefined` where a connection is chosen, or none.
 */
export function connectionVariable(id) {
  return /^\$\{(\S+)\}$/.exec(id ?? '')?.[1];
}

/**
 * What a dialog shows that cannot know the connection: why, and a button for each one that there is.
 *
 * @param {string} variable
 * @param {Function} say
 * @param {(id: string) => void} take
 * @returns {HTMLElement}
 */
export function offerConnections(variable, say, take) {
  const subflow = RED.nodes.subflow(RED.workspaces.active());
  const why = say(subflow ? 'try.instanceChooses' : 'try.variableChooses', { name: variable });
  const found = connections(variable, subflow);
  const box = verdict('warning', why, found.length === 0 ? say('try.noneDeployed') : say('try.chooseOne'));
  box.append(
    ...found.map((node) =>
      make(
        'button',
        { type: 'button', class: 'red-ui-button red-ui-button-small', onclick: () => take(node.id) },
        RED.utils.getNodeLabel(node, node.id),
      ),
    ),
  );
  return box;
}

/** The connections that are not disabled, those first that instances of the subflow choose. */
function connections(variable, subflow) {
  const found = [];
  RED.nodes.eachConfig((node) => {
    if (node.type === 'coupa-config' && !node.d) found.push(node);
  });
  const chosen = subflow ? idsIn(variable, subflow) : [];
  return found.sort((one, other) => chosen.includes(other.id) - chosen.includes(one.id));
}

/** What the subflow proposes and its instances choose. */
function idsIn(variable, subflow) {
  const instances = RED.nodes.filterNodes({ type: `subflow:${subflow.id}` });
  return [subflow, ...instances].flatMap(({ env = [] }) =>
    env.filter(({ name }) => name === variable).map(({ value }) => value),
  );
}

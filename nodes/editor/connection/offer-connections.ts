import { smallButton } from '../page/make';
import type { Say } from '../page/say';
import { verdict } from '../page/verdict';
import type { EditorNode } from '../red';

/**
 * What a dialog shows that cannot know the connection, since a variable chooses it (a property of the subflow, which each
 * instance sets for itself, or an environment variable): why, and a button for each connection that there is.
 *
 * @param variable its name
 * @param take gets the id of the one whose button is pressed
 */
export function offerConnections(variable: string, say: Say, take: (id: string) => void): HTMLElement {
  const subflow = RED.nodes.subflow(RED.workspaces.active());
  const why = say(subflow ? 'try.instanceChooses' : 'try.variableChooses', { name: variable });
  const found = connections(variable, subflow);
  const box = verdict('warning', why, found.length === 0 ? say('try.noneDeployed') : say('try.chooseOne'));
  box.append(
    ...found.map((node) =>
      smallButton({ onclick: () => take(node.id) }, RED.utils.getNodeLabel(node, node.id)),
    ),
  );
  return box;
}

/** The connections that are not disabled, those first that instances of the subflow choose. */
function connections(variable: string, subflow: EditorNode | undefined): EditorNode[] {
  const found: EditorNode[] = [];
  RED.nodes.eachConfig((node) => {
    if (node.type === 'coupa-config' && !node.d) found.push(node);
  });
  const chosen = subflow ? idsIn(variable, subflow) : [];
  const rank = ({ id }: EditorNode) => Number(chosen.includes(id));
  return found.sort((one, other) => rank(other) - rank(one));
}

/** What the subflow proposes and its instances choose. */
function idsIn(variable: string, subflow: EditorNode): unknown[] {
  const instances = RED.nodes.filterNodes({ type: `subflow:${subflow.id}` });
  return [subflow, ...instances].flatMap(({ env = [] }) =>
    env.filter(({ name }) => name === variable).map(({ value }) => value),
  );
}

import { icon, make, smallButton } from '../page/make';
import type { Say } from '../page/say';

/** A button that shows a node where it is in the flow. `label`: what the node is called. */
export function jumpButton(id: () => string, label: () => string, say: Say): HTMLButtonElement {
  const button = smallButton({}, icon('crosshairs'), ` ${say('sidebar.show')}`);
  button.addEventListener('click', () => {
    const known = RED.nodes.node(id());
    if (known) RED.view.reveal(id());
    // Not as a text: Node-RED takes that for HTML, and a label may hold some.
    else RED.notify($(make('p', {}, say('sidebar.gone', { label: label() }))), 'error');
  });
  return button;
}

/** What a node runs in: the name of its tab, or of the instance of a subflow. */
export function flowNamed(id: string): string {
  const node = RED.nodes.node(id);
  return RED.nodes.workspace(id)?.label ?? (node ? RED.utils.getNodeLabel(node, id) : id);
}

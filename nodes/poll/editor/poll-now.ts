import { AskFailed, ask } from '../../editor/ask/ask';
import { make } from '../../editor/page/make';
import { sayFor } from '../../editor/page/say';
import type { EditorNode } from '../../editor/red';

/** Lets a deployed node poll; called when its button is pressed. */
export async function pollNow(node: EditorNode): Promise<void> {
  const say = sayFor(node, 'coupa-poll');
  const label = RED.utils.getNodeLabel(node, node.id);
  try {
    await ask({ path: 'poll-now', more: `/${encodeURIComponent(node.id)}`, body: {} });
    // Not as a text: Node-RED takes that for HTML, and a label may hold some.
    const text = make('p', {}, say('button.polling', { label }));
    RED.notify($(text), { type: 'success', id: 'coupa-poll', timeout: 2000 });
  } catch (error) {
    if (!(error instanceof AskFailed)) throw error;
    RED.notify(say(whyNot(error)), 'error');
  }
}

function whyNot({ status, isForbidden }: AskFailed): string {
  if (isForbidden) return 'button.forbidden';
  if (status === 409) return 'button.broken';
  return status === 404 ? 'button.undeployed' : 'button.failed';
}

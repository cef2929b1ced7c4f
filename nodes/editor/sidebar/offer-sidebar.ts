import { make } from '../page/make';
import type { Say } from '../page/say';
import { followSeen } from './seen';
import type { openSidebar } from './sidebar';

const type = 'coupa-config';
const tab = 'coupa';
const action = 'coupa:show-operations';

/** What the script of the tab exports. */
interface SidebarScript {
  openSidebar: typeof openSidebar;
}

/**
 * Adds the tab *Coupa* to the sidebar. What it shows is a script of its own, which is loaded when somebody looks at the tab for the first
 * time: the editor starts as fast as without it. Called once the type is registered, which has the texts.
 */
export function offerSidebar(): void {
  const definition = RED.nodes.getType(type);
  if (!definition) return;
  const say: Say = (key, values) => definition._?.(`${type}.${key}`, values) ?? key;
  const content = make('div', { class: 'coupa-dialog coupa-sidebar' });
  RED.actions.add(action, () => RED.sidebar.show(tab), { label: say('sidebar.action') });
  RED.sidebar.addTab({
    id: tab,
    label: 'Coupa',
    name: 'Coupa',
    iconClass: 'fa fa-exchange',
    content,
    enableOnEdit: true,
    action,
  });
  const end = followSeen(content, (isSeen) => {
    if (!isSeen) return;
    end();
    void open(content, say);
  });
}

async function open(content: HTMLElement, say: Say): Promise<void> {
  try {
    const address = new URL(`${RED.settings.apiRootUrl}coupa/editor/sidebar.js`, document.baseURI);
    const script: SidebarScript = await import(address.href);
    script.openSidebar(content, say);
  } catch (error) {
    content.textContent = say('sidebar.unanswered');
    throw error;
  }
}

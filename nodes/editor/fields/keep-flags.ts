import { make } from '../page/make';
import type { Say } from '../page/say';
import type { EditorNode } from '../red';
import { fieldOf, isBox, storedIn } from './field';

/**
 * Shows every flag as the flow has it. Node-RED ticks a box for any text, also for an environment variable and for `"false"`,
 * and would store that: what is no boolean is kept with its box until the user changes that, and shown beside it where it
 * says neither.
 */
export function keepFlags(node: EditorNode, say: Say): void {
  for (const { box, name, byDefault } of boxesOf(node)) {
    const stored = node[name];
    if (stored === undefined || typeof stored === 'boolean') continue;
    const text = String(stored ?? '').trim();
    if (text === '') box.checked = byDefault;
    else keep(box, text, say);
  }
}

/**
 * Lets Node-RED store what the flow had where the user left a box alone; called when the dialog closes with Done. Node-RED
 * reads the fields after that: of a box whether it is ticked, of any other field its text (`editors/panes/properties.js`).
 */
export function storeFlags(node: EditorNode): void {
  for (const { box } of boxesOf(node)) {
    const stored = storedIn(box);
    if (stored === undefined) continue;
    box.type = 'hidden';
    box.value = stored;
  }
}

function boxesOf(node: EditorNode): { box: HTMLInputElement; name: string; byDefault: boolean }[] {
  return Object.entries(node._def.defaults).flatMap(([name, { value }]) => {
    const box = fieldOf(name);
    return box && isBox(box) ? [{ box, name, byDefault: value === true }] : [];
  });
}

function keep(box: HTMLInputElement, text: string, say: Say): void {
  const isKnown = ['true', 'false'].includes(text);
  box.dataset['coupaStored'] = text;
  box.checked = text === 'true';
  box.indeterminate = !isKnown;
  const note = isKnown ? undefined : noteBeside(box, say('flag.decides', { value: text }));
  // Only the user's own: Node-RED tells its changes through jQuery when the dialog opens, which is not heard here.
  box.addEventListener(
    'change',
    () => {
      delete box.dataset['coupaStored'];
      box.indeterminate = false;
      note?.remove();
    },
    { once: true },
  );
}

function noteBeside(box: HTMLInputElement, text: string): HTMLElement {
  const note = make('span', { id: `${box.id}-decides`, class: 'coupa-decides' }, text);
  box.after(note);
  const others = box.getAttribute('aria-describedby');
  box.setAttribute('aria-describedby', [others, note.id].filter(Boolean).join(' '));
  return note;
}

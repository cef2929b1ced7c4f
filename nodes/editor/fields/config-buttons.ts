import type { EditorNode } from '../red';

/**
 * Node-RED's buttons beside the choice of a configuration node are links without an address, which the keyboard does not
 * reach and screen readers do not name. Makes buttons of them: Tab, Enter and Space work, and they say what they do.
 *
 * @param node whose properties are chosen
 */
export function makeOperable(dialog: HTMLElement, node: EditorNode): void {
  for (const link of dialog.querySelectorAll<HTMLElement>('a.red-ui-button:not([href])')) {
    const [, property = '', action] = /-btn-(.+)-(add|edit)$/.exec(link.id) ?? [];
    const type = node._def.defaults[property]?.type;
    if (type === undefined) continue;
    link.setAttribute('role', 'button');
    link.setAttribute(
      'aria-label',
      RED._(action === 'add' ? 'editor.addNewConfig' : 'editor.editConfig', { type }),
    );
    followState(link);
    new MutationObserver(() => followState(link)).observe(link, { attributeFilter: ['class'] });
    link.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      link.click();
    });
  }
}

/** There is nothing to edit where no node is chosen: Node-RED marks that with a class. */
function followState(link: HTMLElement): void {
  const disabled = link.classList.contains('disabled');
  link.tabIndex = disabled ? -1 : 0;
  link.setAttribute('aria-disabled', String(disabled));
}

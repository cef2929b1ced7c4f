import { isVariable } from '../../../lib/base/environment-variable';
import { selectOf, textIn } from '../../editor/fields/field';
import { part } from '../../editor/page/part';
import { parentIdsIn } from './parent-ids';
import { tipsFor } from './tips';

/** Shows the fields that the chosen object and operation use, now and whenever another is chosen. */
export function followChoices(dialog: HTMLElement): void {
  const show = () => showFields(dialog);
  for (const name of ['operation', 'object']) $(selectOf(name)).on('change', show);
  show();
}

/** What a message decides may use any field. */
function showFields(dialog: HTMLElement): void {
  const operation = textIn('operation');
  const object = textIn('object');
  for (const one of dialog.querySelectorAll<HTMLElement>('[data-coupa-operations]')) {
    const uses = (one.dataset['coupaOperations'] ?? '').split(' ').includes(operation);
    showIf(one, uses || operation === '' || isVariable(operation));
  }
  const parents: readonly string[] = parentIdsIn(object);
  for (const one of dialog.querySelectorAll<HTMLElement>('[data-coupa-parent]'))
    showIf(one, parents.includes(one.dataset['coupaParent'] ?? ''));
  const tips = tipsFor(operation, object);
  for (const tip of dialog.querySelectorAll<HTMLElement>('[data-coupa-tip]'))
    showIf(tip, tips.includes(tip.dataset['coupaTip'] ?? ''));
  // Nothing can be listed of what only a message knows.
  const isListed = object !== '' && !['create', 'update', 'delete'].includes(operation);
  showIf(part(dialog, '#coupa-cso-panel', HTMLElement), isListed);
}

function showIf(element: HTMLElement, isShown: boolean): void {
  element.style.display = isShown ? '' : 'none';
}

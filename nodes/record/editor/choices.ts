import { isVariable } from '../../../lib/base/environment-variable';
import { isReadingOperation } from '../../../lib/catalogue/record-operations';
import { selectOf, textIn } from '../../editor/fields/field';

/** Whether the chosen operation only reads. */
export function isReading(): boolean {
  return isReadingOperation(textIn('operation'));
}

/** Whether a message or a variable decides what is done. */
export function isOpen(operation: string): boolean {
  return operation === '' || isVariable(operation);
}

/** Shows the fields that the chosen operation uses, now and whenever another is chosen. */
export function followOperation(dialog: HTMLElement): void {
  const show = () => showFields(dialog);
  $(selectOf('operation')).on('change', show);
  show();
}

/** What a message decides may use any field. */
function showFields(dialog: HTMLElement): void {
  const operation = textIn('operation');
  for (const one of dialog.querySelectorAll<HTMLElement>('[data-coupa-operations]')) {
    const operations = (one.dataset['coupaOperations'] ?? '').split(' ');
    one.hidden = !operations.includes(operation) && !isOpen(operation);
  }
  for (const one of dialog.querySelectorAll<HTMLElement>('[data-coupa-only]')) {
    const operations = (one.dataset['coupaOnly'] ?? '').split(' ');
    one.hidden = !operations.includes(operation);
  }
}

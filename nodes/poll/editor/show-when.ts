import { isVariable } from '../../../lib/base/environment-variable';
import { fieldOf } from '../../editor/fields/field';

/** Shows rows of the dialog while a field has a value or a variable decides, and hides them while it has another. */
export function showWhen(name: string, value: string, rows: HTMLElement): void {
  const field = fieldOf(name);
  if (field === undefined) return;
  const show = () => {
    rows.hidden = field.value !== value && !isVariable(field.value);
  };
  $(field).on('change', show);
  show();
}

import { make } from '../page/make';
import { part } from '../page/part';

/** Shows a choice as the flow has it: one that is an environment variable has to survive the dialog. */
export function keepChoice(name: string, value: string): void {
  const select = selectOf(name);
  const isOffered = [...select.options].some((option) => option.value === value);
  if (value !== '' && !isOffered) select.append(make('option', { value }, value));
  select.value = value;
}

/** The field of a choice. */
export function selectOf(name: string): HTMLSelectElement {
  return part(document, `#node-input-${name}`, HTMLSelectElement);
}

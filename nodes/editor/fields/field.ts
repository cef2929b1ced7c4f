import { part } from '../page/part';

/** A field of a dialog. */
export type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What the ids of the fields begin with: those of nodes, and those of configuration nodes. Node-RED fills them in by that. */
export type Prefix = 'node-input-' | 'node-config-input-';

/** Whether an element is a field. */
export function isField(element: Element | null | undefined): element is Field {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  );
}

/** The field of a property in the dialog that is on top; `undefined` where it has none. */
export function fieldOf(name: string, prefix: Prefix = 'node-input-'): Field | undefined {
  const element = document.getElementById(prefix + name);
  return isField(element) ? element : undefined;
}

/**
 * The text field of a property in the dialog that is on top.
 *
 * @throws {Error} where the dialog has none: the HTML and the code do not fit.
 */
export function inputOf(name: string, prefix: Prefix = 'node-input-'): HTMLInputElement {
  const field = fieldOf(name, prefix);
  if (field instanceof HTMLInputElement) return field;
  throw new Error(`The dialog has no text field for ${name}.`);
}

/** The choice of a property in the dialog that is on top. */
export function selectOf(name: string): HTMLSelectElement {
  return part(document, `#node-input-${name}`, HTMLSelectElement);
}

/** Whether a field is a box to tick. */
export function isBox(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && field.type === 'checkbox';
}

/** What a flow has for a flag instead of a boolean, such as an environment variable, while the user leaves its box alone; see `keepFlags`. */
export function storedIn(box: HTMLInputElement): string | undefined {
  return box.dataset['coupaStored'];
}

/** What a field stands for, as Node-RED would store it. */
export function valueIn(field: Field): string | boolean {
  return isBox(field) ? (storedIn(field) ?? field.checked) : field.value;
}

/** What the field of a property says; `""` where there is none. */
export function textIn(name: string, prefix: Prefix = 'node-input-'): string {
  return fieldOf(name, prefix)?.value ?? '';
}

/** Sets a field, and tells it as Node-RED does. */
export function setField(field: Field, value: string): void {
  field.value = value;
  $(field).trigger('change');
}

/** Listens to a field, or to all in an element, whoever changes them: `input` is the user's typing, `change` comes also from Node-RED. */
export function onEdit(element: Element, listener: () => void): void {
  $(element).on('input change', listener);
}

/** What a property's field says while the dialog of that node is on top; `undefined` where it is not. */
export function openFieldOf(
  node: { id: string },
  name: string,
  prefix: Prefix = 'node-input-',
): Field | undefined {
  const isOpen = RED.editor.getEditStack().some(({ id }) => id === node.id);
  return isOpen ? fieldOf(name, prefix) : undefined;
}

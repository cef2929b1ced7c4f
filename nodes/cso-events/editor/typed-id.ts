import { inputOf } from '../../editor/fields/field';

/** Makes the field of an id one whose value has a kind: a text, a property of the message, and so on. */
export function typedId(name: string): void {
  const input = inputOf(name);
  $(input).typedInput({
    default: 'str',
    types: ['str', 'msg', 'flow', 'global', 'env', 'jsonata'],
    typeField: $(inputOf(`${name}Type`)),
  });
  // The widget hides the input that the label is for, and shows one of its own.
  const shown = [...(input.parentElement?.querySelectorAll('.red-ui-typedInput-input') ?? [])].at(-1);
  shown?.setAttribute('id', `node-input-${name}-text`);
  document.querySelector(`label[for="node-input-${name}"]`)?.setAttribute('for', `node-input-${name}-text`);
}

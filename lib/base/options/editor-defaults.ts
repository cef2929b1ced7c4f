import type { Option, OptionTable } from './option';
import { isInBounds, isUnset, storedNumber } from './stored-number';

/** A property as a node type declares it in Node-RED's editor (`defaults`, nodered.org/docs/creating-nodes/properties). */
export interface EditorDefault {
  value: string | number | boolean;
  /** The type of the configuration node that is chosen. */
  type?: string;
  required?: boolean;
  /** Whether the runtime would take the value. Only numbers have one: the fields of the other kinds hold nothing else, or have rules of their own. */
  validate?(value: unknown): boolean;
}

/**
 * The `defaults` of a node type in Node-RED's editor.
 *
 * @param isVariable whether a value is an environment variable as a whole, which is checked when it was filled in
 * @param isEmpty whether a value means the default, as the node type's dialect has it
 */
export function editorDefaults<Table extends OptionTable>(
  table: Table,
  isVariable: (value: unknown) => boolean,
  isEmpty: (value: unknown) => boolean = isUnset,
): { [Name in keyof Table]: EditorDefault } {
  const defaults = Object.entries(table).map(([name, option]) => [
    name,
    { ...declared(option), ...validator(option, (value) => isEmpty(value) || isVariable(value)) },
  ]);
  return Object.fromEntries(defaults) as { [Name in keyof Table]: EditorDefault };
}

function declared(option: Option): EditorDefault {
  const declaration: EditorDefault = { value: option.default };
  if ('type' in option) declaration.type = option.type;
  if ('required' in option) declaration.required = option.required;
  return declaration;
}

function validator(option: Option, passes: (value: unknown) => boolean): Pick<EditorDefault, 'validate'> {
  if (option.kind !== 'number') return {};
  return { validate: (value) => passes(value) || isInBounds(option, storedNumber(value)) };
}

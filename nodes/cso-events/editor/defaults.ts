import { textIn } from '../../editor/fields/field';
import { numberThat } from '../../editor/fields/number-that';
import { isVariable } from '../../editor/fields/variable';
import type { Defaults, EditorNode } from '../../editor/red';

/** A `coupa-cso-events` as the editor has it: of its properties those that the editor itself asks for. */
export interface CsoNode extends EditorNode {
  object?: string;
  operation?: string;
}

/** The properties of a CSO node: what they are by default, and what they may be. */
export const defaults: Defaults<CsoNode> = {
  name: { value: '' },
  connection: { value: '', type: 'coupa-config', required: true },
  object: { value: 'events' },
  operation: { value: 'list' },
  eventId: {
    value: '',
    validate(value) {
      return isId(this, 'eventIdType', String(value ?? ''));
    },
  },
  eventIdType: { value: 'str' },
  factSheetId: {
    value: '',
    validate(value) {
      return isId(this, 'factSheetIdType', String(value ?? ''));
    },
  },
  factSheetIdType: { value: 'str' },
  output: { value: 'array' },
  batchSize: { value: 100, validate: numberBetween(1, 1000, true) },
  validate: { value: true },
  maxDeletes: { value: 100, validate: numberBetween(0, Number.MAX_SAFE_INTEGER, true) },
  firstRun: { value: 'silent' },
  interval: { value: 0, validate: numberBetween(0, 35_791, false) },
  stateStore: { value: '' },
};

/** Empty, or blanks alone, means the default. */
function numberBetween(least: number, most: number, isWhole: boolean): (value: unknown) => boolean {
  const isRight = numberThat(
    (number) => number >= least && number <= most && (!isWhole || Number.isInteger(number)),
  );
  return (value) => String(value ?? '').trim() === '' || isRight(value);
}

/** The text of a typed input; only plain texts have a form to check, and an id has no other characters. */
function isId(node: CsoNode, typeProperty: string, text: string): boolean {
  const type = textIn(typeProperty) || node[typeProperty] || 'str';
  return text === '' || type !== 'str' || isVariable(text) || /^\s*[\w-]{1,64}\s*$/.test(text);
}

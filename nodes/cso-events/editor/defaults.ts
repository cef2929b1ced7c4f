import { isVariable } from '../../../lib/base/environment-variable';
import { editorDefaults } from '../../../lib/base/options/editor-defaults';
import { isBlank } from '../../../lib/base/options/stored-number';
import { csoOptions } from '../../../lib/cso/model/options';
import { textIn } from '../../editor/fields/field';
import type { Defaults, EditorNode } from '../../editor/red';

/** A `coupa-cso-events` as the editor has it: of its properties those that the editor itself asks for. */
export interface CsoNode extends EditorNode {
  object?: string;
  operation?: string;
}

const byTable = editorDefaults(csoOptions, isVariable, isBlank);

/** The properties of a CSO node: what they are by default, and what they may be. */
export const defaults: Defaults<CsoNode> = {
  ...byTable,
  eventId: {
    ...byTable.eventId,
    validate(value) {
      return isId(this, 'eventIdType', String(value ?? ''));
    },
  },
  factSheetId: {
    ...byTable.factSheetId,
    validate(value) {
      return isId(this, 'factSheetIdType', String(value ?? ''));
    },
  },
};

/** The text of a typed input; only plain texts have a form to check, and an id has no other characters. */
function isId(node: CsoNode, typeProperty: string, text: string): boolean {
  const type = textIn(typeProperty) || node[typeProperty] || 'str';
  return text === '' || type !== 'str' || isVariable(text) || /^\s*[\w-]{1,64}\s*$/.test(text);
}

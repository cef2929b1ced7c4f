import { isVariable } from '../../../lib/base/environment-variable';
import { editorDefaults } from '../../../lib/base/options/editor-defaults';
import { isBlank } from '../../../lib/base/options/stored-number';
import { recordOptions } from '../../../lib/records/model/options';
import type { Defaults, EditorNode } from '../../editor/red';

/** A `coupa-record` as the editor has it: of its properties those that the editor itself asks for. */
export interface RecordNode extends EditorNode {
  resource?: string;
  operation?: string;
  action?: string;
}

const byTable = editorDefaults(recordOptions, isVariable, isBlank);

/** The properties of a record node: what they are by default, and what they may be. */
export const defaults: Defaults<RecordNode> = {
  ...byTable,
  action: { ...byTable.action, validate: (value) => isFree(value) || plainAction.test(String(value).trim()) },
  fields: { ...byTable.fields, validate: (value) => isFree(value) || isFields(String(value).trim()) },
};

/** As the runtime takes it; slashes around it do not matter. */
const plainAction = /^\/*[\w-]+(?:\/[\w-]+)*\/*$/;

function isFree(value: unknown): boolean {
  return isBlank(value) || isVariable(value);
}

/** Names, or Coupa's own JSON list of them. */
function isFields(text: string): boolean {
  if (!text.startsWith('[')) return true;
  try {
    return Array.isArray(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

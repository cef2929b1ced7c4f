import { isVariable } from '../../../lib/base/environment-variable';
import { editorDefaults } from '../../../lib/base/options/editor-defaults';
import { parseIso } from '../../../lib/dates/coupa-date';
import { pollOptions } from '../../../lib/poll/model/options';
import { findResource, resourcesSoFar } from '../../editor/ask/catalogue';
import { isChoosing } from '../../editor/fields/combobox';
import { fieldOf, openFieldOf } from '../../editor/fields/field';
import type { CredentialDefinition, Defaults, EditorNode } from '../../editor/red';

/** A `coupa-poll` as the editor has it: of its properties those that the editor itself asks for. */
export interface PollNode extends EditorNode {
  resource?: string;
  url?: string;
  start?: string;
}

const byTable = editorDefaults(pollOptions, isVariable);

/** The properties of a poll: what they are by default, and what they may be. */
export const defaults: Defaults<PollNode> = {
  ...byTable,
  resource: {
    ...byTable.resource,
    validate(value) {
      return isResource(String(value ?? ''), openFieldOf(this, 'url')?.value ?? this.url);
    },
  },
  url: { ...byTable.url, validate: (value) => isTemplate(String(value ?? '')) },
  startDate: {
    ...byTable.startDate,
    validate(value) {
      const start = openFieldOf(this, 'start')?.value ?? this.start;
      return start !== 'date' || isVariable(value) || !Number.isNaN(parseIso(String(value ?? '')));
    },
  },
};

/** The credentials of a poll. */
export const credentials: Record<string, CredentialDefinition<PollNode>> = {
  signatureKey: { type: 'password' },
};

/** A resource of the catalogue, or one that has a URL; a catalogue that was not loaded yet, or half a name, decides nothing. */
function isResource(name: string, url: string | undefined): boolean {
  if (name === '') return false;
  if (url || isChoosing(fieldOf('resource'))) return true;
  const known = resourcesSoFar();
  return known.length === 0 || findResource(known, name) !== undefined;
}

/** Whether every placeholder is closed and every other brace is one of JSON, as in nested fields; the preview says more. */
function isTemplate(text: string): boolean {
  const rest = text.replace(/\{\{\{[^{}]*\}\}\}|\{\{[^{}]*\}\}|\$\{[^{}]*\}/g, '');
  if (/\$\{|\{(?!\s*(?:["}]|%22))/.test(rest)) return false;
  let open = 0;
  for (const [brace] of rest.matchAll(/[{}]/g)) {
    open += brace === '{' ? 1 : -1;
    if (open < 0) return false;
  }
  return open === 0;
}

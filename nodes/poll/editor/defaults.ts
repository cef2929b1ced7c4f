import { coupaDateFormat, parseIso } from '../../../lib/dates/coupa-date';
import { findResource, resourcesSoFar } from '../../editor/ask/catalogue';
import { isChoosing } from '../../editor/fields/combobox';
import { fieldOf, openFieldOf } from '../../editor/fields/field';
import { numberThat } from '../../editor/fields/number-that';
import { isVariable } from '../../editor/fields/variable';
import type { CredentialDefinition, Defaults, EditorNode } from '../../editor/red';

/** A `coupa-poll` as the editor has it: of its properties those that the editor itself asks for. */
export interface PollNode extends EditorNode {
  resource?: string;
  url?: string;
  start?: string;
}

/** A number in a text field: the runtime takes blanks around it, and no blanks alone. */
const numberOf = (value: unknown) =>
  value === null ? Number.NaN : Number(String(value).trim() || Number.NaN);
const number = (isAccepted: (number: number) => boolean) => {
  const isRight = numberThat(isAccepted, numberOf);
  return (value: unknown) => value === null || isRight(value);
};
const isWhole = (number: number) => number >= 1 && Number.isInteger(number);

/** Seconds that a timer can wait. */
const isTimeout = (seconds: number) => seconds >= 0.001 && seconds <= 2_147_483;

/** The properties of a poll: what they are by default, and what they may be. */
export const defaults: Defaults<PollNode> = {
  name: { value: '' },
  connection: { value: '', type: 'coupa-config', required: true },
  resource: {
    value: 'invoices',
    validate(value) {
      return isResource(String(value ?? ''), openFieldOf(this, 'url')?.value ?? this.url);
    },
  },
  url: { value: '', validate: (value) => isTemplate(String(value ?? '')) },
  idField: { value: 'id' },
  updatedDateField: { value: 'updated-at' },
  updatedDateFormat: { value: coupaDateFormat },
  updatedDateTimezone: { value: 'UTC' },
  createdDateField: { value: 'created-at' },
  createdDateFormat: { value: coupaDateFormat },
  createdDateTimezone: { value: 'UTC' },
  createdCheckTolerance: { value: 10, validate: number((seconds) => seconds >= 0) },
  filterByUpdatedDate: { value: false },
  interval: { value: 15, validate: number((minutes) => minutes === 0 || minutes >= 0.005) },
  start: { value: 'now' },
  startDate: {
    value: '',
    validate(value) {
      const start = openFieldOf(this, 'start')?.value ?? this.start;
      return start !== 'date' || isVariable(value) || !Number.isNaN(parseIso(String(value ?? '')));
    },
  },
  overlap: { value: 300, validate: number((seconds) => seconds >= 0) },
  pageSize: { value: 50, validate: number(isWhole) },
  delivery: { value: 'send' },
  maxInFlight: { value: 500, validate: number(isWhole) },
  acknowledgeTimeout: { value: 300, validate: number(isTimeout) },
  maxAttempts: { value: 5, validate: number(isWhole) },
  output: { value: 'record' },
  removeNulls: { value: false },
  stateStore: { value: '' },
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

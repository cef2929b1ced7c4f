import { CoupaError } from '../../base/errors';
import type { JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { withoutTrailingSlashes } from '../../base/text/without-trailing';
import { isRecordOperation, type RecordOperation, recordOperations } from '../../catalogue/record-operations';
import { parametersOf, readConditions } from '../../write/filters';
import type { RecordSettings } from './settings';
import { type Target, targetOf } from './target';

/** What one message asks for. */
export interface RecordRequest {
  operation: RecordOperation;
  target: Target;
  /** Empty unless the operation is `action`. */
  action: string;
  payload: unknown;
  /** `msg.id`: for a payload without one. */
  id: unknown;
  query: unknown;
  /** With `attach` and `download`: `msg.file`, which file of a record; and with `attach` what the message says of its files. */
  file: unknown;
  filename: unknown;
  contentType: unknown;
  intent: unknown;
  /** With `markExported`: whether the mark is set. */
  exported: boolean;
  /** Further query parameters, percent-encoded. */
  parameters: string[];
}

/** Actions are words below the record's path: `submit`, `business_groups/add`. */
const plainAction = /^[\w-]+(?:\/[\w-]+)*$/;

/** Characters of an action that somebody may mean: it stands in addresses, in errors, and in the log. */
const longestAction = 200;

/**
 * Joins a node's settings and a message; what the settings leave empty, `msg.resource`, `msg.operation` and `msg.action` say.
 *
 * @param resource the node's property after its placeholders were filled in for this message.
 * @throws {CoupaError} `COUPA_VALIDATION` naming what is missing or unknown.
 */
export function readRequest(settings: RecordSettings, resource: string, msg: JsonObject): RecordRequest {
  const operation = settings.operation ?? msg['operation'];
  if (!isRecordOperation(operation)) throw unusable('operation', operation, recordOperations.join(', '));
  const name = resource.trim() === '' ? msg['resource'] : resource;
  if (typeof name !== 'string' || name.trim() === '')
    throw unusable('resource', name, phrase`a name such as invoices`);
  return {
    operation,
    target: targetOf(name),
    action: operation === 'action' ? readAction(settings, msg) : '',
    payload: msg['payload'],
    id: msg['id'],
    query: msg['query'],
    file: msg['file'],
    filename: msg['filename'],
    contentType: msg['contentType'],
    intent: msg['intent'],
    exported: operation === 'markExported' ? readExported(msg['exported']) : true,
    parameters: parametersOf(readConditions(msg['parameters'], refusedParameters), refusedParameters),
  };
}

/** Whatever is neither a yes nor a no is refused: the mark would be the opposite of what is meant. */
function readExported(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  const said = typeof value === 'object' ? '?' : String(value).trim().toLowerCase();
  if (['', 'true', '1', 'yes'].includes(said)) return true;
  if (['false', '0', 'no'].includes(said)) return false;
  throw unusable('exported', value, phrase`true or false`);
}

function readAction(settings: RecordSettings, msg: JsonObject): string {
  const action = settings.action === '' ? msg['action'] : settings.action;
  const text = typeof action === 'string' ? withoutTrailingSlashes(action.trim().replace(/^\/+/, '')) : '';
  if (text.length > longestAction || !plainAction.test(text))
    throw unusable('action', action, phrase`what follows the id in the path, such as submit`);
  return text;
}

function unusable(name: string, value: unknown, wanted: Phrase | string): CoupaError {
  const isMissing = value === undefined || value === null || value === '';
  const fault = isMissing ? phrase`is missing` : phrase`cannot be used`;
  return new CoupaError(
    'COUPA_VALIDATION',
    phrase`Reading the message: msg.${name} ${fault}. The node leaves it to the message, and it has to be ${wanted}; nothing was sent.`,
  );
}

function refusedParameters(fault: Phrase): CoupaError {
  return new CoupaError(
    'COUPA_VALIDATION',
    phrase`Reading the message: msg.parameters ${fault}. Nothing was sent.`,
  );
}

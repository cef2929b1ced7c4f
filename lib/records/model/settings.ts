import { CoupaError } from '../../base/errors';
import { isJsonObject } from '../../base/json';
import { phrase, type Text } from '../../base/text/phrase';
import { showValue } from '../../base/text/show-value';
import { isRecordOperation, type RecordOperation, recordOperations } from './operations';

/** How one `coupa-record` node was set up, defaults filled in. */
export interface RecordSettings {
  /** A name of the catalogue, or a path below `/api/`; empty: taken from the message. */
  resource: string;
  /** Absent: taken from the message. */
  operation?: RecordOperation;
  /** What follows the id; empty: taken from the message. */
  action: string;
  /** Members that identify a record; empty: the catalogue's. */
  key: string;
  onExisting: 'update' | 'skip' | 'error';
  onMissing: 'create' | 'skip' | 'error';
  onUnchanged: 'skip' | 'write';
  /** Members of answers as Coupa's parameter `fields` has them, a JSON list with `id`; absent: all. */
  fields?: string;
  output: 'array' | 'each';
  validate: 'warn' | 'error' | 'off';
  verify: boolean;
  dryRun: boolean;
  /** Records written side by side. */
  maxInFlight: number;
  stopOnError: boolean;
  /** A message that would delete more records, or act on more, is refused. */
  maxActions: number;
}

/**
 * Reads a node's properties as a flow stores them; environment variables make texts of numbers and booleans.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property that cannot work.
 */
export function readRecordSettings(config: unknown): RecordSettings {
  const given = isJsonObject(config) ? config : {};
  const operation = textOf(given['operation']);
  if (operation !== '' && !isRecordOperation(operation))
    throw unusable('operation', operation, recordOperations.join(', '));
  const fields = readFields(textOf(given['fields']));
  return {
    resource: textOf(given['resource']),
    ...(isRecordOperation(operation) ? { operation } : {}),
    action: textOf(given['action']),
    key: textOf(given['key']),
    onExisting: oneOf(given, 'onExisting', ['update', 'skip', 'error']),
    onMissing: oneOf(given, 'onMissing', ['create', 'skip', 'error']),
    onUnchanged: oneOf(given, 'onUnchanged', ['skip', 'write']),
    ...(fields === undefined ? {} : { fields }),
    output: oneOf(given, 'output', ['array', 'each']),
    validate: oneOf(given, 'validate', ['warn', 'error', 'off']),
    verify: flag(given, 'verify', true),
    dryRun: flag(given, 'dryRun', false),
    maxInFlight: count(given, 'maxInFlight', 1, 1),
    stopOnError: flag(given, 'stopOnError', false),
    maxActions: count(given, 'maxActions', 100, 0),
  };
}

/** Coupa's `fields` is a JSON list; names alone, separated by commas, are one as well. The id is always asked for. */
function readFields(text: string): string | undefined {
  if (text === '') return undefined;
  const list = text.startsWith('[') ? parsed(text) : text.split(',').map((name) => name.trim());
  if (!Array.isArray(list)) throw unusable('fields', text, phrase`a JSON list such as ["id","status"]`);
  return JSON.stringify(list.includes('id') ? list : ['id', ...list]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value.trim() : showValue(value);
}

/** The first choice is the default. */
function oneOf<const Choice extends string>(
  given: Readonly<Record<string, unknown>>,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = textOf(given[name]);
  if (text === '') return choices[0];
  const chosen = choices.find((choice) => choice === text);
  if (chosen === undefined) throw unusable(name, text, choices.join(', '));
  return chosen;
}

function count(
  given: Readonly<Record<string, unknown>>,
  name: string,
  preset: number,
  least: number,
): number {
  const text = textOf(given[name]);
  const read = text === '' ? preset : Number(text);
  if (Number.isSafeInteger(read) && read >= least) return read;
  throw unusable(name, text, phrase`a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}`);
}

function flag(given: Readonly<Record<string, unknown>>, name: string, preset: boolean): boolean {
  const text = textOf(given[name]).toLowerCase();
  if (text === '') return preset;
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (['false', '0', 'no', 'off'].includes(text)) return false;
  throw unusable(name, text, 'true, false');
}

function unusable(name: string, value: string, choices: Text): CoupaError {
  const shown = JSON.stringify(value.slice(0, 60));
  return new CoupaError('COUPA_CONFIG', phrase`Setting up the node: "${name}" is ${shown}. Use ${choices}.`, {
    reason: { kind: 'setting', property: name },
  });
}

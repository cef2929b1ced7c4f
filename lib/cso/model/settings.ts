import { CoupaError } from '../../base/errors';
import { isJsonObject } from '../../base/json';
import { phrase, type Text } from '../../base/text/phrase';
import { showValue } from '../../base/text/show-value';
import {
  type CsoObjectName,
  type CsoOperation,
  isObjectName,
  isOperation,
  OBJECT_NAMES,
  OPERATIONS,
} from './objects';

/** How one CSO node was set up, defaults filled in. */
export interface CsoSettings {
  /** Absent: taken from `msg.object`. */
  object?: CsoObjectName;
  /** Absent: taken from `msg.operation`. */
  operation?: CsoOperation;
  output: 'array' | 'each';
  /** Objects in one request of a bulk write. */
  batchSize: number;
  validate: boolean;
  /** A message that would delete more is refused. */
  maxDeletes: number;
  firstRun: 'silent' | 'send';
  /** Minutes between two comparisons (`changes`); 0: only when a message comes. */
  interval: number;
}

/** Objects in a bulk request at most: as many as an index gives, so that a batch is read back in few requests. */
const LARGEST_BATCH = 1000;

/** The longest a timer can wait (2^31 - 1 ms). */
const LONGEST_INTERVAL = 35_791;

/**
 * Reads a node's properties as a flow stores them; environment variables make texts of numbers and booleans.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property that cannot work.
 */
export function readSettings(config: unknown): CsoSettings {
  const given = isJsonObject(config) ? config : {};
  const settings: CsoSettings = {
    output: oneOf('output', given['output'], ['array', 'each'], 'array'),
    batchSize: number('batchSize', given['batchSize'], 100, 1, LARGEST_BATCH),
    validate: boolean('validate', given['validate'], true),
    maxDeletes: number('maxDeletes', given['maxDeletes'], 100, 0, Number.MAX_SAFE_INTEGER),
    firstRun: oneOf('firstRun', given['firstRun'], ['silent', 'send'], 'silent'),
    interval: number('interval', given['interval'], 0, 0, LONGEST_INTERVAL),
  };
  const object = text(given['object'], 'events');
  const operation = text(given['operation'], 'list');
  if (isObjectName(object)) settings.object = object;
  else if (object !== '') throw unusable('object', object, OBJECT_NAMES.join(', '));
  if (isOperation(operation)) settings.operation = operation;
  else if (operation !== '') throw unusable('operation', operation, OPERATIONS.join(', '));
  return settings;
}

/** What is neither text nor number nor flag is none of the choices, in the words of the error. */
function text(value: unknown, preset: string): string {
  if (value === undefined || value === null) return preset;
  return typeof value === 'string' ? value.trim() : showValue(value);
}

function oneOf<Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
  preset: Choice,
): Choice {
  const given = text(value, preset);
  if (given === '') return preset;
  const chosen = choices.find((choice) => choice === given);
  if (chosen === undefined) throw unusable(name, given, choices.join(', '));
  return chosen;
}

function number(name: string, value: unknown, preset: number, least: number, most: number): number {
  const given = text(value, '');
  if (given === '') return preset;
  const read = Number(given);
  const whole = name === 'interval' || Number.isInteger(read);
  if (whole && read >= least && read <= most) return read;
  throw unusable(
    name,
    given,
    name === 'interval'
      ? phrase`a number from ${least} to ${most}`
      : phrase`a whole number from ${least} to ${most}`,
  );
}

function boolean(name: string, value: unknown, preset: boolean): boolean {
  if (typeof value === 'boolean') return value;
  const given = text(value, '').toLowerCase();
  if (given === '') return preset;
  if (['true', '1', 'yes', 'on'].includes(given)) return true;
  if (['false', '0', 'no', 'off'].includes(given)) return false;
  throw unusable(name, given, 'true, false');
}

function unusable(name: string, value: string, choices: Text): CoupaError {
  const shown = JSON.stringify(value.slice(0, 60));
  return new CoupaError('COUPA_CONFIG', phrase`Setting up the node: "${name}" is ${shown}. Use ${choices}.`, {
    reason: { kind: 'setting', property: name },
  });
}

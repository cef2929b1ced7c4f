import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import { readGivenId } from '../../write/id';
import {
  type CsoObjectName,
  type CsoOperation,
  csoObject,
  isObjectName,
  isOperation,
  objectNames,
  operations,
  type Parents,
  type Target,
  targetOf,
} from './objects';
import { type ListQuery, readQuery } from './query';
import type { CsoSettings } from './settings';

/** What one message asks for. */
export interface CsoRequest {
  operation: CsoOperation;
  target: Target;
  payload: unknown;
  query: ListQuery;
}

/** What the node's typed inputs gave for this message; empty: the message decides. */
export interface ParentValues {
  eventId: unknown;
  factSheetId: unknown;
}

/**
 * Joins a node's settings and a message; what the settings leave empty, `msg.operation`, `msg.object`, `msg.eventId`
 * and `msg.factSheetId` say.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` naming what is missing or unknown.
 */
export function readRequest(settings: CsoSettings, parents: ParentValues, message: unknown): CsoRequest {
  const msg: JsonObject = isJsonObject(message) ? message : {};
  const operation = settings.operation ?? msg['operation'];
  if (!isOperation(operation)) throw unknown('operation', operation, operations);
  const object = settings.object ?? msg['object'];
  if (!isObjectName(object)) throw unknown('object', object, objectNames);
  const target = targetOf(object, parentIds(object, parents, msg));
  const lists = operation === 'list' || operation === 'changes';
  const query = readQuery(lists ? msg['query'] : undefined);
  return { operation, target, payload: msg['payload'], query };
}

/** The ids that this kind of object needs; whatever else a message carries under these names is not ours. */
function parentIds(object: CsoObjectName, parents: ParentValues, msg: JsonObject): Parents {
  const { under } = csoObject(object);
  if (under === 'site') return {};
  const eventId = parentId('eventId', parents.eventId, msg);
  return under === 'event'
    ? { eventId }
    : { eventId, factSheetId: parentId('factSheetId', parents.factSheetId, msg) };
}

/** Whether the node's typed inputs count for a message. */
export function needsParents(settings: CsoSettings, message: unknown): boolean {
  const object = settings.object ?? (isJsonObject(message) ? message['object'] : undefined);
  return isObjectName(object) && csoObject(object).under !== 'site';
}

function parentId(name: 'eventId' | 'factSheetId', value: unknown, msg: JsonObject): string | undefined {
  const given = isEmpty(value) ? msg[name] : value;
  if (isEmpty(given)) return undefined;
  const reading = readGivenId(given);
  if ('id' in reading) return reading.id;
  throw new CoupaError(
    'COUPA_VALIDATION',
    phrase`Reading the message: ${name} ${reading.fault}. Nothing was sent.`,
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function unknown(name: string, value: unknown, known: readonly string[]): CoupaError {
  const got = isEmpty(value) ? phrase`is missing` : phrase`is none of ${known.join(', ')}`;
  return new CoupaError(
    'COUPA_VALIDATION',
    phrase`Reading the message: msg.${name} ${got}. The node leaves it to the message; nothing was sent.`,
  );
}

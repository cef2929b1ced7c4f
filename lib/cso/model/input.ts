import { asJson, isJsonObject, type JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { emptiedByJson } from '../../write/emptied';
import { type ObjectFinding, refusal } from '../../write/finding';
import { readGivenId, roundedIds } from '../../write/id';
import { isBytes, kindOf } from '../../write/kind-of';
import { messageObjects } from '../../write/message-objects';
import type { CsoObject, CsoOperation } from './objects';

/** What a message asks to write. */
export interface ObjectsInput {
  objects: JsonObject[];
  /** A bare object is sent as one (`PUT /api/events/1`); an array and an envelope are sent in bulk. */
  bare: boolean;
}

/** What a message asks to get or delete. */
export interface IdsInput {
  /** Each once, in the order given. */
  ids: string[];
  /** A bare id or object, as opposed to an array or an envelope. */
  bare: boolean;
}

/**
 * Reads the objects to create or update out of a payload: an object, an array of objects or the API's envelope.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` with every finding: not an object, an id missing from an update, an id
 *   that JavaScript has already rounded.
 */
export function readObjects(payload: unknown, object: CsoObject, operation: CsoOperation): ObjectsInput {
  const { items, bare } = itemsOf(payload, object, operation);
  const findings: ObjectFinding[] = [];
  const objects = items.map((item, index) => readObject(item, index, operation, findings));
  if (findings.length > 0) throw refusal(doing(object, operation), findings);
  return { objects, bare };
}

/**
 * Reads ids out of a payload: an id, an object with an `id`, an array of either, or the envelope. Other fields of the
 * objects do not count.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` with every finding when anything has no usable id.
 */
export function readIds(payload: unknown, object: CsoObject, operation: CsoOperation): IdsInput {
  const { items, bare } = itemsOf(payload, object, operation);
  const findings: ObjectFinding[] = [];
  const ids = items.map((item, index) => readItemId(item, index, findings));
  if (findings.length > 0) throw refusal(doing(object, operation), findings);
  return { ids: [...new Set(ids)], bare };
}

/** What an operation does, as it reads at the head of an error: `Updating events`. */
export function doing(object: CsoObject, operation: CsoOperation): Phrase {
  const { name } = object;
  const work = {
    list: phrase`Listing ${name}`,
    get: phrase`Getting ${name}`,
    create: phrase`Creating ${name}`,
    update: phrase`Updating ${name}`,
    delete: phrase`Deleting ${name}`,
    changes: phrase`Looking for changes of ${name}`,
  };
  return work[operation];
}

function itemsOf(
  payload: unknown,
  object: CsoObject,
  operation: CsoOperation,
): { items: unknown[]; bare: boolean } {
  const all = (list: readonly unknown[]) => messageObjects(list, doing(object, operation));
  if (Array.isArray(payload)) return { items: all(payload), bare: false };
  if (isJsonObject(payload) && Object.hasOwn(payload, object.name)) {
    const inside = payload[object.name];
    if (Array.isArray(inside)) return { items: all(inside), bare: false };
    if (isJsonObject(inside)) return { items: [inside], bare: false };
  }
  return { items: [payload], bare: true };
}

function readObject(
  item: unknown,
  index: number,
  operation: CsoOperation,
  findings: ObjectFinding[],
): JsonObject {
  const copy = isJsonObject(item) && !isBytes(item) ? asJson(item) : undefined;
  if (!isJsonObject(copy)) {
    findings.push({ index, field: '', message: phrase`has to be an object, not ${kindOf(item)}` });
    return {};
  }
  if (operation === 'update') copy['id'] = readItemId(item, index, findings);
  findings.push(...findRounded(copy, index));
  for (const { path, what } of emptiedByJson(item))
    if (path !== 'id') findings.push({ index, field: path, message: phrase`is ${what}` });
  return copy;
}

function readItemId(item: unknown, index: number, findings: ObjectFinding[]): string {
  const reading = readGivenId(isJsonObject(item) ? item['id'] : item);
  if ('id' in reading) return reading.id;
  findings.push({ index, field: 'id', message: reading.fault });
  return '';
}

/** Looks for ids that lost their digits before they came here: `market-id`, and any depth below. */
function findRounded(value: unknown, index: number): ObjectFinding[] {
  const message = phrase`is a number too large for JavaScript, its last digits are already lost: give it as a text`;
  return roundedIds(value).map((field) => ({ index, field, message }));
}

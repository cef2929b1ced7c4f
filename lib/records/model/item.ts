import { types } from 'node:util';
import { asJson, isJsonObject, type JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { readGivenId } from '../../write/id';
import { isBytes, kindOf } from '../../write/kind-of';

/** One object of a message, as it will be sent. */
export interface Item {
  /** Place in the message, from 0. */
  index: number;
  /** As the message has it. */
  given: unknown;
  /** As JSON will carry it, without its id; empty where only an id was given. */
  object: JsonObject;
  id?: string;
  /** The same as flows are told it: a number where the message has a number. */
  toldId?: string | number;
}

/** What was found where an object or an id was expected. */
export type ItemReading = { item: Item } | { fault: Phrase };

/** What an operation takes for an object. */
export type Wanted = 'object' | 'identified' | 'id';

/**
 * Reads one object of a payload.
 *
 * @param wanted `object`: an id may be in it. `identified`: has to be. `id`: may stand alone.
 * @param messageId `msg.id`, where the payload is a single object.
 */
export function readItem(given: unknown, index: number, wanted: Wanted, messageId?: unknown): ItemReading {
  const isObject = isJsonObject(given) && !isBytes(given) && !types.isDate(given);
  if (!isObject) return readPlain(given, index, wanted, messageId);
  const copy = asJson(given);
  if (!isJsonObject(copy)) return { fault: phrase`is ${kindOf(given)}` };
  const { id: own, ...object } = copy;
  const id = given['id'] ?? messageId;
  if (isAbsent(id)) {
    if (wanted === 'object') return { item: { index, given, object } };
    return { fault: own === undefined ? phrase`has no id` : phrase`has an empty id` };
  }
  return withId(id, { index, given, object });
}

function readPlain(given: unknown, index: number, wanted: Wanted, messageId: unknown): ItemReading {
  if (wanted !== 'id') {
    const only = wanted === 'identified' && isAbsent(given) && !isAbsent(messageId);
    return {
      fault: only
        ? phrase`has nothing but an id: put what is to change into the payload`
        : notAnObject(given),
    };
  }
  const id = isAbsent(given) ? messageId : given;
  if (isAbsent(id)) return { fault: phrase`names no record: give an id, or an object with an id` };
  return withId(id, { index, given, object: {} });
}

function withId(value: unknown, item: Item): ItemReading {
  const reading = readGivenId(value);
  if ('fault' in reading) return { fault: phrase`has an id that cannot be used: it ${reading.fault}` };
  const { id } = reading;
  return { item: { ...item, id, toldId: typeof value === 'number' ? value : id } };
}

function notAnObject(value: unknown): Phrase {
  return phrase`has to be an object, not ${kindOf(value)}`;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

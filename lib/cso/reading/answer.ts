import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import { phrase, type Text } from '../../base/text/phrase';
import { listRefusal } from '../../connection/failures/list-refusal';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import type { Answer } from '../../ports/requester';
import { readGivenId } from '../../write/id';
import type { Target } from '../model/objects';

/** One page of an index. `UnreadableRecord`s are among the objects if they were asked for. */
export interface Page {
  rows: JsonObject[];
  /** How many objects the filter matches in all; `undefined` when the server does not say. */
  total?: number;
}

/**
 * Reads a page of an index: `{"total": 5, "events": [ … ]}`. One published sample misspells its envelope
 * (`compannies`), so the only array beside a `total` counts as well; an empty list may be left out, since nulls are.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` when it is anything else: an unreadable list must never look like an empty one. What tells an error is
 * told in its words.
 */
export function readPage(answer: Answer, target: Target): Page {
  const { body, statusCode } = answer;
  if (body === undefined && statusCode === 204) return { rows: [], total: 0 };
  const total = isJsonObject(body) ? readCount(body['total']) : undefined;
  const rows = listIn(body, target) ?? (total === 0 ? [] : undefined);
  const refusal = listRefusal({ body: rows ?? body, statusCode });
  if (refusal !== undefined) throw refusal;
  if (rows === undefined) throw unexpected(answer, target, `{"${target.object.name}":[…]}`);
  if (!rows.every(isJsonObject)) throw unexpected(answer, target, phrase`a list of objects`);
  return total === undefined ? { rows: rows.map(withTextId) } : { rows: rows.map(withTextId), total };
}

/**
 * Reads the answer to `GET /api/events/:id`: the bare object, or the envelope with one in it.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` when it is neither, or not the object that was asked for: one without an id may be an echo
 * of the request, and would be told as a change.
 */
export function readOne(answer: Answer, target: Target, id: string): JsonObject {
  const list = listIn(answer.body, target, [target.object.name]);
  const one = list === undefined ? answer.body : list.find((row) => idOf(row) === id);
  if (!isJsonObject(one) || Object.keys(one).length === 0)
    throw unexpected(answer, target, phrase`one object`);
  if (idOf(one) !== id) throw unexpected(answer, target, phrase`the ${target.object.singular} ${id}`);
  return withTextId(one);
}

/** What a write says of itself: how many objects it was applied to, its result entries, the ids it gave. */
export interface WriteAnswer {
  count?: number;
  result: unknown[];
  ids: string[];
}

/** Reads the answer to a write; what it leaves out is left out, since "2xx" alone promises nothing here. */
export function readWriteAnswer(
  answer: Answer,
  target: Target,
  counted: 'added' | 'updated' | 'deleted',
): WriteAnswer {
  const body = isJsonObject(answer.body) ? answer.body : {};
  const result = Array.isArray(body['result']) ? body['result'] : [];
  const count = readCount(body[counted]);
  const rows = listIn(body, target, [target.object.name]) ?? [body];
  const ids = rows.map(idOf).filter((id) => id !== undefined);
  return count === undefined ? { result, ids } : { count, result, ids };
}

/** The id of an object as text; `undefined` if it has none. */
export function idOf(row: unknown): string | undefined {
  const reading = readGivenId(isJsonObject(row) ? row['id'] : undefined);
  return 'id' in reading ? reading.id : undefined;
}

function withTextId(row: JsonObject): JsonObject {
  if (row instanceof UnreadableRecord) return row;
  return typeof row['id'] === 'number' ? { ...row, id: idOf(row) ?? row['id'] } : row;
}

function listIn(body: unknown, target: Target, names?: string[]): unknown[] | undefined {
  if (Array.isArray(body)) return body;
  if (!isJsonObject(body)) return undefined;
  const named = body[target.object.name];
  if (Array.isArray(named)) return named;
  if (names !== undefined) return undefined;
  const lists = Object.values(body).filter((value) => Array.isArray(value));
  return lists.length === 1 && readCount(body['total']) !== undefined ? lists[0] : undefined;
}

function readCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined;
}

function unexpected(answer: Answer, target: Target, wanted: Text): CoupaError {
  const got = JSON.stringify(answer.body)?.slice(0, 200) ?? phrase`an empty body`;
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`Reading ${target.path}: expected ${wanted} and got ${got}. Check the CSO address of the connection.`,
    { statusCode: answer.statusCode },
  );
}

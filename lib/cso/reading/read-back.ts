import { CoupaError } from '../../base/errors';
import type { JsonObject } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import { filter } from '../../write/filters';
import { objectPath, type Target } from '../model/objects';
import { idOf, type Page, readOne, readPage } from './answer';
import { type Caller, get } from './list';

/** Ids in one question at most, so that the address stays well below the 8 kB that servers take. */
const idsPerRequest = 100;

/** What is there of some ids: the object, or `undefined` for one that is gone. */
export type Found = Map<string, JsonObject | undefined>;

/**
 * Looks which objects exist and what they hold now. Asks for a hundred at once with Core's `id[in]`, of which CSO
 * says no more than that it has "the Core operators": an answer with other objects shows that it was ignored, an
 * error that it is not known, and then each object is asked for by itself. An object that `id[in]` did not bring
 * counts as gone only when `expectedGone` says so many are; otherwise it is asked for by itself too.
 *
 * @throws {CoupaError} when the server cannot be read.
 */
export async function readBack(
  caller: Caller,
  target: Target,
  ids: readonly string[],
  expectedGone = 0,
): Promise<Found> {
  const found: Found = new Map();
  const unclear: string[] = [];
  for (let start = 0; start < ids.length; start += idsPerRequest) {
    const asked = ids.slice(start, start + idsPerRequest);
    const rows = await askForMany(caller, target, asked);
    for (const row of rows) found.set(idOf(row) ?? '', row);
    unclear.push(...asked.filter((id) => !found.has(id)));
  }
  if (unclear.length === expectedGone) for (const id of unclear) found.set(id, undefined);
  else await askForEach(caller, target, unclear, found);
  return found;
}

/** The objects of a page that were asked for; none, when `id[in]` is not understood. */
async function askForMany(caller: Caller, target: Target, ids: readonly string[]): Promise<JsonObject[]> {
  if (ids.length === 1) return [];
  const path = `${target.path}?${filter('id[in]', ids.join(','))}&limit=${ids.length}`;
  try {
    const answer = await caller.requester.request(
      get(caller, path, phrase`reading ${target.object.name} back`),
    );
    return requested(readPage(answer, target), ids);
  } catch (error) {
    if (error instanceof CoupaError && isNotUnderstood(error)) return [];
    throw error;
  }
}

function requested({ rows }: Page, ids: readonly string[]): JsonObject[] {
  const wanted = new Set<string | undefined>(ids);
  return rows.filter((row) => wanted.has(idOf(row)));
}

function isNotUnderstood(error: CoupaError): boolean {
  return error.code === 'COUPA_VALIDATION' || error.code === 'COUPA_NOT_FOUND' || error.statusCode === 500;
}

/** One by one: the connection decides how fast, this only keeps the queue short. */
async function askForEach(caller: Caller, target: Target, ids: string[], found: Found): Promise<void> {
  for (let start = 0; start < ids.length; start += 4) {
    const asked = ids.slice(start, start + 4);
    const rows = await Promise.all(asked.map((id) => getOne(caller, target, id)));
    asked.forEach((id, index) => {
      found.set(id, rows[index]);
    });
  }
}

/** Whether an object is found by its own path, be it one that cannot be read. @throws {CoupaError} where nobody can tell. */
export async function isFound(caller: Caller, target: Target, id: string): Promise<boolean> {
  try {
    return (await getOne(caller, target, id)) !== undefined;
  } catch (error) {
    if (error instanceof CoupaError && error.code === 'COUPA_RESPONSE') return true;
    throw error;
  }
}

async function getOne(caller: Caller, target: Target, id: string): Promise<JsonObject | undefined> {
  try {
    return (await readObject(caller, target, id)).object;
  } catch (error) {
    // Not there, or not any more.
    if (error instanceof CoupaError && (error.code === 'COUPA_NOT_FOUND' || error.statusCode === 410))
      return undefined;
    throw error;
  }
}

/**
 * `GET /api/events/:id`.
 *
 * @throws {CoupaError} `COUPA_NOT_FOUND` when there is none.
 */
export async function readObject(
  caller: Caller,
  target: Target,
  id: string,
): Promise<{ object: JsonObject; statusCode: number }> {
  const options = get(caller, objectPath(target, id), phrase`getting the ${target.object.singular} ${id}`);
  const answer = await caller.requester.request(options);
  return { object: readOne(answer, target, id), statusCode: answer.statusCode };
}

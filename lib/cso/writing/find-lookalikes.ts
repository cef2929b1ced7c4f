import type { JsonObject } from '../../base/json';
import { filter } from '../../write/filters';
import type { Target } from '../model/objects';
import type { ListQuery } from '../model/query';
import { idOf } from '../reading/answer';
import { type Caller, listPages } from '../reading/list';

/**
 * Looks for objects with the same name and reference number as the given ones: one list of ids for each of them, in
 * their order. An object without a name looks like nothing.
 *
 * @throws {CoupaError} when the list cannot be read.
 */
export async function findLookalikes(
  caller: Caller,
  target: Target,
  wanted: readonly JsonObject[],
): Promise<string[][]> {
  const ids = new Map<string, string[]>();
  for (const object of wanted) if (hasName(object)) ids.set(likeness(object), []);
  if (ids.size > 0) {
    for await (const rows of listPages(caller, target, queryFor(wanted))) {
      for (const row of rows) ids.get(likeness(row))?.push(idOf(row) ?? '');
    }
  }
  return wanted.map((object) => ids.get(likeness(object)) ?? []);
}

/** One object is asked for by its name; for many, one reading of the list is less than a question for each. */
function queryFor(wanted: readonly JsonObject[]): ListQuery {
  const name = wanted.length === 1 ? wanted[0]?.['name'] : undefined;
  return { filters: typeof name === 'string' ? [filter('name', name)] : [], offset: 0 };
}

function likeness(object: JsonObject): string {
  return JSON.stringify([object['name'] ?? '', object['reference-number'] ?? '']);
}

function hasName(object: JsonObject): boolean {
  return typeof object['name'] === 'string' && object['name'] !== '';
}

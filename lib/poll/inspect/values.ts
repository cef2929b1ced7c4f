import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { findResource } from '../../catalogue/resources';
import type { Requester } from '../../ports/requester';
import { ListPath } from '../../scan/list-path';
import { readPage } from '../../scan/page';
import { byIdFromLast } from '../../scan/paging-parameters';

/** Records that are looked at. */
const looked = 50;

/** Values that are told. */
const told = 20;

/**
 * The values that an attribute has in the latest records of a resource, the most frequent first: for somebody who writes a
 * filter and cannot know how Coupa spells them.
 *
 * @throws {CoupaError} of the request; `COUPA_VALIDATION` for a resource that is not in the catalogue.
 */
export async function valuesOf(
  { resource, attribute }: { resource: string; attribute: string },
  { requester, signal }: { requester: Requester; signal: AbortSignal },
): Promise<string[]> {
  const known = findResource(resource);
  if (known === undefined)
    throw new CoupaError('COUPA_VALIDATION', phrase`The resource "${resource}" is not in the catalogue.`);
  const path = new ListPath(known.path).with([
    ['fields', JSON.stringify(['id', attribute.replaceAll('-', '_')])],
    ...byIdFromLast,
    ['limit', looked],
  ]);
  const answer = await requester.request({
    path,
    purpose: phrase`reading ${known.name}`,
    list: true,
    signal,
  });
  const counts = new Map<string, number>();
  for (const record of readPage(answer).records) {
    // Every object inherits a `constructor`.
    const value: unknown = Object.hasOwn(Object(record), attribute) ? Object(record)[attribute] : undefined;
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (value !== '') counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, told)
    .map(([value]) => value);
}

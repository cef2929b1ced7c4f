import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { corePathOf } from '../../catalogue/lists';
import { findResource } from '../../catalogue/resources';

/** One list of the Core API: what an operation works on. */
export interface Target {
  /** As the node or the message names it: `invoices`, `suppliers/17/addresses`. */
  readonly resource: string;
  /** Path of the list: `/api/invoices`. */
  readonly path: string;
}

/** Coupa's paths are words and ids; anything else could leave the list that is meant. */
const plainPath = /^\/api(?:\/[\w-]+)+$/;

/** Characters of a path that somebody may mean. */
const longestPath = 500;

/**
 * Where the records of a resource are.
 *
 * @param resource a name of the catalogue, or a path below `/api/`.
 * @throws {CoupaError} `COUPA_VALIDATION` when it is neither, or has a query.
 */
export function targetOf(resource: string): Target {
  const name = resource.trim();
  // A path alone is asked for: what a query selects would be left out in silence, and a list be another one.
  if (/[?#]/.test(name)) throw withQuery(name);
  // A placeholder that gave a name made a path of it.
  const known = findResource(name) ?? findResource(name.replace(/^\/*api\/+/, ''));
  const path = known?.path ?? corePathOf(name);
  if (path.length <= longestPath && plainPath.test(path))
    return { resource: known?.name ?? path.slice('/api/'.length), path };
  throw new CoupaError(
    'COUPA_VALIDATION',
    phrase`Reading the message: the resource ${JSON.stringify(name.slice(0, 80))} is neither a name such as invoices nor a path below /api/ such as suppliers/17/addresses. Nothing was sent.`,
    { details: { resource: name.slice(0, 200) } },
  );
}

function withQuery(name: string): CoupaError {
  return new CoupaError(
    'COUPA_VALIDATION',
    phrase`Reading the message: the resource ${JSON.stringify(name.slice(0, 80))} has a query, and only the path of a resource is asked for. Put the conditions of a list into msg.query and other parameters into msg.parameters. Nothing was sent.`,
    { details: { resource: name.slice(0, 200) } },
  );
}

/** Path of one record of a target. */
export function recordPath(target: Target, id: string): string {
  return `${target.path}/${encodeURIComponent(id)}`;
}

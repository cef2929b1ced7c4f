import { type Phrase, phrase } from '../base/text/phrase';
import type { ExportedMark } from '../catalogue/exported-mark';
import type { RequestOptions } from '../ports/requester';
import { recordIn } from './record-in';

/** A request that marks a record. */
export interface MarkRequest {
  method: NonNullable<RequestOptions['method']>;
  /** Path and query. */
  path: string;
}

/**
 * The request that marks one record as exported, or takes that back. It has nothing but the mark: Coupa may ignore whatever else is in such
 * a request. Marking twice is marking once.
 *
 * @param parameters further ones, percent-encoded: `fields=…`
 */
export function markRequest(
  { method, path, query }: ExportedMark,
  id: string,
  exported: boolean,
  parameters: readonly string[],
): MarkRequest {
  const all = [...(query ? [`exported=${exported}`] : []), ...parameters];
  const target = path.replace('{id}', encodeURIComponent(id));
  return { method, path: all.length === 0 ? target : `${target}?${all.join('&')}` };
}

/** Why a mark was not taken although Coupa answered 2xx; `undefined`: it was, or the answer does not show the flag. */
export function leftUnmarked(
  { body, statusCode }: { body: unknown; statusCode: number },
  record: { resource: string; id: string },
  exported: boolean,
): Phrase | undefined {
  const flag = recordIn(body)?.['exported'];
  if (flag === undefined || String(flag) === String(exported)) return undefined;
  return phrase`Coupa answered HTTP ${statusCode} and left the exported flag of ${record.resource} ${record.id} as it was: ${String(flag)}.`;
}

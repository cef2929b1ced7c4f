import type { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import type { Scrubber } from '../../base/secrets/scrub';

/**
 * An error of a message without secrets. What the message brought, and what the tenant made of it, stays as it is, as it does on the
 * outputs: flows send it again, a word in it may be a piece of a secret by chance, and it may be a file of many megabytes.
 */
export function cleanError(error: CoupaError, scrubber: Scrubber): CoupaError {
  const { applied, notApplied } = error.told ?? {};
  if (!Array.isArray(notApplied)) return scrubber.error(error);
  const entries = notApplied.map((entry: unknown) => (isJsonObject(entry) ? entry : {}));
  const bare = error.with({
    details: { ...(applied !== undefined && { applied: undefined }), notApplied: entries.map(withoutObject) },
  });
  const clean = scrubber.error(bare);
  const told = clean.told?.['notApplied'];
  const cleaned: unknown[] = Array.isArray(told) ? told : [];
  return clean.with({
    details: {
      ...(applied !== undefined && { applied }),
      notApplied: entries.map((entry, index) => withObject(Object(cleaned[index]), entry)),
    },
  });
}

function withoutObject({ object: _object, ...told }: JsonObject): JsonObject {
  return told;
}

function withObject(told: object, entry: JsonObject): object {
  return 'object' in entry ? { ...told, object: entry['object'] } : told;
}

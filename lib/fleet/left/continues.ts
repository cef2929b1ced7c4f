import { isObject } from '../../base/form';

/**
 * Whether a document knows of everything that another of the same list still has to deliver, and has read as far. `since` says from when on
 * it has read everything, and `proven` up to when the other has delivered everything: what lies between them decides.
 */
export function continues(later: unknown, earlier: unknown): later is object {
  if (!isObject(later) || !isObject(earlier)) return false;
  if (['tenant', 'path', 'filter'].some((name) => later[name] !== earlier[name])) return false;
  const { pending, backfill } = earlier;
  const isBeside = Array.isArray(pending) && pending.some((row) => isObject(row) && row['beside'] === true);
  // What was asked for beside polls, nothing proves.
  if (backfill !== undefined || isBeside) return false;
  const isNew = earlier['proven'] === null && Array.isArray(pending) && pending.length === 0;
  return (
    momentIn(later, 'position', Number.NaN) >= momentIn(earlier, 'position') &&
    (isNew || momentIn(later, 'since', Number.POSITIVE_INFINITY) <= momentIn(earlier, 'proven'))
  );
}

/** A moment in a document, epoch milliseconds; `otherwise` where there is none. */
export function momentIn(
  document: Readonly<Record<string, unknown>>,
  name: string,
  otherwise = Number.NEGATIVE_INFINITY,
): number {
  const moment = document[name];
  return typeof moment === 'number' ? moment : otherwise;
}

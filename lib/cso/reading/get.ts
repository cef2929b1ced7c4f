import type { JsonObject } from '../../base/json';
import { asCoupaError } from '../../write/request-failure';
import type { IdsInput } from '../model/input';
import type { LeftOut } from '../model/left-out';
import type { Target } from '../model/objects';
import type { Caller } from './list';
import { readObject } from './read-back';

/** Objects asked for one by one, each by its own path. */
export interface GetReport {
  /** In the order asked. */
  objects: JsonObject[];
  /** Those that could not be had, and why. */
  missing: LeftOut[];
  statusCode?: number;
}

/** Requests under way at once; the connection's own limits come on top. */
const parallel = 4;

/**
 * Gets objects by their ids. One that cannot be had does not stop the others.
 *
 * @throws {CoupaError} the first failure, when none could be had.
 */
export async function getObjects(caller: Caller, target: Target, { ids }: IdsInput): Promise<GetReport> {
  const report: GetReport = { objects: [], missing: [] };
  let failure: unknown;
  for (let start = 0; start < ids.length; start += parallel) {
    const asked = ids.slice(start, start + parallel);
    const ends = await Promise.allSettled(asked.map((id) => readObject(caller, target, id)));
    ends.forEach((end, index) => {
      if (end.status === 'fulfilled') {
        report.objects.push(end.value.object);
        report.statusCode = end.value.statusCode;
      } else {
        failure ??= end.reason;
        report.missing.push({ object: { id: asked[index] }, reason: asCoupaError(end.reason).phrase });
      }
    });
  }
  if (report.objects.length === 0 && failure !== undefined) throw failure;
  return report;
}

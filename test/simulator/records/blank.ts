import type { Fields } from '../json';
import { blankOf } from '../schemas/objects';
import { apiUser } from '../writes/api-user';
import { stamps } from './parts';
import { exportable, undated } from './resources';

/** A record that was just created through the API: every member its type has, empty, but for what the server fills in. */
export function blankRecord(resource: string): Fields {
  const { id, ...dates } = stamps;
  const blank = blankOf(resource);
  const isDated = Object.keys(blank).length > 0 ? 'updated-at' in blank : !undated.has(resource);
  const own = isDated ? { id, ...dates } : { id };
  return {
    ...own,
    ...blank,
    ...own,
    ...('created-by' in blank ? { 'created-by': apiUser } : {}),
    ...('updated-by' in blank ? { 'updated-by': apiUser } : {}),
    ...(exportable.has(resource) ? { exported: false } : {}),
  };
}

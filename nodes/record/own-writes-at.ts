import { OwnWrites } from '../../lib/records/work/own-writes';

const bySite = new Map<string, OwnWrites>();

/**
 * What is known of writes to a site that must not be carried out twice; all nodes that write to it share it. It outlives them: a create that a
 * deploy has cut off may be under way in the tenant when a poll brings its record again to the node that comes after.
 *
 * @param origin of the site: `https://acme.coupahost.com`
 */
export function ownWritesAt(origin: string): OwnWrites {
  const known = bySite.get(origin) ?? new OwnWrites();
  bySite.set(origin, known);
  return known;
}

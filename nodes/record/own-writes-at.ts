import { OwnWrites } from '../../lib/records/work/own-writes';

const bySite = new Map<string, OwnWrites>();

/**
 * What is known of creates at a site. It outlives nodes: a create that a deploy has cut off may be under way in the tenant when a poll brings its
 * record again to the node that comes after.
 *
 * @param origin of the site: `https://acme.coupahost.com`
 */
export function ownWritesAt(origin: string): OwnWrites {
  const known = bySite.get(origin) ?? new OwnWrites();
  bySite.set(origin, known);
  return known;
}

import type { NodeAPI } from 'node-red';

/**
 * Tells whether a node of an id is in the flows, disabled ones included. A node within an instance of a subflow is called by the ids of
 * both, `<instance>-<node>`, and those in between: it is known where the first and the last are. Of a subflow that came as a package,
 * Node-RED names the instance only, whose type is a name of its own: all within it is known.
 */
export function knownIds(RED: NodeAPI): (id: string) => boolean {
  const types = new Map<string, string>();
  RED.nodes.eachNode(({ id, type }) => void types.set(id, type));
  const holds = (first: string, last: string) => {
    const type = types.get(first);
    return type !== undefined && (types.has(last) || !type.startsWith('subflow:'));
  };
  return (id) => types.has(id) || parts(id).some(([first, last]) => holds(first, last));
}

/** Ways to read an id as that of something within something: ids may have hyphens themselves. */
function parts(id: string): [first: string, last: string][] {
  const ends = [...id.matchAll(/-/g)].map(({ index }) => index);
  const firsts = ends.map((end) => id.slice(0, end));
  const lasts = ends.map((end) => id.slice(end + 1));
  return firsts.flatMap((first, index) => lasts.slice(index).map((last): [string, string] => [first, last]));
}

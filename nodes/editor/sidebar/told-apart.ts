import type { Said } from '../../../lib/base/text/said';
import type { Operations } from '../../../lib/operations/shown';
import { flowNamed } from './jump';
import { connectionName, nameOf } from './poll-row';
import { writerName } from './writer-row';

/** Nodes of one name, which copies of a flow have, with where they are behind it: their flow, of connections their host. */
export function toldApart(shown: Said<Operations>): Said<Operations> {
  const { polls, connections, writers } = shown;
  const inFlow = ({ flow }: { flow: string }) => flowNamed(flow);
  return {
    ...shown,
    ...(polls && { polls: apart(polls, nameOf, inFlow) }),
    ...(connections && { connections: apart(connections, connectionName, ({ host }) => host) }),
    ...(writers && { writers: apart(writers, writerName, inFlow) }),
  };
}

function apart<Item extends { name: string }>(
  items: readonly Item[],
  called: (item: Item) => string,
  placeOf: (item: Item) => string,
): Item[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(called(item), (counts.get(called(item)) ?? 0) + 1);
  return items.map((item) => {
    const name = called(item);
    const place = counts.get(name) === 1 ? '' : placeOf(item);
    return place === '' ? item : { ...item, name: `${name} · ${place}` };
  });
}

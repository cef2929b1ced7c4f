import { phrase, type Say } from '../../base/text/phrase';
import type { Description } from '../model/description';
import type { FlowNode } from './flow-node';

/**
 * The inject nodes that start polls which have no interval: one for each schedule, and one to press for polls without any.
 *
 * @param id makes the id of a node from its role
 */
export function flowStarters(
  { interval, resources }: Description,
  id: (role: string) => string,
  say: Say,
): FlowNode[] {
  if (interval !== 0) return [];
  const bySchedule = new Map<string, string[]>();
  for (const [index, { crontab = '' }] of resources.entries()) {
    bySchedule.set(crontab, [...(bySchedule.get(crontab) ?? []), id(`poll ${index}`)]);
  }
  return [...bySchedule].map(([crontab, polls]) => ({
    id: id(crontab === '' ? 'inject' : `inject ${crontab}`),
    type: 'inject',
    name: say(crontab === '' ? phrase`Poll now` : phrase`Poll at ${crontab}`),
    props: [{ p: 'command', v: 'poll', vt: 'str' }],
    repeat: '',
    crontab,
    once: false,
    onceDelay: 0.1,
    topic: '',
    wires: [polls],
  }));
}

import type { NodeAPI } from 'node-red';
import { systemClock } from '../../lib/base/clock';
import { filledIn } from '../../lib/base/options/filled-in';
import type { Fleet } from '../../lib/fleet/fleet';
import { whileAlive } from '../../lib/fleet/while-alive';
import { viewOf } from '../../lib/member/connection-parts';
import { FleetPoll, type FleetPollOutlet } from '../../lib/member/fleet-poll';
import type { PolledSource } from '../../lib/member/leading';
import { intoFlow } from '../../lib/member/records';
import type { OutputFormat } from '../../lib/poll/compile/output';
import type { PollSettings } from '../../lib/poll/model/settings';
import type { Poller, PollerOutlet } from '../../lib/poll/poller';
import type { PollerParts } from '../../lib/poll/poller-parts';
import { type readForOthers, shapeOf } from '../../lib/poll/run/page-for-others';
import { FollowedFlow } from '../../lib/poll/tell/followed-flow';
import type { PollHistory } from '../../lib/poll/tell/history';
import { Telemetry } from '../../lib/ports/telemetry';
import { fleetStoresOf } from '../runtime/fleet-stores';
import type { CoupaConfigNode, CoupaPollNode } from '../runtime/node-types';
import { forReport, isFirstReport } from '../runtime/report';
import { textOf } from '../runtime/text-of';
import { nameOf, type WorkingNode } from '../runtime/working-node';
import { showStandby } from './status';

/** What a poller has that is not of its node's settings. */
export type OwnParts = Pick<
  PollerParts,
  'store' | 'undeliverableStore' | 'handledStore' | 'outbox' | 'readers' | 'outlet'
>;

/** What a poll node of a fleet is made of. */
export interface PollInFleet {
  fleet: Fleet;
  /** What the flow stores of the node. */
  definition: { fleetKey?: unknown; stateStore?: unknown };
  config: Pick<CoupaConfigNode, 'fleetId' | 'settings' | 'connection'>;
  /** The host of the tenant. */
  tenant: string;
  settings: PollSettings;
  /** The form in which the flow gets records. */
  format: OutputFormat;
  working: WorkingNode;
  /** What this instance polled. */
  history: PollHistory;
  outlet: PollerOutlet;
  createPoller(parts: OwnParts): Poller;
  /** Reads a page for the instance that leads. */
  readPage(path: string, signal: AbortSignal): ReturnType<typeof readForOthers>;
}

/** A poll that one instance of a fleet leads at a time: what of it this node does. */
export function pollInFleet(
  RED: NodeAPI,
  node: CoupaPollNode,
  {
    fleet,
    config,
    tenant,
    definition,
    settings,
    format,
    working,
    history,
    outlet,
    createPoller,
    readPage,
  }: PollInFleet,
): FleetPoll {
  const { say } = working;
  // Of the tenant, too: one flow may run against several, such as for tests, and each has its own records and position.
  const key = `${filledIn('fleetKey', textOf(definition.fleetKey)) || node.id}@${tenant}`;
  const telemetry = config.connection?.telemetry ?? new Telemetry();
  const followed = new FollowedFlow(telemetry, nameOf(node), settings.resource);
  const view = config.settings === undefined ? '' : viewOf(config.settings);
  const poll = new FleetPoll({
    fleet,
    key,
    node: node.id,
    clock: systemClock,
    source: sourceOf(settings),
    ...fleetStoresOf(RED, node, textOf(definition.stateStore), say),
    polls: () => history.polls(),
    createPoller: (its, term) => createPoller({ ...its, outlet: whileAlive(outlet, term) }),
    pages: { shape: shapeOf(settings, view), read: readPage },
    records: intoFlow(settings, {
      send: (message) => followed.send(format(message), (sent) => outlet.record(sent)),
      landed: outlet.landed,
    }),
    followed,
    outlet: standbyOutlet(RED, node, working),
  });
  node.fleetKey = key;
  node.fleet = config.fleetId;
  // What is asked of this node is asked of the instance that leads.
  node.history = { add: (summary) => history.add(summary), polls: () => poll.polls() };
  return poll;
}

/** What all instances of one poll have to agree about. */
function sourceOf({ resource, url, delivery, markExported, output }: PollSettings): PolledSource {
  return { resource, url, settings: { delivery, markExported: String(markExported), output } };
}

/** What a node shows of its place in the fleet. */
function standbyOutlet(RED: NodeAPI, node: CoupaPollNode, working: WorkingNode): FleetPollOutlet {
  const { say } = working;
  const report = (error: unknown) => {
    if (isFirstReport(error, node.z)) node.error(forReport(RED, error, say), {});
  };
  return {
    standsBy: (leader) => showStandby(RED, node, leader),
    failed: (error) => {
      working.fail(node, error);
      report(error);
    },
    error: report,
    notice: (text) => node.warn(say(text)),
  };
}

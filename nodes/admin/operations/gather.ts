import type { Node } from 'node-red';
import { pause, systemClock } from '../../../lib/base/clock';
import { connectionOptions } from '../../../lib/connection/settings/options';
import { failureText } from '../../../lib/operations/failure-text';
import { perSecond } from '../../../lib/operations/request-meter';
import type {
  NodeFacts,
  Operations,
  ShownConnection,
  ShownPoll,
  ShownWriter,
  TokenState,
} from '../../../lib/operations/shown';
import { lagOf, lookedAgo, standingOf } from '../../../lib/operations/standing';
import type { StatusReport } from '../../../lib/poll/model/report';
import {
  type CoupaConfigNode,
  type CoupaPollNode,
  type CoupaWriterNode,
  type WorkingType,
  writerTypes,
} from '../../runtime/node-types';
import { runningOf } from '../../runtime/running-nodes';
import { otherProcess } from '../../runtime/user-directory';

/** The right that it takes to see the nodes of a type. */
const toSee = (type: 'coupa-config' | WorkingType) => `${type}.read`;

/** The rights by which it is decided what may be seen. */
export const rights = (['coupa-config', 'coupa-poll', ...writerTypes] as const).map(toSee);

/** The state of all that runs, as far as whoever asks may see it. */
export async function gather(held: ReadonlySet<string>): Promise<Operations> {
  const now = Date.now();
  const seesPolls = held.has(toSee('coupa-poll'));
  const other = seesPolls ? otherProcess() : undefined;
  const polls = seesPolls ? runningOf<CoupaPollNode>('coupa-poll') : undefined;
  const seen = writerTypes.filter((type) => held.has(toSee(type)));
  const writers = seen.flatMap((type) => runningOf<CoupaWriterNode>(type));
  return {
    now: new Date(now).toISOString(),
    ...(other !== undefined && { otherProcess: { host: other.host, pid: other.pid } }),
    ...(held.has(toSee('coupa-config')) && {
      connections: runningOf<CoupaConfigNode>('coupa-config').map(connectionState),
    }),
    ...(polls !== undefined && { polls: await Promise.all(polls.map((node) => pollState(node, now))) }),
    ...(seen.length > 0 && { writers: writers.map(writerState) }),
  };
}

function factsOf(node: Node, problem: unknown): NodeFacts {
  const { id, type, name = '', z = '', _alias = id } = node as Node & { _alias?: string };
  return {
    id,
    shownAs: _alias,
    type,
    name,
    flow: z,
    ...(problem !== undefined && { problem: failureText(problem) }),
  };
}

function connectionState(node: CoupaConfigNode): ShownConnection {
  const { connection, meter, settings } = node;
  const requests = meter?.series() ?? { from: '', spanMs: 1000, done: [], failed: [] };
  const pausedUntil = connection?.pausedUntil?.toISOString();
  return {
    ...factsOf(node, node.problem),
    host: connection?.site.host ?? '',
    requestsPerSecond: settings?.requestsPerSecond ?? connectionOptions.requestsPerSecond.default,
    perSecond: perSecond(requests),
    requests,
    token: tokenOf(node),
    ...(pausedUntil !== undefined && { pausedUntil }),
  };
}

function tokenOf({ authentication, meter }: CoupaConfigNode): TokenState {
  if (authentication !== 'oauth2' || meter === undefined) return { kind: 'unused' };
  return meter.token();
}

async function pollState(node: CoupaPollNode, now: number): Promise<ShownPoll> {
  const fleet = fleetOf(node);
  const status = await withBackfill(node, await statusOf(node), fleet?.isHere !== false);
  const intervalMs = node.settings?.interval ?? 0;
  const maxInFlight = node.settings?.delivery === 'acknowledge' ? node.settings.maxInFlight : undefined;
  const lagMs = lagOf(status, now);
  const standing = standingOf({ status, intervalMs, lagMs, maxInFlight, standsBy: fleet?.isHere === false });
  const lookedMs = lookedAgo(standing, status, now);
  return {
    ...factsOf(node, node.problem),
    resource: node.resource,
    connection: node.connection,
    standing,
    intervalMs,
    history: node.recent.series(now),
    ...(lagMs !== undefined && { lagMs }),
    ...(lookedMs !== undefined && { lookedMs }),
    ...(maxInFlight !== undefined && { maxInFlight }),
    ...(status !== undefined && { status }),
    ...(fleet !== undefined && { fleet }),
  };
}

/** Milliseconds that the leader of a fleet may take to say how its poll stands: all other polls wait for it. */
const patienceMs = 1500;

/** A state that cannot be read hides nothing else of the node. */
async function statusOf({ poller }: CoupaPollNode): Promise<StatusReport | undefined> {
  const late = new AbortController();
  const report = poller?.report().catch(() => undefined);
  const inTime = pause(systemClock, patienceMs, late.signal).catch(() => undefined);
  const status = await Promise.race([report, inTime.then(() => undefined)]);
  late.abort();
  return status;
}

/**
 * Its last back-fill may have ended before a restart: then the history of its polls knows of it, as long as that goes back so far. That
 * of another instance is not asked for: all other polls would wait for it.
 */
async function withBackfill(
  { history }: CoupaPollNode,
  status: StatusReport | undefined,
  isHere: boolean,
): Promise<StatusReport | undefined> {
  if (!isHere || status === undefined || status.lastBackfill !== undefined) return status;
  const lastBackfill = (await history?.polls())?.findLast(({ backfill, error }) => backfill && !error);
  return lastBackfill === undefined ? status : { ...status, lastBackfill };
}

function fleetOf({ connection, poller }: CoupaPollNode): ShownPoll['fleet'] {
  const fleet = runningOf<CoupaConfigNode>('coupa-config').find(({ id }) => id === connection)?.fleet;
  if (fleet === undefined) return undefined;
  const leader = poller?.leader;
  return { isHere: leader === fleet.instance, ...(leader !== undefined && { leader }) };
}

function writerState(node: CoupaWriterNode): ShownWriter {
  const { connection, operation, resource } = node;
  return { ...factsOf(node, node.problem), connection, operation, resource, ...node.work.state() };
}

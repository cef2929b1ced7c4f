import type { Node } from 'node-red';
import type { CoupaError } from '../../lib/base/errors';
import type { Authentication } from '../../lib/connection/address/site-address';
import type { Connection } from '../../lib/connection/connection';
import type { ConnectionSettings, Credentials } from '../../lib/connection/settings/settings';
import type { Fleet } from '../../lib/fleet/fleet';
import type { RecentCounts } from '../../lib/operations/recent-counts';
import type { RequestMeter } from '../../lib/operations/request-meter';
import type { WorkCount } from '../../lib/operations/work-count';
import type { Command, CommandAnswer, runCommand } from '../../lib/poll/command';
import type { EditorUser } from '../../lib/poll/model/report';
import type { PollSettings } from '../../lib/poll/model/settings';
import type { Poller } from '../../lib/poll/poller';
import type { PollHistory } from '../../lib/poll/tell/history';

/** A `coupa-config` node at runtime, as the nodes that use it see it. */
export interface CoupaConfigNode extends Node<Credentials> {
  /** `undefined` when the properties cannot work; `problem` says why. */
  connection?: Connection;
  /** What is wrong with the properties or the credentials, known at deploy time. */
  problem?: CoupaError;
  /** Counts the requests of the connection. */
  meter?: RequestMeter;
  /** What the connection is made of, environment variables filled in, secrets included. */
  settings?: ConnectionSettings;
  authentication: Authentication;
  maxConcurrency: number;
  /** What it shares with other Node-REDs; `undefined`: it is alone. */
  fleet?: Fleet;
  /** Id of the `coupa-fleet`. */
  fleetId?: string;
}

/** What a node that works for a flow tells of itself. */
export interface WorkingFacts {
  /** Id of its connection; empty: none is chosen. */
  connection: string;
  /** Empty: a message says. */
  resource: string;
  /** Why it could not be set up. */
  problem?: unknown;
}

/** A poll as others than its node see it, wherever it is carried out. */
export interface DeployedPoll extends Pick<Poller, 'report' | 'beginsFrom'> {
  /** Carries a command out. Resolves when it is done, with what belongs on output 2. */
  run(command: Command): ReturnType<typeof runCommand>;
  /** In a fleet: how the instance is called that polls. */
  readonly leader?: string | undefined;
}

/** A `coupa-poll` node at runtime. */
export interface CoupaPollNode extends Node<PollCredentials>, WorkingFacts {
  /** `undefined` when the properties cannot work. In a fleet another instance may do the work. */
  poller?: DeployedPoll;
  /** What it was set up with, likewise. */
  settings?: PollSettings;
  /** Records that it sent into the flow, each sending anew of what was not handed back left out, and polls that failed; in the last hours. */
  recent: RecentCounts;
  /** Carries out what a message asks for, as if it had come to the input; what is answered leaves by output 2, too. `by`: who asks in the editor. */
  carryOut?: (message: object, by?: EditorUser) => Promise<CommandAnswer | undefined>;
  /** What its last polls did. */
  history?: Pick<PollHistory, 'polls' | 'add'>;
  /** In a fleet: the id of its `coupa-fleet`, and what tells its poll from others there. */
  fleet?: string;
  fleetKey?: string;
}

/** A `coupa-record` or `coupa-cso-events` node at runtime. */
export interface CoupaWriterNode extends Node, WorkingFacts {
  /** Empty: a message says. */
  operation: string;
  /** What it has applied and refused. */
  work: WorkCount;
}

/** The credentials of a `coupa-poll` node. */
export interface PollCredentials {
  /** Signs notifications. */
  signatureKey?: string;
}

/** The types whose nodes work for a flow, by their name in a palette; each has texts for its errors. */
export type WorkingType = 'coupa-poll' | WriterType;

/** Of these the ones whose nodes are a `CoupaWriterNode`. */
export const writerTypes = ['coupa-record', 'coupa-cso-events'] as const;
export type WriterType = (typeof writerTypes)[number];

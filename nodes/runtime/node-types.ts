import type { Node } from 'node-red';
import type { CoupaError } from '../../lib/base/errors';
import type { Authentication } from '../../lib/connection/address/site-address';
import type { Connection } from '../../lib/connection/connection';
import type { ConnectionSettings, Credentials } from '../../lib/connection/settings/settings';
import type { RecentCounts } from '../../lib/operations/recent-counts';
import type { RequestMeter } from '../../lib/operations/request-meter';
import type { WorkCount } from '../../lib/operations/work-count';
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

/** A `coupa-poll` node at runtime. */
export interface CoupaPollNode extends Node<PollCredentials>, WorkingFacts {
  /** `undefined` when the properties cannot work. */
  poller?: Poller;
  /** What it was set up with, likewise. */
  settings?: PollSettings;
  /** Records sent and polls failed, in the last hours. */
  recent: RecentCounts;
  /** What its last polls did. */
  history?: PollHistory;
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
export type WorkingType = 'coupa-poll' | 'coupa-cso-events' | 'coupa-record';

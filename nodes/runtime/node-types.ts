import type { Node } from 'node-red';
import type { CoupaError } from '../../lib/base/errors';
import type { Authentication } from '../../lib/connection/address/site-address';
import type { Connection } from '../../lib/connection/connection';
import type { ConnectionSettings, Credentials } from '../../lib/connection/settings/settings';
import type { Poller } from '../../lib/poll/poller';
import type { PollHistory } from '../../lib/poll/tell/history';

/** A `coupa-config` node at runtime, as the nodes that use it see it. */
export interface CoupaConfigNode extends Node<Credentials> {
  /** `undefined` when the properties cannot work; `problem` says why. */
  connection?: Connection;
  /** What is wrong with the properties or the credentials, known at deploy time. */
  problem?: CoupaError;
  /** What the connection is made of, environment variables filled in, secrets included. */
  settings?: ConnectionSettings;
  authentication: Authentication;
  maxConcurrency: number;
}

/** A `coupa-poll` node at runtime. */
export interface CoupaPollNode extends Node<PollCredentials> {
  /** `undefined` when the properties cannot work. */
  poller?: Poller;
  /** What its last polls did. */
  history?: PollHistory;
}

/** The credentials of a `coupa-poll` node. */
export interface PollCredentials {
  /** Signs notifications. */
  signatureKey?: string;
}

/** The types whose nodes work for a flow, by their name in a palette; each has texts for its errors. */
export type WorkingType = 'coupa-poll' | 'coupa-cso-events' | 'coupa-record';

import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { type Clock, systemClock } from '../../../lib/base/clock';
import { CoupaError } from '../../../lib/base/errors';
import { readEngineAddresses } from '../../../lib/fleet/engine-address';
import { RedisEngine } from '../../../lib/fleet/redis/redis-engine';
import type { RedisServer } from '../../../scripts/redis.mjs';

/** Redis as a test runs it: the one that `COUPA_TEST_ENGINE` names, or a private one. */
export interface RealEngine {
  url: string;
  /** A further instance of the fleet. */
  open(prefix?: string): RedisEngine;
  stop(): Promise<void>;
}

/** @returns `undefined` where no server can be had. */
export async function realEngine(): Promise<RealEngine | undefined> {
  const given = process.env['COUPA_TEST_ENGINE'];
  const { findRedis, startRedis } = await import('../../../scripts/redis.mjs');
  if (given === undefined && findRedis() === undefined) return undefined;
  const server: RedisServer | undefined = given === undefined ? await startRedis() : undefined;
  const url = given ?? server?.url ?? '';
  const ours = `test-${randomBytes(4).toString('hex')}`;
  const opened: RedisEngine[] = [];
  return {
    url,
    open: (prefix = ours) => {
      const engine = engineAt(url, prefix);
      opened.push(engine);
      return engine;
    },
    stop: async () => {
      await Promise.all(opened.map((engine) => engine.close()));
      await server?.stop();
    },
  };
}

/** Of a machine that is too busy to let a server answer within two seconds. */
const patientClock: Clock = {
  ...systemClock,
  setTimeout: (callback, milliseconds) => systemClock.setTimeout(callback, 10 * milliseconds),
};

/** An instance's engine at a URL, which has ten times as long as anywhere else. */
export function engineAt(url: string, prefix = 'test'): RedisEngine {
  return new RedisEngine({ addresses: readEngineAddresses(url, false), clock: patientClock }, prefix);
}

/** Asks a server of this computer until it answers so. */
export async function askUntil(port: number, command: string[], answer: RegExp): Promise<void> {
  const client = createClient({ socket: { host: '127.0.0.1', port }, RESP: 2 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    while (!answer.test(String(await client.sendCommand(command)))) await pause(50);
  } finally {
    client.destroy();
  }
}

/** What an engine answers once it can be reached: asks again until then. */
export async function answered<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof CoupaError) || error.code !== 'COUPA_STATE') throw error;
      await pause(50);
    }
  }
}

/** A copy follows nobody any more: it hears nothing from now on, and may lead later. */
export function loseSight(port: number): Promise<void> {
  return askUntil(port, ['REPLICAOF', '127.0.0.1', '1'], /OK/);
}

/** Why tests are skipped. */
export const noEngine =
  'no redis-server or valkey-server was found: install one, or set REDIS_SERVER, or COUPA_TEST_ENGINE to the URL of one';

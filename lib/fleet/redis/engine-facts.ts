import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import type { EngineFacts } from '../engine/engine';

/** Characters of one fact: versions and policies are words. */
const longestFact = 100;

/**
 * What `INFO` says of an engine, if a fleet can run on it.
 *
 * @throws {CoupaError} `COUPA_CONFIG` for one that is too old, is part of a cluster, or may drop keys; `COUPA_STATE` for a replica.
 */
export function readEngineFacts(info: string, name: string): EngineFacts {
  const facts = new Map(
    info.split(/\r?\n/).map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).slice(0, longestFact)] as const;
    }),
  );
  const redis = facts.get('redis_version') ?? '';
  const valkey = facts.get('valkey_version');
  const version = valkey === undefined ? `Redis ${redis}` : `Valkey ${valkey}`;
  if (Number.parseInt(redis, 10) < 7)
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`The engine ${name} is ${version}, which is too old: a fleet needs Redis 7 or Valkey 7.2 at least.`,
    );
  if (facts.get('cluster_enabled') === '1')
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`The engine ${name} is part of a cluster. Give the fleet a server that is not, or one with Sentinels.`,
    );
  if (facts.get('role') === 'slave')
    throw new CoupaError(
      'COUPA_STATE',
      phrase`The engine ${name} is a replica, which takes no writes. Nothing is lost: the polls go on when the fleet reaches the master. Where Sentinels watch it, give the fleet their addresses.`,
    );
  const evictionPolicy = facts.get('maxmemory_policy') ?? '';
  if (evictionPolicy !== 'noeviction' && evictionPolicy !== '')
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`The engine ${name} drops keys when its memory is full (maxmemory-policy ${evictionPolicy}), and with them records. Set its maxmemory-policy to noeviction.`,
    );
  const server = facts.get('run_id') ?? '';
  return { version, server, evictionPolicy, isLogged: facts.get('aof_enabled') === '1' };
}

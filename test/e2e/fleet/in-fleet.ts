import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { Tenant } from '../../simulator/tenant';
import { noEngine } from '../../unit/fleet/real-engine';
import { type FlowNode, type NodeRed, platformNames } from '../harness';
import { startMember } from '../harness/fleet-member';
import { names } from './fleet-of-node-reds';

/** Node-REDs of a fleet, and their tenant. */
export interface FleetStage {
  readonly tenant: Tenant;
  member(name: string): NodeRed;
  /** All that were started, in that order. */
  readonly members: NodeRed[];
  /** Starts one more, which runs what all do. */
  begin(name: string): Promise<NodeRed>;
}

/** How the stage is set. */
interface FleetStageOptions {
  /** What each instance runs: who it is, the environment says (`COUPA_INSTANCE`). */
  flows(tenant: Tenant, engine: string): FlowNode[];
  /** Those that are started before the tests. Default: three, called as `names` says. */
  instances?: readonly string[];
  /** Of the tenant, which has no rate limit. */
  size?: 'small' | 'large';
  /** What there is before anybody polls. */
  prepare?(tenant: Tenant): void;
  /** Laid over an instance's environment. */
  environment?(name: string): Record<string, string>;
  /** What has to have come before the next instance starts. */
  deployed?(name: string): Promise<void>;
}

/**
 * Sets a stage for a suite: before its tests an engine, a tenant, and Node-REDs of both major versions, one started after the other;
 * at the end nothing of it is left. Where there is no engine the suite is skipped, and its title says so.
 */
export function inFleet({
  flows,
  instances = names,
  size,
  prepare,
  environment,
  deployed,
}: FleetStageOptions): FleetStage {
  const members = new Map<string, NodeRed>();
  let tenant: Tenant | undefined;
  let redis: RedisServer | undefined;
  const stage: FleetStage = {
    get tenant() {
      assert.ok(tenant, 'the tenant runs once the tests have begun');
      return tenant;
    },
    member(name) {
      const found = members.get(name);
      assert.ok(found, `an instance ${name}`);
      return found;
    },
    get members() {
      return [...members.values()];
    },
    async begin(name) {
      const platform = platformNames[members.size % platformNames.length] ?? 'node-red-5';
      const env = { COUPA_INSTANCE: name, ...environment?.(name) };
      const member = await startMember({ platform, env });
      members.set(name, member);
      await member.deploy(flows(stage.tenant, redis?.url ?? ''));
      return member;
    },
  };

  before(async function () {
    const { findRedis, startRedis } = await import('../../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.test!.parent!.title += ` (${noEngine})`;
      this.skip();
    }
    redis = await startRedis({ folder: mkdtempSync(join(tmpdir(), 'coupa-redis-')) });
    tenant = await Tenant.start({ rateLimit: false, ...(size !== undefined && { size }) });
    prepare?.(tenant);
    for (const name of instances) {
      await stage.begin(name);
      await deployed?.(name);
    }
  });

  after(async () => {
    await Promise.all([...members.values()].map((one) => one.stop()));
    await tenant?.close();
    await redis?.stop();
    if (redis !== undefined) rmSync(redis.folder, { recursive: true, force: true });
  });

  return stage;
}

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { askUntil } from '../../unit/fleet/real-engine';

const logged = ['--appendonly', 'yes'];

/** A fleet's engine with its lives: it is killed, and comes back with all that it had, with less, or as another one. */
export class EngineOfFleet {
  private readonly folders: string[] = [];

  private constructor(private server: RedisServer) {}

  static async start(): Promise<EngineOfFleet> {
    const { startRedis } = await import('../../../scripts/redis.mjs');
    const folder = newFolder();
    const engine = new EngineOfFleet(await startRedis({ folder, args: logged }));
    engine.folders.push(folder);
    return engine;
  }

  get port(): number {
    return this.server.port;
  }

  /** Killed, and back with its log. */
  async restart(): Promise<void> {
    await this.back(this.server.folder);
  }

  /** What it holds now, to come back with later. */
  snapshot(): string {
    const folder = this.folder();
    cpSync(this.server.folder, folder, { recursive: true });
    return folder;
  }

  /** Killed, and back with what it held then. */
  async rewind(snapshot: string): Promise<void> {
    await this.back(snapshot);
  }

  /** Killed, and back with nothing. */
  async empty(): Promise<void> {
    await this.back(this.folder());
  }

  /** A copy that follows it. */
  async replica(): Promise<RedisServer> {
    const { startRedis } = await import('../../../scripts/redis.mjs');
    const args = [...logged, '--replicaof', '127.0.0.1', String(this.port)];
    const replica = await startRedis({ folder: this.folder(), args });
    await askUntil(replica.port, ['INFO', 'replication'], /master_link_status:up/);
    return replica;
  }

  /** A copy leads from now on. It lacks what came since it lost sight of this one, which is killed. */
  async promote(replica: RedisServer): Promise<void> {
    await this.server.stop();
    await askUntil(replica.port, ['REPLICAOF', 'NO', 'ONE'], /OK/);
    this.server = replica;
  }

  async close(): Promise<void> {
    await this.server.stop();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }

  private async back(folder: string): Promise<void> {
    const { startRedis } = await import('../../../scripts/redis.mjs');
    const { port } = this.server;
    await this.server.stop();
    this.server = await startRedis({ folder, port, args: [...logged, '--aof-load-truncated', 'yes'] });
  }

  private folder(): string {
    const folder = newFolder();
    this.folders.push(folder);
    return folder;
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'coupa-redis-'));
}

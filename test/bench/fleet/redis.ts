import type { RedisServer } from '../../../scripts/redis.mjs';

/** Runs something with a Redis or Valkey server of its own, which logs as `docs/fleet.md` asks for, and ends the server. */
export async function withRedis<Result>(use: (redis: RedisServer) => Promise<Result>): Promise<Result> {
  const { installRedis, startRedis } = await import('../../../scripts/redis.mjs');
  await installRedis();
  const redis = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'everysec'] });
  try {
    return await use(redis);
  } finally {
    await redis.stop();
  }
}

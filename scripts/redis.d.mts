import type { ChildProcess } from 'node:child_process';

export interface RedisServer {
  url: string;
  port: number;
  folder: string;
  process: ChildProcess;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export function findRedis(): { command: string; env: Record<string, string> } | undefined;
export function installRedis(): Promise<void>;
export function startRedis(options?: {
  folder?: string;
  port?: number;
  args?: string[];
}): Promise<RedisServer>;
export function startSentinel(master: { name: string; port: number }): Promise<{
  url: string;
  port: number;
  stop(): Promise<void>;
}>;

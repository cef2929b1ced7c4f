import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hasApt, unpack } from './apt.mjs';
import { cache } from './paths.mjs';
import { say } from './run.mjs';
import { isExecutable, onSearchPath } from './search-path.mjs';

const commands = ['redis-server', 'valkey-server'];

/** Debian's packages that it takes, and where they are unpacked. */
const packages = ['redis-tools', 'redis-server', 'liblzf1', 'libjemalloc2'];
const unpacked = join(cache, 'redis');

/**
 * A Redis or Valkey server on this machine: `$REDIS_SERVER`, the search path, then what was unpacked before.
 *
 * @returns {{ command: string, env: Record<string, string> } | undefined}
 */
export function findRedis() {
  const candidates = [process.env.REDIS_SERVER, ...onSearchPath(commands)];
  const command = candidates.find((file) => file && isExecutable(file));
  if (command !== undefined) return { command, env: {} };
  const ours = join(unpacked, 'usr', 'bin', 'redis-server');
  return isExecutable(ours) ? { command: ours, env: { LD_LIBRARY_PATH: libraries() } } : undefined;
}

/** Finds a server, or unpacks Debian's where there is apt-get. Where neither can be had, the tests that need one say so. */
export async function installRedis() {
  if (findRedis() || !hasApt()) return;
  say(`Unpacking Redis (apt-get download ${packages.join(' ')})`);
  await unpack(packages, unpacked);
}

/**
 * Starts a server of its own on a free port of this computer, with its own folder.
 *
 * @param {{ folder?: string, port?: number, args?: string[] }} [options] `folder`: with the data of an earlier one; it stays then
 */
export async function startRedis({ folder, port, args = [] } = {}) {
  const dir = folder ?? mkdtempSync(join(tmpdir(), 'coupa-redis-'));
  const listens = port ?? (await freePort());
  const options = ['--port', String(listens), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const { child, stop } = await startServer([...options, ...args], /Ready to accept connections/);
  const stopAll = async (signal) => {
    await stop(signal);
    if (folder === undefined) rmSync(dir, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${listens}`, port: listens, folder: dir, process: child, stop: stopAll };
}

/**
 * Starts a Sentinel of its own that watches a master on this computer, and alone decides that it is gone.
 *
 * @param {{ name: string, port: number }} master
 */
export async function startSentinel({ name, port }) {
  const dir = mkdtempSync(join(tmpdir(), 'coupa-sentinel-'));
  const listens = await freePort();
  const file = join(dir, 'sentinel.conf');
  const lines = [
    `port ${listens}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${name} 127.0.0.1 ${port} 1`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 2000`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { stop } = await startServer([file, '--sentinel'], /\+monitor master/);
  const stopAll = async () => {
    await stop('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${listens}`, port: listens, stop: stopAll };
}

async function startServer(args, said) {
  const found = findRedis();
  if (found === undefined) throw new Error('No Redis or Valkey server was found.');
  const child = spawn(found.command, args, {
    env: { ...process.env, ...found.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = new Promise((resolve) => child.once('close', resolve));
  const stop = async (signal = 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    process.removeListener('exit', kill);
  };
  await ready(child, said);
  return { child, stop };
}

function ready(child, said) {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk) => {
      text += chunk;
      if (said.test(text)) resolve();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The Redis server ended at once:\n${text}`)));
    pause(20_000, undefined, { ref: false }).then(() => reject(new Error(`Redis did not start:\n${text}`)));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function libraries() {
  const folder = join(unpacked, 'usr', 'lib');
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .join(delimiter);
}

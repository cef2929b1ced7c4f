import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeUserDir } from '../../e2e/harness/installed';
import { sizeOf } from '../../size-of';
import { fixed, median, megabytes } from '../figures';
import { ownPlatform } from '../node-red/start';
import type { Measure } from '../row';

/** What installing the package costs: room, and time at each start. */
export const packageSize: Measure = {
  run: async ({ starts }) => {
    const { size, extra } = await weigh(starts);
    return { rows: [sizeRow(size), startRow(extra, starts)] };
  },
  look: async (_scale, checkout) => {
    const { size, extra } = await weigh(1, checkout);
    return [
      { name: 'runtime install', unit: 'MB', value: size / 1e6, better: 'less' },
      { name: 'loading its nodes', unit: 'ms', value: extra.loading, better: 'less' },
    ];
  },
};

async function weigh(starts: number, checkout?: string): Promise<{ size: number; extra: ExtraStart }> {
  const installed = await makeUserDir(await ownPlatform(), checkout);
  const empty = mkdtempSync(join(tmpdir(), 'coupa-none-'));
  try {
    const size = sizeOf(join(installed, 'node_modules'));
    return { size, extra: await extraStart(installed, empty, starts) };
  } finally {
    for (const folder of [installed, empty]) rmSync(folder, { recursive: true, force: true });
  }
}

function sizeRow(size: number) {
  return {
    measure: 'package: runtime install',
    target: 'under 12 MB',
    measured: megabytes(size),
    met: size < 12e6,
    detail: 'all files of `npm install --omit=dev` of the tarball in an empty folder',
  };
}

function startRow({ more, without, loading }: ExtraStart, starts: number) {
  return {
    measure: 'package: load time',
    target: 'under 80 ms more start-up',
    measured: `${fixed(more, 0)} ms`,
    met: more < 80,
    detail: `median of ${starts} pairs of starts with and without it; ${fixed(without, 0)} ms without; loading its nodes takes ${fixed(loading, 0)} ms of it`,
  };
}

/** Milliseconds. */
interface ExtraStart {
  more: number;
  without: number;
  /** Node-RED's `require` of the nodes. */
  loading: number;
}

/** Starts Node-RED in turn with and without the package: noise meets both alike. */
async function extraStart(installed: string, empty: string, starts: number): Promise<ExtraStart> {
  const pairs: { with: number; without: number; loading: number }[] = [];
  // The first start of a day reads files that are not cached.
  await start(installed);
  for (let pair = 0; pair < starts; pair += 1) {
    const without = await start(empty);
    const full = await start(installed);
    if (full.loading === 0)
      throw new Error('No node was seen loading: time-loading.js looks for them elsewhere.');
    pairs.push({ without: without.milliseconds, with: full.milliseconds, loading: full.loading });
  }
  return {
    more: median(pairs.map((pair) => pair.with - pair.without)),
    without: median(pairs.map((pair) => pair.without)),
    loading: median(pairs.map((pair) => pair.loading)),
  };
}

async function start(userDir: string): Promise<{ milliseconds: number; loading: number }> {
  const { startNodeRed } = await import('../../../scripts/node-red.mjs');
  const env = { NODE_OPTIONS: `--require ${join(__dirname, '..', 'node-red', 'time-loading.js')}` };
  const begin = performance.now();
  const child = await startNodeRed({ ...(await ownPlatform()), userDir, env });
  const milliseconds = performance.now() - begin;
  await child.stop('SIGKILL');
  const loading = child.lines.map((line) => Number(/^loading took ([\d.]+) ms$/.exec(line)?.[1] ?? 0));
  return { milliseconds, loading: loading.reduce((sum, one) => sum + one, 0) };
}

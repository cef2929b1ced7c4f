import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toSvg } from './chart';
import { backfill, slowBackfill } from './measures/backfill';
import { eventLoop } from './measures/event-loop';
import { idle } from './measures/idle';
import { memory } from './measures/memory';
import { packageSize } from './measures/package';
import { rateLimit } from './measures/rate-limit';
import { here } from './place';
import { toMarkdown, toText } from './report';
import type { Result } from './row';
import { quick, type Scale, whole } from './scale';

const measures: Readonly<Record<string, (scale: Scale) => Promise<Result>>> = {
  backfill,
  latency: slowBackfill,
  'rate-limit': rateLimit,
  memory,
  'event-loop': eventLoop,
  idle,
  package: packageSize,
};

/**
 * `npm run bench`: every measure, at its whole size; `npm run bench -- quick`: smaller. Measures may be named (`npm run bench
 * -- quick memory`); then the results are only printed.
 */
async function main(args: readonly string[]): Promise<void> {
  const isQuick = args.includes('quick');
  const named = args.filter((name) => name !== 'quick');
  const unknown = named.filter((name) => !(name in measures));
  if (unknown.length > 0)
    throw new Error(
      `No measure is called ${unknown.join(', ')}; there are ${Object.keys(measures).join(', ')}.`,
    );
  const results = await measureAll(named.length > 0 ? named : Object.keys(measures), isQuick ? quick : whole);
  const rows = results.flatMap((result) => result.rows);
  process.stdout.write(`\n${toText(rows)}\n`);
  if (named.length === 0) await write(results, isQuick);
  if (rows.some(({ met }) => !met)) process.stdout.write('\nNot every target was met.\n');
}

async function measureAll(names: readonly string[], scale: Scale): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of names) {
    process.stderr.write(`Measuring: ${name}\n`);
    const result = await measures[name]?.(scale);
    if (result === undefined) continue;
    for (const { measured, target, detail } of result.rows)
      process.stderr.write(`  ${measured} (${target}; ${detail})\n`);
    results.push(result);
  }
  return results;
}

async function write(results: readonly Result[], isQuick: boolean): Promise<void> {
  const { root } = await import('../../scripts/paths.mjs');
  const folder = join(root, 'bench');
  const place = await here();
  mkdirSync(folder, { recursive: true });
  const rows = results.flatMap((result) => result.rows);
  writeFileSync(join(folder, 'results.md'), toMarkdown(rows, place, isQuick));
  const charts = results.map(({ chart }) => chart).filter((chart) => chart !== undefined);
  const caption = `${place.cpu}, Node.js ${place.node}, Node-RED ${place.nodeRed}, ${place.date}; longer is better`;
  writeFileSync(join(folder, 'results.svg'), toSvg(charts, caption));
  process.stdout.write('\nWritten: bench/results.md, bench/results.svg\n');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

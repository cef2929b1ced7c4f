import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toSvg } from './chart';
import { withResults } from './readme';
import { toMarkdown } from './report';
import { mergeResults, type Results } from './results';

/** Lays the results of a run over those of before, in `bench/` and in the README's table. @param names of all measures */
export async function writeResults(run: Partial<Results>, names: readonly string[]): Promise<void> {
  const { root } = await import('../../scripts/paths.mjs');
  const folder = join(root, 'bench');
  const file = join(folder, 'results.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
  const results = mergeResults(known, run, names);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, 'results.md'), toMarkdown(results));
  const charted = Object.values(results.measured).filter(({ chart }) => chart !== undefined);
  const places = charted.map(
    ({ place: { cpu, node, nodeRed, date } }) => `${cpu}, Node.js ${node}, Node-RED ${nodeRed}, ${date}`,
  );
  const caption = `${[...new Set(places)].join('; ')}; longer is better`;
  const charts = charted.flatMap(({ chart }) => (chart === undefined ? [] : [chart]));
  if (charts.length > 0) writeFileSync(join(folder, 'results.svg'), toSvg(charts, caption));
  const readme = join(root, 'README.md');
  writeFileSync(readme, withResults(readFileSync(readme, 'utf8'), results));
  process.stdout.write(
    '\nWritten: bench/results.json, bench/results.md, bench/results.svg, the table in README.md\n',
  );
}

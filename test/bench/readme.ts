import type { Results } from './results';

/** Between these two lines of the README stand results. */
const [begin, end] = ['<!-- npm run bench -- --write -->', '<!-- end -->'];

/** The measures that people ask for first; all are in `bench/results.md`. */
const headlines = ['fields-plain', 'texts-plain', 'large-gzip', 'known', 'memory-large', 'idle'];

/** A README with its table of results made anew; one without the two lines is left as it is. */
export function withResults(readme: string, { measured }: Results): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) return readme;
  const rows = headlines.flatMap((name) => measured[name]?.rows ?? []);
  const table = rows.map(({ measure, target, measured: value }) => `| ${measure} | ${value} | ${target} |`);
  const lines = [begin, '', '| measured | came to | target |', '| --- | --- | --- |', ...table, '', end];
  return `${readme.slice(0, from)}${lines.join('\n')}${readme.slice(to + end.length)}`;
}

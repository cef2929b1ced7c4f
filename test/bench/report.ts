import type { Comparison } from './comparison';
import { fixed, grouped } from './figures';
import type { Place } from './place';
import type { Results } from './results';
import type { Row } from './row';

/** The results as a page. */
export function toMarkdown({ measured, compared }: Results): string {
  const places = new Places();
  const rows = Object.values(measured).flatMap(({ rows, place }) =>
    rows.map((row) => ({ ...row, run: places.number(placeText(place)) })),
  );
  const table = rows.map(
    ({ measure, target, measured: value, met, run }) =>
      `| ${measure} | ${target} | ${value} | ${metText(met, '**no**')} | ${run} |`,
  );
  const comparisons = Object.entries(compared).flatMap(([name, { place, against, pairs, figures }]) => {
    const run = places.number(`${placeText(place)}, against ${against}, ${pairs} pairs`);
    return figures.map(
      (figure) => `| ${name}: ${figure.name} | ${comparisonCells(figure).join(' | ')} | ${run} |`,
    );
  });
  return [
    '# What the benchmark measured',
    '',
    'Written by `npm run bench -- --write`, which keeps the rows of measures that did not run; the last column says of each row in which run it was made.',
    '',
    '![Records a second of each peer](results.svg)',
    '',
    '| measure | target | measured | met | run |',
    '| --- | --- | --- | --- | --- |',
    ...table,
    ...(comparisons.length > 0 ? [...againstHeader, ...comparisons] : []),
    '',
    '## Runs',
    '',
    ...places.list(),
    '',
    ...how,
    '',
    ...rows.map(({ measure, target, detail }) => `- ${measure}${target && ` (${target})`}: ${detail}.`),
    '',
  ].join('\n');
}

const againstHeader = [
  '',
  '## Against an earlier version',
  '',
  'Both packages in turn, in the same run, on the same server; a ratio is the median of the ratios of neighbours, with the smallest and the largest of',
  'them. *Worse* or *better* is what differs by more than its noise: where the range that holds the true ratio 19 times of 20 lies on one side of 1.',
  '',
  '| figure | before | now | ratio | spread | by more than noise | run |',
  '| --- | --- | --- | --- | --- | --- | --- |',
];

const how = [
  '## How',
  '',
  'All peers read the same made-up invoices, 50 to a page, from a plain `node:http` server in a process of its own on the same machine (pages are made, and',
  'compressed, beforehand; only ids and dates are filled in), in turn within one run; a ratio is the median of the ratios of neighbours. Where a rate limit,',
  'sign-ins or writes matter, the server is the simulated tenant of the tests.',
  '',
  '- **floor**: a bare undici loop with `JSON.parse` and a counter, paging by `id[gt]`; with one connection, and with four.',
  '- **core nodes**: the flow a user would draw instead, in a real Node-RED: http request, split, filter, paging by function',
  '  nodes. It keeps no position, checks no answer and repeats nothing that fails.',
  '- **coupa-poll**: the packed package installed in a real Node-RED, a counting node behind it, its position kept in its file.',
  '- **fleet**: real Node-REDs with the packed package and a Redis of its own (AOF everysec), all on this one machine. Rates are counted in the midst of a',
  '  back-fill: starts and ends are not in them. The engine alone is the same code without Node-RED and tenant.',
];

/** Numbers runs in the order in which rows name them. */
class Places {
  private readonly texts: string[] = [];

  number(text: string): number {
    if (!this.texts.includes(text)) this.texts.push(text);
    return this.texts.indexOf(text) + 1;
  }

  list(): string[] {
    return this.texts.map((text, index) => `${index + 1}. ${text}`);
  }
}

/** A run in one line. */
export function placeText({ date, commit, cpu, system, node, nodeRed }: Place): string {
  return `${date}, commit ${commit}: ${cpu}, ${system}, Node.js ${node}, Node-RED ${nodeRed}`;
}

function metText(met: boolean | undefined, no: string): string {
  if (met === undefined) return '–';
  return met ? 'yes' : no;
}

/** The results for a terminal. */
export function toText(rows: readonly Row[]): string {
  return aligned([
    ['measure', 'target', 'measured', 'met'],
    ...rows.map((row) => [row.measure, row.target, row.measured, metText(row.met, 'NO')]),
  ]);
}

/** Comparisons for a terminal, by the names of their measures. */
export function comparisonsToText(compared: Readonly<Record<string, readonly Comparison[]>>): string {
  const lines = Object.entries(compared).flatMap(([name, figures]) =>
    figures.map((figure) => [`${name}: ${figure.name}`, ...comparisonCells(figure)]),
  );
  return aligned([['figure', 'before', 'now', 'ratio', 'spread', 'by more than noise'], ...lines]);
}

function comparisonCells({ unit, before, after, ratio, low, high, verdict }: Comparison): string[] {
  const value = (number: number) =>
    `${number >= 1000 ? grouped(number) : fixed(number, number >= 100 ? 0 : 2)} ${unit}`.trimEnd();
  const spread = `${fixed(low, 2)} to ${fixed(high, 2)}`;
  return [value(before), value(after), fixed(ratio, 3), spread, verdict === 'same' ? 'no' : verdict];
}

function aligned(cells: readonly string[][]): string {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

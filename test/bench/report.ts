import type { Place } from './place';
import type { Row } from './row';

/** The results as a page. */
export function toMarkdown(rows: readonly Row[], place: Place, isQuick: boolean): string {
  const table = rows.map(
    ({ measure, target, measured, met }) =>
      `| ${measure} | ${target} | ${measured} | ${met ? 'yes' : '**no**'} |`,
  );
  const details = rows.map(({ measure, target, detail }) => `- ${measure} (${target}): ${detail}.`);
  const short = isQuick ? ' This was a short run (`-- quick`): its figures are rough.' : '';
  return [
    '# What the benchmark measured',
    '',
    `Made by \`npm run bench\` on ${place.date}: ${place.cpu}, ${place.system}, Node.js ${place.node}, Node-RED ${place.nodeRed}.${short}`,
    '',
    '![Records a second of each peer](results.svg)',
    '',
    '| measure | target | measured | met |',
    '| --- | --- | --- | --- |',
    ...table,
    '',
    '## How',
    '',
    'All peers read the same simulated invoices (about 3 kB of JSON each, 50 to a page) from a server in a process of its',
    'own on the same machine, in turn within one run; a ratio is the median of the ratios of neighbours.',
    '',
    '- **floor**: a bare undici loop with `JSON.parse` and a counter, paging by `id[gt]`; with one connection, and with four.',
    '- **core nodes**: the flow a user would draw instead, in a real Node-RED: http request, split, filter, paging by function',
    '  nodes. It keeps no position, checks no answer and repeats nothing that fails.',
    '- **coupa-poll**: the packed package installed in a real Node-RED, a counting node behind it, its position kept in its file.',
    '',
    ...details,
    '',
  ].join('\n');
}

/** The results for a terminal. */
export function toText(rows: readonly Row[]): string {
  const cells = [
    ['measure', 'target', 'measured', 'met'],
    ...rows.map((row) => [row.measure, row.target, row.measured, row.met ? 'yes' : 'NO']),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

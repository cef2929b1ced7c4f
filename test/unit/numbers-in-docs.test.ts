import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pauseAfter } from '../../lib/poll/delivery/patience';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** A constant of a source, as it is written there: a number, or a product of some. */
function constant(file: string, name: string): number {
  const [, written = ''] = new RegExp(`const ${name} = ([\\d_ *]+);`).exec(read(file)) ?? [];
  assert.notEqual(written, '', `${file} has a constant ${name}`);
  return written
    .split('*')
    .reduce((product, factor) => product * Number(factor.replaceAll('_', '').trim()), 1);
}

const inWords: Record<number, string> = { 2: 'two', 5: 'five', 10: 'ten' };
const counted = (number: number) => number.toLocaleString('en');
const seconds = (ms: number) => ms / 1000;
const minutes = (ms: number) => ms / 60_000;
const wordOf = (number: number) => inWords[number] ?? String(number);

/** What nobody can set, and where the pages say how much it is; what can be set, `options-in-docs.test.ts` compares. */
const said: readonly [
  file: string,
  name: string,
  says: (value: number) => string,
  pages: readonly string[],
][] = [
  [
    'lib/poll/undeliverable/undeliverable-book.ts',
    'mostRecords',
    (value) => `latest ${counted(value)}`,
    ['nodes', 'guarantees'],
  ],
  [
    'lib/poll/undeliverable/undeliverable-book.ts',
    'mostMebibytes',
    (value) => `and ${value} MiB of`,
    ['nodes', 'guarantees'],
  ],
  ['lib/poll/tell/history.ts', 'keptAtMost', (value) => `the last ${value} polls`, ['nodes']],
  ['lib/poll/removals/asking.ts', 'mostIds', (value) => `requests of ${value} ids`, ['nodes']],
  [
    'lib/poll/removals/removals.ts',
    'longestPauseMs',
    (value) => `and so on up to ${minutes(value)} minutes, and after a restart`,
    ['nodes'],
  ],
  ['lib/poll/integration/run-book.ts', 'mostReports', (value) => `At most ${counted(value)} wait`, ['nodes']],
  [
    'lib/poll/lifecycle/schedule.ts',
    'firstRetryMs',
    (value) => `at first ${seconds(value)} seconds later, then ${2 * seconds(value)}`,
    ['troubleshooting'],
  ],
  [
    'lib/local/refused-sign-in.ts',
    'firstPauseMs',
    (value) => `tried again after ${seconds(value)} seconds, then ${2 * seconds(value)}`,
    ['nodes'],
  ],
  [
    'lib/local/refused-sign-in.ts',
    'firstPauseMs',
    (value) => `the connection waits ${seconds(value)} seconds, then ${2 * seconds(value)}`,
    ['troubleshooting'],
  ],
  [
    'lib/local/refused-sign-in.ts',
    'longestPauseMs',
    (value) => `up to ${minutes(value)} minutes, so that the client is not locked`,
    ['troubleshooting'],
  ],
  [
    'lib/local/token-source.ts',
    'freshForMs',
    (value) => `until the token is taken, up to ${wordOf(seconds(value))} seconds`,
    ['operations'],
  ],
  [
    'lib/local/saver.ts',
    'slowestPace',
    (value) => `${wordOf(seconds(value))} seconds at most), or on the last page`,
    ['guarantees'],
  ],
  [
    'lib/local/saver.ts',
    'slowestPace',
    (value) => `at least every ${wordOf(seconds(value))} seconds`,
    ['nodes'],
  ],
  [
    'lib/poll/model/window.ts',
    'rememberedAtFirst',
    (value) => `The first ${counted(value)} records of a scan`,
    ['guarantees'],
  ],
  [
    'lib/hub/endless-list.ts',
    'mostRecords',
    (value) => `given up at ${counted(value)} records`,
    ['guarantees'],
  ],
  [
    'lib/local/bounded-page-room.ts',
    'mostBytes',
    (value) => `their bytes**, ${value / 1024 / 1024} MiB for a connection`,
    ['architecture'],
  ],
];

describe('The numbers that nobody can set', () => {
  for (const [file, name, says, pages] of said) {
    for (const page of pages) {
      it(`docs/${page}.md says what ${name} in ${file} is`, () => {
        const sentence = says(constant(file, name));
        // A sentence may go on in the next line.
        assert.ok(
          read(`docs/${page}.md`).replace(/\s+/g, ' ').includes(sentence),
          `docs/${page}.md says "${sentence}"`,
        );
      });
    }
  }

  it('docs/nodes.md and docs/guarantees.md say how long a refused record rests', () => {
    const [first, second, third, fourth] = [1, 2, 3, 4].map(pauseAfter);
    assert.equal(pauseAfter(100), 3600, 'an hour at most');
    const nodes = `sent again after ${first} seconds, then ${second}, ${third} and so on up to an hour`;
    const guarantees = `sent again after ${first}, ${second}, ${third}, ${fourth} … seconds, at most an hour`;
    assert.ok(read('docs/nodes.md').replace(/\s+/g, ' ').includes(nodes), nodes);
    assert.ok(read('docs/guarantees.md').replace(/\s+/g, ' ').includes(guarantees), guarantees);
  });
});

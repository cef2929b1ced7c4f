import assert from 'node:assert/strict';
import type { Place } from '../../bench/place';
import { toMarkdown } from '../../bench/report';
import { mergeResults } from '../../bench/results';
import type { Row } from '../../bench/row';

const names = ['large-plain', 'known', 'idle'];

function place(date: string): Place {
  return { date, cpu: 'CPU', node: '20', nodeRed: '4', system: 'linux x64', commit: '1234567' };
}

function row(measure: string, measured: string): Row {
  return { measure, measured, target: 'a target', met: true, detail: 'some detail' };
}

const before = {
  measured: {
    idle: { place: place('2026-11-24'), rows: [row('idle', '1.93 ms')] },
    'large-plain': { place: place('2026-11-24'), rows: [row('large', '0.29 ×')] },
    gone: { place: place('2026-11-24'), rows: [row('gone', '1')] },
  },
};
const run = {
  measured: { 'large-plain': { place: place('2026-11-28'), rows: [row('large', '0.95 ×')] } },
};

describe('The results of the benchmark', () => {
  const merged = mergeResults(before, run, names);

  it('keep what did not run, in the order of the measures, and lose what is measured no more', () => {
    assert.deepEqual(Object.keys(merged.measured), ['large-plain', 'idle']);
    assert.equal(merged.measured['large-plain']?.rows[0]?.measured, '0.95 ×');
    assert.equal(merged.measured['idle']?.place.date, '2026-11-24');
  });

  it('say of each row in which run it was made', () => {
    const lines = toMarkdown(merged).split('\n');
    assert.ok(lines.includes('| large | a target | 0.95 × | yes | 1 |'));
    assert.ok(lines.includes('| idle | a target | 1.93 ms | yes | 2 |'));
    assert.deepEqual(
      lines.filter((line) => /^\d\. /.test(line)).map((line) => line.slice(0, 13)),
      ['1. 2026-11-28', '2. 2026-11-24'],
    );
  });

  it('say nothing of a target where nothing is promised', () => {
    const free: Row = { measure: 'bytes', measured: '40 kB', target: '', detail: 'counted' };
    const page = toMarkdown(
      mergeResults({}, { measured: { idle: { place: place('2026-11-28'), rows: [free] } } }, names),
    );
    assert.match(page, /\| bytes \| {2}\| 40 kB \| – \| 1 \|/);
    assert.match(page, /- bytes: counted\./);
  });

  it('have two packages compared, with the ratio and its spread', () => {
    const figures = [
      {
        name: 'records/s',
        unit: '',
        better: 'more',
        before: 1000,
        after: 1200,
        ratio: 1.2,
        low: 1.1,
        high: 1.3,
        verdict: 'better',
      } as const,
    ];
    const compared = { known: { place: place('2026-11-28'), against: '7f0117a', pairs: 5, figures } };
    const page = toMarkdown(mergeResults(before, { compared }, names));
    assert.match(
      page,
      /\| known: records\/s \| 1,000 \| 1,200 \| 1\.200 \| 1\.10 to 1\.30 \| better \| 2 \|/,
    );
    assert.match(page, /2\. 2026-11-28, .*, against 7f0117a, 5 pairs/);
  });
});

import assert from 'node:assert/strict';
import { compare } from '../../bench/comparison';
import type { Figure } from '../../bench/row';

function compared(before: number[], after: number[], better: Figure['better']) {
  const figure = (value: number): Figure[] => [{ name: 'speed', unit: '', value, better }];
  const pairs = before.map((value, index) => ({
    before: figure(value),
    after: figure(after[index] ?? Number.NaN),
  }));
  const [comparison] = compare(pairs);
  assert.ok(comparison);
  return comparison;
}

describe('Two packages compared by the benchmark', () => {
  const noisy = [100, 140, 90, 120, 101];

  it('are told by the ratios of neighbours, which a noisy machine slows alike', () => {
    const half = compared(
      noisy,
      noisy.map((value) => value / 2),
      'more',
    );
    assert.deepEqual([half.ratio, half.low, half.high, half.verdict], [0.5, 0.5, 0.5, 'worse']);
  });

  it('are worse only by more than their noise', () => {
    const [slower, faster] = [
      [99, 103, 98, 97, 96],
      [104, 99, 103, 98, 103],
    ];
    assert.equal(compared([100, 101, 100, 99, 100], slower, 'more').verdict, 'same');
    assert.equal(compared([100, 101, 100, 99, 100], faster, 'more').verdict, 'same');
    assert.equal(compared([100, 101, 100, 99, 100], [90, 92, 89, 91, 90], 'more').verdict, 'worse');
  });

  it('are better when there is less of what should be little', () => {
    assert.equal(compared([10, 11, 10, 10], [8, 8.5, 8, 8.2], 'less').verdict, 'better');
    assert.equal(compared([8, 8.5, 8, 8.2], [10, 11, 10, 10], 'less').verdict, 'worse');
  });

  it('are the same where a single pair cannot say more, or both have nothing', () => {
    assert.equal(compared([100], [50], 'more').verdict, 'same');
    assert.deepEqual(
      [compared([0, 0], [0, 0], 'less').ratio, compared([0, 0], [0, 0], 'less').verdict],
      [1, 'same'],
    );
  });
});

import assert from 'node:assert/strict';
import { readArguments } from '../../bench/arguments';

const known = ['large-plain', 'large-gzip', 'known'];

describe("The benchmark's arguments", () => {
  it('mean every measure where none is named', () => {
    assert.deepEqual(readArguments(['quick'], known).names, known);
  });

  it('name measures, or several by their first word, in the order of the table', () => {
    assert.deepEqual(readArguments(['known', 'large-gzip'], known).names, ['large-gzip', 'known']);
    assert.deepEqual(readArguments(['large'], known).names, ['large-plain', 'large-gzip']);
  });

  it('say what there is for a name that is not known', () => {
    assert.throws(
      () => readArguments(['huge'], known),
      /called huge; there are large-plain, large-gzip, known/,
    );
  });

  it('do not write the rough figures of a short run', () => {
    assert.throws(() => readArguments(['quick', '--write'], known), /short run/);
  });

  it('refuse a number of repetitions that is none', () => {
    assert.throws(() => readArguments(['--repetitions', 'many'], known), /no number of times/);
    assert.equal(readArguments(['--repetitions', '9'], known).repetitions, 9);
  });
});

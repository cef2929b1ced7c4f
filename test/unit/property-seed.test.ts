import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { propertySeed } from '../property-seed';

const tests = join(__dirname, '..');

describe('the random values of the tests', () => {
  it('are drawn from one seed, so that a run that failed fails again', () => {
    assert.equal(fc.readConfigureGlobal().seed, propertySeed);
    assert.deepEqual(draw(), draw());
  });

  it('are drawn from no other seed anywhere', () => {
    const others = sources()
      .filter(({ text }) =>
        /\{[^{}]*\b(?:numRuns|verbose)\b[^{}]*\bseed\b|\{[^{}]*\bseed\b[^{}]*\bnumRuns\b/.test(text),
      )
      .map(({ file }) => file);
    assert.deepEqual(others, []);
  });
});

function draw(): number[] {
  const drawn: number[] = [];
  fc.assert(
    fc.property(fc.integer(), (value) => {
      drawn.push(value);
    }),
    { numRuns: 5 },
  );
  return drawn;
}

function sources(): { file: string; text: string }[] {
  return readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        !file.includes('node_modules') &&
        !file.startsWith('property-seed') &&
        // The fuzzer is run by itself, with the seed that its command prints.
        !file.startsWith('fuzz'),
    )
    .filter((file) => file !== join('unit', 'property-seed.test.ts'))
    .map((file) => ({ file, text: readFileSync(join(tests, file), 'utf8') }));
}

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Runs a test with Mocha. @returns the counts that were written */
function countsOf(code: string): { passed: number; failed: number; failures: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'reporter-'));
  try {
    const [test, counts] = [join(folder, 'one.test.cjs'), join(folder, 'counts.json')];
    writeFileSync(test, code);
    const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = join(root, 'scripts', 'reporter.mjs');
    const env = { ...process.env, TEST_COUNTS: counts, TEST_LINGER_MS: '500' };
    spawnSync(process.execPath, [mocha, '--no-config', '--reporter', reporter, test], { env });
    return JSON.parse(readFileSync(counts, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('A group of tests', () => {
  it('that leaves something open fails with the name of that, and ends', () => {
    const leaves = "it('listens', (done) => { require('node:http').createServer().listen(0, done); });";
    const { passed, failed, failures } = countsOf(leaves);
    assert.deepEqual([passed, failed], [1, 1]);
    assert.match(failures.join(), /did not end after its last test\. Open: .*Server of port \d+/);
  });

  it('that leaves nothing open is counted as it ended', () => {
    assert.deepEqual(countsOf("it('passes', () => {});"), { passed: 1, failed: 0, skipped: 0, failures: [] });
  });
});

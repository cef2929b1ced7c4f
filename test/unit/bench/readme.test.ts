import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withResults } from '../../bench/readme';

const place = {
  date: '2026-11-28',
  cpu: 'CPU',
  node: '20',
  nodeRed: '4',
  system: 'linux',
  commit: '1234567',
};
const row = {
  measure: 'poll of known records',
  target: 'at least 2 × floor',
  measured: '2.40 ×',
  detail: '',
};
const results = {
  measured: { known: { place, rows: [row] }, growth: { place, rows: [{ ...row, measure: 'growth' }] } },
  compared: {},
};

describe("The README's results", () => {
  it('are what was measured last, between their two lines', () => {
    const readme = 'Before\n<!-- npm run bench -- --write -->\nold\n<!-- end -->\nBehind\n';
    const written = withResults(readme, results).split('\n');
    assert.ok(written.includes('| poll of known records | 2.40 × | at least 2 × floor |'));
    assert.ok(!written.includes('old'));
    assert.ok(!written.some((line) => line.includes('growth')));
    assert.deepEqual([written[0], ...written.slice(-2)], ['Before', 'Behind', '']);
  });

  it('are the same when they are written twice', () => {
    const once = withResults('<!-- npm run bench -- --write -->\n<!-- end -->', results);
    assert.equal(withResults(once, results), once);
  });

  it('have a place in the README', () => {
    const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
    assert.notEqual(withResults(readme, results), readme);
  });
});

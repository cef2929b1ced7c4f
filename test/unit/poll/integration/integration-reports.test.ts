import assert from 'node:assert/strict';
import { silentNode } from './silent-node';

describe('more reports to an integration than are kept', () => {
  it('are left out, which is told once, and counted without them', () => {
    const notices: string[] = [];
    const { reports, settle } = silentNode({ notice: (text) => notices.push(String(text)) });
    for (let id = 1; id <= 10_000; id += 1) settle(id);
    assert.deepEqual([reports.waiting, notices], [10_000, []]);
    for (let id = 10_001; id <= 10_003; id += 1) settle(id);
    assert.equal(reports.waiting, 10_000);
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? '', /those of further records are left out until some have been sent/);
  });
});

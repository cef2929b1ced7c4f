import assert from 'node:assert/strict';
import { RecentCounts } from '../../../lib/operations/recent-counts';

const minute = 60_000;
const now = Date.parse('2026-11-28T12:00:30Z');

describe('counts of the last while', () => {
  let counts: RecentCounts;

  beforeEach(() => {
    counts = new RecentCounts(minute, 4);
  });

  it('are told span by span, that of now being the last', () => {
    counts.add(now - 2 * minute, 3);
    counts.add(now, 5, 1);
    counts.add(now, 2);
    assert.deepEqual(counts.series(now), {
      from: '2026-11-28T11:57:00.000Z',
      spanMs: minute,
      done: [0, 3, 0, 7],
      failed: [0, 0, 0, 1],
    });
  });

  it('forget what is older than the spans that are kept', () => {
    counts.add(now, 5);
    assert.deepEqual(counts.series(now + 3 * minute).done, [5, 0, 0, 0]);
    assert.deepEqual(counts.series(now + 4 * minute).done, [0, 0, 0, 0]);
  });

  it('take as much room after a year as after an hour', () => {
    for (let at = now; at < now + 10_000 * minute; at += minute) counts.add(at, 1);
    assert.deepEqual(counts.series(now + 9_999 * minute).done, [1, 1, 1, 1]);
    assert.ok(JSON.stringify(counts).length < 400);
  });

  it('go on when the clock of the computer is set back', () => {
    counts.add(now + 1000 * minute, 9);
    for (let count = 0; count < 3; count += 1) counts.add(now, 1);
    assert.deepEqual(counts.series(now).done, [0, 0, 0, 3]);
  });

  it('say what they reach', () => {
    assert.equal(counts.reaches(now - 3 * minute, now), true);
    assert.equal(counts.reaches(now - 4 * minute, now), false);
    assert.equal(counts.reaches(now + minute, now), false);
  });
});

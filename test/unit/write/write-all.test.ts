import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import type { BatchReport } from '../../../lib/write/carry-out';
import { appliedOf, interruption, notAppliedOf, wholeFailure } from '../../../lib/write/conclude';
import { type WriteOptions, writeAll } from '../../../lib/write/write-all';

describe('writing many objects', () => {
  const options: WriteOptions = { batchSize: 1, parallel: 1 };
  const error = new CoupaError('COUPA_VALIDATION', phrase`No.`, { statusCode: 400 });

  const applied = (items: readonly number[]): BatchReport<string, number> => ({
    outcomes: items.map((item) => ({ applied: `did ${item}` })),
    result: [...items],
    statusCode: 200,
  });
  const refused = (items: readonly number[]): BatchReport<string, number> => ({
    outcomes: items.map((object) => ({ object, outcome: 'refused', reason: phrase`No.` })),
    result: [],
    statusCode: 400,
    error,
  });
  const places = (report: Parameters<typeof notAppliedOf<string, number>>[0]) =>
    notAppliedOf(report).map(({ index, outcome }) => [index, outcome]);

  it('keeps the order asked, whichever request ends first', async () => {
    const ends: (() => void)[] = [];
    const all = writeAll([1, 2, 3, 4], { batchSize: 2, parallel: 2 }, async (batch) => {
      await new Promise<void>((resolve) => ends.push(resolve));
      return applied(batch);
    });
    for (const end of ends.reverse()) end();
    const report = await all;
    assert.deepEqual(appliedOf(report), ['did 1', 'did 2', 'did 3', 'did 4']);
    assert.deepEqual(report.result, [1, 2, 3, 4]);
  });

  it('goes on after a failure, and tells of the status of what was carried out', async () => {
    const report = await writeAll([1, 2, 3], options, async (batch) =>
      batch[0] === 1 ? refused(batch) : applied(batch),
    );
    assert.deepEqual([appliedOf(report), places(report)], [['did 2', 'did 3'], [[0, 'refused']]]);
    assert.deepEqual([report.statusCode, report.error], [200, error]);
  });

  it('attempts nothing more after a failure with stopOnError', async () => {
    const attempted: number[] = [];
    const report = await writeAll([1, 2, 3, 4], { ...options, stopOnError: true }, async (batch) => {
      attempted.push(...batch);
      return batch[0] === 2 ? refused(batch) : applied(batch);
    });
    assert.deepEqual(attempted, [1, 2]);
    assert.deepEqual(places(report), [
      [1, 'refused'],
      [2, 'not attempted'],
      [3, 'not attempted'],
    ]);
  });

  it('that is ended tells what was under way from what had not begun', async () => {
    const ending = new AbortController();
    const report = await writeAll([1, 2, 3], { ...options, signal: ending.signal }, async (batch) => {
      if (batch[0] === 1) return applied(batch);
      ending.abort();
      throw ending.signal.reason;
    });
    assert.equal(report.interrupted, true);
    assert.deepEqual(places(report), [
      [1, 'unknown'],
      [2, 'not attempted'],
    ]);
    const told = interruption(phrase`Writing numbers`, report, notAppliedOf(report));
    assert.match(told.message, /^Writing numbers: stopped .* 1 of 3 were applied; .* the other 2/);
  });

  it('lets a mistake of our own through', async () => {
    const mistake = new TypeError('oops');
    const all = writeAll([1], options, async () => {
      throw mistake;
    });
    await assert.rejects(all, (thrown) => thrown === mistake);
  });

  it('fails as a whole with the words of the tenant and what they are about', () => {
    const said = new CoupaError('COUPA_VALIDATION', phrase`No.`, {
      reason: { kind: 'status', messages: ['no'] },
    });
    assert.deepEqual(wholeFailure(said, [{ index: 0 }]).details, {
      messages: ['no'],
      notApplied: [{ index: 0 }],
    });
  });
});

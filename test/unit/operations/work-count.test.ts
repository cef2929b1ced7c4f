import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { WorkCount } from '../../../lib/operations/work-count';
import type { RecordStatus } from '../../../lib/records/session';
import { manualClock } from '../connection/manual-clock';

describe('what a node has carried out', () => {
  let work: WorkCount;

  beforeEach(() => {
    work = new WorkCount(manualClock());
  });

  function hear(...statuses: RecordStatus[]): void {
    for (const status of statuses) work.heard(status);
  }

  it('counts what was applied and refused, and nothing on the way', () => {
    hear(
      { kind: 'working', operation: 'update' },
      { kind: 'progress', settled: 2, requested: 5 },
      { kind: 'partial', applied: 3, requested: 5 },
      { kind: 'done', operation: 'update', applied: 4 },
      { kind: 'listing', count: 50 },
      { kind: 'listed', count: 60 },
      { kind: 'planned', count: 7 },
    );
    const { applied, refused, history } = work.state();
    assert.deepEqual([applied, refused], [67, 2]);
    assert.deepEqual([history.done.at(-1), history.failed.at(-1)], [67, 2]);
  });

  it('counts the objects of a message that failed as a whole, and tells why until something succeeds', () => {
    const notApplied = [{}, {}, {}];
    work.failed(new CoupaError('COUPA_VALIDATION', phrase`No such supplier.`, { details: { notApplied } }));
    assert.equal(String(work.state().failure?.message), 'No such supplier.');
    work.failed(new Error('broken'));
    assert.equal(work.state().refused, 4);
    hear({ kind: 'done', operation: 'create', applied: 1 });
    assert.equal(work.state().failure, undefined);
  });

  it('keeps no words of an error that is none of ours: they may be a secret', () => {
    work.failed(new Error('Bearer eyJhbGciOi'));
    assert.equal(String(work.state().failure?.message), 'Unexpected failure in Node-RED.');
  });
});

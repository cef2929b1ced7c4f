import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { AttemptFailed, type AttemptOutcome } from '../../../lib/connection/retry/attempt';
import {
  isTransientStatus,
  pauseBeforeRetry,
  readRetryAfter,
} from '../../../lib/connection/retry/retry-policy';

const now = Date.UTC(2026, 10, 22, 8, 0, 0);

describe('retry policy', () => {
  it('repeats what may pass and may be repeated, at most five times in all', () => {
    const failed = failure('unknown');
    assert.equal(pauseBeforeRetry(failed, 4, true, 0), 0);
    assert.equal(pauseBeforeRetry(failed, 5, true, 0), undefined);
  });

  it('does not repeat what would fail again', () => {
    assert.equal(pauseBeforeRetry(failure('unknown', { transient: false }), 1, true, 0), undefined);
  });

  it('repeats a request that must not be carried out twice only if it was surely not carried out', () => {
    assert.equal(pauseBeforeRetry(failure('unknown'), 1, false, 0), undefined);
    assert.equal(pauseBeforeRetry(failure('refused'), 1, false, 0), undefined);
    assert.equal(pauseBeforeRetry(failure('not sent'), 1, false, 0), 0);
  });

  it('spreads pauses over a length that doubles, up to thirty seconds', () => {
    const almost = 1 - Number.EPSILON;
    const longest = [1, 2, 3, 4].map((attempts) =>
      Math.round(pauseBeforeRetry(failure('unknown'), attempts, true, almost) ?? -1),
    );
    assert.deepEqual(longest, [1000, 2000, 4000, 8000]);
  });

  it('never comes back before Retry-After', () => {
    fc.assert(
      fc.property(
        fc.nat(300),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (s, n, r) => {
          assert.ok((pauseBeforeRetry(failure('not sent', { retryAfter: s }), n, true, r) ?? -1) >= s * 1000);
        },
      ),
    );
  });

  it('leaves a tenant that limits the rate alone for a second at least, and longer each time', () => {
    const failed = failure('not sent', { code: 'COUPA_RATE_LIMIT' });
    assert.deepEqual(
      [1, 2, 3, 4].map((attempts) => pauseBeforeRetry(failed, attempts, false, 0)),
      [1000, 2000, 4000, 8000],
    );
  });

  it('takes a 500 of the Core API for passing, but not one of CSO', () => {
    assert.equal(isTransientStatus(500, { api: 'core' }), true);
    assert.equal(isTransientStatus(500, { api: 'cso' }), false);
    for (const status of [408, 429, 502, 503, 504])
      assert.equal(isTransientStatus(status, { api: 'cso' }), true);
    for (const status of [400, 401, 403, 404, 422, 501])
      assert.equal(isTransientStatus(status, { api: 'core' }), false);
  });

  it('takes for passing what a gateway says that did not reach the tenant, but not what is about certificates', () => {
    for (const api of ['core', 'cso'] as const) {
      for (const status of [425, 520, 521, 522, 523, 524, 527, 529, 530])
        assert.equal(isTransientStatus(status, { api }), true, `${status}`);
      for (const status of [505, 511, 525, 526, 599]) assert.equal(isTransientStatus(status, { api }), false);
    }
  });
});

describe('Retry-After', () => {
  for (const [header, seconds] of [
    ['2', 2],
    [' 120 ', 120],
    ['0', 0],
    ['1.5', 1.5],
    ['86400', 300],
    ['Sun, 22 Nov 2026 08:00:30 GMT', 30],
    ['Sun, 22 Nov 2026 07:00:00 GMT', 0],
    ['Mon, 23 Nov 2026 08:00:00 GMT', 300],
    ['60, 120', 60],
    ['120s', 120],
    ['90 seconds', 90],
    ['PT2M', 120],
    ['120; comment', 120],
    ['2 minutes', 120],
    ['9'.repeat(30), 300],
    ['soon', undefined],
    ['5 apples', undefined],
    ['-5 apples', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`${JSON.stringify(header)} means ${seconds} seconds`, () =>
      assert.equal(readRetryAfter(header, now), seconds));
  }
});

function failure(
  outcome: AttemptOutcome,
  more: { transient?: boolean; retryAfter?: number; code?: 'COUPA_RATE_LIMIT' } = {},
): AttemptFailed {
  const error = new CoupaError(more.code ?? 'COUPA_SERVER', phrase`failed`, { retryAfter: more.retryAfter });
  return new AttemptFailed(error, outcome, more.transient ?? true);
}

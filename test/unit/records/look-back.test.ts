import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { sessionOver } from './stub-session';

/** What a write whose answer was lost is told as, where the tenant answers every question with the same. */
async function toldOf(
  operation: string,
  seen: Partial<Answer>,
): Promise<{ outcome: unknown; reason: string }> {
  const request = async ({ method = 'GET' }: RequestOptions): Promise<Answer> => {
    if (method === 'GET')
      return { statusCode: 200, headers: {}, body: undefined, elapsed: 1, requests: 1, ...seen };
    throw new CoupaError('COUPA_TIMEOUT', phrase`Writing: no answer came.`, { outcome: 'unknown' });
  };
  const session = sessionOver(request, operation);
  const applied: unknown[] = [];
  const error = await session
    .handle({ payload: { id: 5, name: 'new' } }, (first) => applied.push(first))
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  assert.ok(error instanceof CoupaError, `it was told as applied: ${JSON.stringify(applied)}`);
  const { notApplied } = Object(error.details) as { notApplied: { outcome: string; reason: unknown }[] };
  return { outcome: notApplied[0]?.outcome, reason: String(notApplied[0]?.reason) };
}

describe('What became of a record is not known where the tenant answers its id with', () => {
  for (const [what, seen, words] of [
    ['a message', { body: { message: 'Under maintenance' } }, /nothing but a message: Under maintenance/],
    ['nothing', { statusCode: 204 }, /answered HTTP 204 without that record/],
    ['another record', { body: { id: 6 } }, /answered HTTP 200 without that record/],
    ['a list', { body: [{ id: 5 }] }, /answered HTTP 200 without that record/],
  ] as const)
    for (const operation of ['update', 'delete', 'action', 'markExported', 'upsert'])
      it(`${what} (${operation})`, async () => {
        const { outcome, reason } = await toldOf(operation, seen);
        assert.equal(outcome, operation === 'upsert' ? 'not sent' : 'unknown');
        assert.match(reason, words);
        assert.doesNotMatch(reason, /There is no invoices 5|leave out the id/);
      });
});

import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { sessionOver } from './stub-session';

/** What a write is told as that is answered with this and status 200, and how often it was looked. */
async function toldOf(
  operation: string,
  body: unknown,
  held: object | 'gone' = { id: 5 },
  statusCode = 200,
  object: object = { id: 5 },
) {
  let looks = 0;
  const request = async ({ method = 'GET' }: RequestOptions): Promise<Answer> => {
    const answer = { statusCode: 200, headers: {}, elapsed: 1, requests: 1 };
    if (method !== 'GET') return { ...answer, statusCode, body };
    looks += 1;
    if (held === 'gone') throw new CoupaError('COUPA_NOT_FOUND', phrase`Reading: gone.`, { statusCode: 404 });
    return { ...answer, body: held };
  };
  const session = sessionOver(request, operation);
  const payload = operation === 'attach' ? { id: 5, text: 'a note' } : object;
  let outcome: unknown;
  let reason = '';
  await session
    .handle({ payload }, (first) => {
      outcome = Object(first?.['coupa']).record.result[0].outcome;
    })
    .catch((error: CoupaError) => {
      const { notApplied } = Object(error.details) as {
        notApplied: { outcome: string; reason: unknown }[];
      };
      outcome = notApplied[0]?.outcome;
      reason = String(notApplied[0]?.reason);
    });
  return { outcome, reason, looks };
}

const record = { id: 5, status: 'pending_approval' };

describe('What is answered with status 200', () => {
  for (const operation of ['action', 'attach']) {
    const done = operation === 'action' ? 'done' : 'attached';
    for (const body of [
      record,
      undefined,
      null,
      {},
      'OK',
      'Success.',
      true,
      { message: 'ok' },
      { success: true, message: 'Queued' },
      { status: 'success', message: 'Submitted' },
      { result: 'valid' },
      [record],
    ])
      it(`is done where it says ${JSON.stringify(body)} (${operation})`, async () => {
        assert.deepEqual(await toldOf(operation, body), { outcome: done, reason: '', looks: 0 });
      });

    for (const body of [{ message: 'Not permitted' }, 'Not permitted', false])
      it(`may be done or not where it says ${JSON.stringify(body)} (${operation})`, async () => {
        const { outcome, reason } = await toldOf(operation, body);
        assert.equal(outcome, 'unknown');
        assert.match(reason, /answered HTTP 200 with nothing but a message: (Not permitted|false)\. /);
      });
  }

  it('is no create where nothing is said, but with status 201 it is, as with return_object=none', async () => {
    const bare = (body: unknown, statusCode: number) =>
      toldOf('create', body, [] as object, statusCode, { 'invoice-number': 'R-1' });
    assert.equal((await bare(undefined, 200)).outcome, 'unknown');
    assert.equal((await bare({ message: 'Queued' }, 201)).outcome, 'unknown');
    for (const body of [{ success: false }, [], { status: 'error' }])
      assert.equal((await bare(body, 201)).outcome, 'unknown', JSON.stringify(body));
    const own = { 'invoice-number': 'R-1' };
    for (const body of [undefined, null, {}, 'OK', { success: true }, own])
      assert.equal((await bare(body, 201)).outcome, 'created', JSON.stringify(body));
  });

  for (const body of ['OK', { message: 'success' }, { success: true }, {}])
    it(`is changed where it says ${JSON.stringify(body)}, lines that it adds, too`, async () => {
      const lines = { 'invoice-lines': [{ price: '1' }] };
      const held = { id: 5, 'invoice-lines': [{ id: 1, price: '1.00' }] };
      assert.equal((await toldOf('update', body, held, 200, { id: 5, ...lines })).outcome, 'updated');
      const { outcome } = await toldOf('update', { message: 'Queued' }, held, 200, { id: 5, ...lines });
      assert.equal(outcome, 'unknown');
    });

  it('and nothing but a message is told with the status of the record that was acted on', async () => {
    const { reason, looks } = await toldOf('action', { message: 'Queued' }, record);
    assert.match(reason, /message: Queued\. Its status is now pending_approval\./);
    assert.equal(looks, 1);
  });

  for (const body of [undefined, record])
    it(`is deleted where it says ${JSON.stringify(body)}`, async () => {
      assert.deepEqual(await toldOf('delete', body), { outcome: 'deleted', reason: '', looks: 0 });
    });

  for (const body of [null, 'OK', {}, [], true, { id: 6 }, { success: true }, { message: 'Deleted' }])
    it(`is deleted where it says ${JSON.stringify(body)} and the record is gone, else nobody knows`, async () => {
      assert.deepEqual(await toldOf('delete', body, 'gone'), { outcome: 'deleted', reason: '', looks: 1 });
      const { outcome, reason } = await toldOf('delete', body);
      assert.equal(outcome, 'unknown');
      assert.match(reason, /It is still there; it may still be deleted\./);
    });

  for (const body of ['Not permitted', [], { id: 6, exported: true }, true])
    it(`is marked where it says ${JSON.stringify(body)} and the record shows it, else nobody knows`, async () => {
      const marked = await toldOf('markExported', body, { id: 5, exported: true });
      assert.deepEqual(marked, { outcome: 'marked', reason: '', looks: 1 });
      const { outcome } = await toldOf('markExported', body, { id: 5, exported: false });
      assert.equal(outcome, 'unknown');
    });
});

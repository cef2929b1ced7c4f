import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import type { RecordOperation } from '../../../lib/catalogue/record-operations';
import { saidNo } from '../../../lib/connection/failures/said-no';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';
import { json, Tenant } from '../connection/tenant';

/** A tenant that answers every write with the same body and status 200, and reads with an invoice that is as it was. */
async function carriedOut(operation: RecordOperation, answer: object | string, payload: unknown) {
  const tenant = await Tenant.start();
  const connection = tenant.connect();
  const held = { id: 5, name: 'old', exported: false };
  for (const path of ['', '/5', '/5/submit', '/5/attachments'])
    tenant.on(`/api/invoices${path}`, (response, arrived) => {
      const read = path === '/5' ? held : [held];
      return json(arrived.method === 'GET' ? read : answer)(response, arrived);
    });
  const session = new RecordSession({
    requester: connection,
    settings: readRecordSettings({ resource: 'invoices', operation, action: 'submit' }),
    copy: (message) => structuredClone(message),
    status: () => undefined,
    warn: () => undefined,
    say: String,
  });
  const sent: unknown[] = [];
  const error = await session
    .handle({ payload, id: 5 }, (first) => sent.push(first))
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  await connection.close();
  const asked = tenant.arrived.map(({ method }) => method);
  await tenant.close();
  assert.ok(error instanceof CoupaError, `it was told as applied: ${JSON.stringify(sent)}`);
  assert.deepEqual(sent, []);
  const [entry] = (Object(error.details) as { notApplied: { outcome: string; reason: unknown }[] })
    .notApplied;
  return { error, outcome: entry?.outcome, reason: String(entry?.reason), asked };
}

describe('A write that is answered with status 200 and a no', () => {
  const writes = [
    ['create', { name: 'new' }],
    ['update', { id: 5, name: 'new' }],
    ['delete', 5],
    ['action', { id: 5 }],
    ['markExported', 5],
    ['attach', { text: 'a note' }],
  ] as const;

  for (const [operation, payload] of writes)
    for (const [answer, words] of [
      [{ errors: { base: ['The record is locked'] } }, /: base: The record is locked\./],
      [[{ errors: { base: ['The record is locked'] } }], /: base: The record is locked\./],
      [{ error: 'locked_out', message: 'The record is locked' }, /: locked_out; The record is locked\./],
      [{ success: false, message: 'The record is locked' }, /: The record is locked\./],
      [{ status: 'error', title: 'Locked', errors: null }, /: title: Locked\./],
      ['<errors><error>The record is locked</error></errors>', /: The record is locked\./],
    ] as const)
      it(`is told as refused, in the tenant's words (${operation}: ${JSON.stringify(answer)})`, async () => {
        const { error, outcome, reason } = await carriedOut(operation, answer, payload);
        assert.equal(outcome, 'refused');
        assert.match(reason, words);
        assert.match(reason, /answered HTTP 200 to (POST|PUT|PATCH|DELETE) /);
        assert.deepEqual([error.code, error.statusCode], ['COUPA_VALIDATION', 200]);
      });

  it('is a matter of scopes or of the sign-in where it says so', async () => {
    const scope = await carriedOut('update', { error: 'insufficient_scope' }, { id: 5, name: 'new' });
    assert.equal(scope.error.code, 'COUPA_FORBIDDEN');
    const token = await carriedOut('update', { error: 'invalid_token' }, { id: 5, name: 'new' });
    assert.equal(token.error.code, 'COUPA_AUTH');
  });

  for (const [operation, payload] of [
    ['update', { id: 5, name: 'new' }],
    ['delete', 5],
    ['markExported', 5],
  ] as const)
    it(`and nothing but a message is looked after, since that may be a yes (${operation})`, async () => {
      const { error, outcome, reason, asked } = await carriedOut(
        operation,
        { message: 'Not permitted' },
        payload,
      );
      assert.deepEqual([outcome, error.code], ['unknown', 'COUPA_RESPONSE']);
      assert.match(reason, /answered HTTP 200 with nothing but a message: Not permitted\. /);
      assert.deepEqual(asked.at(-1), 'GET');
    });

  it('and nothing but a message leaves a create unknown: to create it again might make two', async () => {
    const { outcome, reason } = await carriedOut('create', { message: 'Queued' }, { name: 'new' });
    assert.equal(outcome, 'unknown');
    assert.match(reason, /nothing but a message: Queued\. /);
  });

  for (const operation of ['get', 'upsert'] as const)
    it(`is told in the tenant's words where it was only to be read (${operation})`, async () => {
      const tenant = await Tenant.start();
      const connection = tenant.connect();
      const answer = json({ errors: { base: ['The record is locked'] } });
      tenant.on('/api/suppliers', answer).on('/api/suppliers/5', answer);
      const session = new RecordSession({
        requester: connection,
        settings: readRecordSettings({ resource: 'suppliers', operation }),
        copy: (message) => structuredClone(message),
        status: () => undefined,
        warn: () => undefined,
        say: String,
      });
      const payload = operation === 'get' ? 5 : { number: 'S-1', name: 'new' };
      await assert.rejects(
        session.handle({ payload }, () => undefined),
        /nothing but a message: base: The record is locked\. Check the resource/,
      );
      await connection.close();
      await tenant.close();
    });

  it('is not looked for in vain where the search was emptied on its way: nothing is created', async () => {
    const tenant = await Tenant.start();
    const connection = tenant.connect();
    tenant.on('/api/suppliers', (response) => response.writeHead(200).end());
    const session = new RecordSession({
      requester: connection,
      settings: readRecordSettings({ resource: 'suppliers', operation: 'upsert' }),
      copy: (message) => structuredClone(message),
      status: () => undefined,
      warn: () => undefined,
      say: String,
    });
    await assert.rejects(
      session.handle({ payload: { number: 'S-1', name: 'new' } }, () => undefined),
      /HTTP 200 with nothing where a list should be/,
    );
    assert.deepEqual(
      tenant.arrived.map(({ method }) => method).filter((method) => method !== 'GET'),
      ['POST'],
      'the sign-in alone',
    );
    await connection.close();
    await tenant.close();
  });

  for (const body of [
    undefined,
    null,
    'ok',
    true,
    [],
    {},
    { id: 5, errors: ['a note'] },
    { errors: [] },
    { errors: {}, message: 'Saved' },
    { errors: null, message: 'Saved' },
    { error: false, status: 'ok' },
    { error: '', message: 'Saved' },
    { message: 'Not permitted' },
    { updated: 1, errors: ['one of two'] },
    { result: [{ type: 'api.put.updated' }], errors: [] },
    { status: 'failed', 'total-records': 3 },
    { success: true, message: 'error' },
    { success: true, error: 'saved, but nobody was notified' },
    { ok: true, errors: ['one line was rounded'] },
    { error: 'none', code: 0 },
    { errors: [], error: 'No error', status: 'success' },
    { error: '0' },
    '<invoice><id>5</id></invoice>',
    '<errors/>',
    '<errors><error></error></errors>',
    '<supplier><id>5</id><name>access_denied</name></supplier>',
    '<?xml version="1.0"?><user><notes>invalid_token</notes></user>',
  ])
    it(`is none where it says ${JSON.stringify(body)}`, () => assert.deepEqual(saidNo(body), []));
});

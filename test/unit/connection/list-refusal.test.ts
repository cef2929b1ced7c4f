import assert from 'node:assert/strict';
import { diagnose } from '../../../lib/connection/diagnose/diagnose';
import { listRefusal } from '../../../lib/connection/failures/list-refusal';
import { hubPages } from '../../../lib/hub/hub-pages';
import { pollParts } from '../../../lib/poll/compile/parts';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { readPage } from '../../../lib/scan/page';
import { Rig } from '../poll/rig';
import { failureOf, json, secretsOfTenant, Tenant } from './tenant';

describe('an answer that should be a list', () => {
  for (const [body, code, message] of [
    [
      { error: 'invalid_token', error_description: 'It expired.' },
      'COUPA_AUTH',
      /invalid_token; It expired\. Check/,
    ],
    [
      { error: 'insufficient_scope' },
      'COUPA_FORBIDDEN',
      /HTTP 200 with an error where a list should be: insufficient/,
    ],
    [{ requestId: '5e', message: 'Unauthorized' }, 'COUPA_AUTH', /: Unauthorized\. Check the credentials/],
    [{ requestId: '5e', message: 'Element is gone' }, 'COUPA_RESPONSE', /: Element is gone\./],
    [{ errors: { base: ['No such filter'] } }, 'COUPA_RESPONSE', /: base: No such filter\./],
    [[{ errors: { base: ['No such filter'] } }], 'COUPA_RESPONSE', /: base: No such filter\./],
    [
      [{ error: 'invalid_token' }, { error: 'It expired.' }],
      'COUPA_AUTH',
      /: invalid_token; It expired\. Check/,
    ],
    [[{ status: 500, error: 'Down', message: null }], 'COUPA_RESPONSE', /: Down\./],
    [[{ fault: { faultstring: 'Quota' } }], 'COUPA_RESPONSE', /Quota\./],
  ] as const) {
    it(`is told in its own words where it says ${JSON.stringify(body)}`, () => {
      assert.throws(() => readPage({ body, statusCode: 200, headers: {}, elapsed: 0, requests: 1 }), {
        code,
        message,
      });
    });
  }

  for (const body of [
    [],
    {},
    { id: 7, message: 'a note', errors: ['x'] },
    'error',
    null,
    { errors: [] },
    [{ errors: [] }],
    [null],
    [{ error: 'x', id: 7 }],
    [{ error: 'x' }, { name: 'a' }],
    [{ message: 'a note' }],
    [{ status: 'error' }],
  ]) {
    it(`says nothing against it with ${JSON.stringify(body)}`, () => {
      assert.equal(listRefusal({ body, statusCode: 200 }), undefined);
    });
  }

  for (const [authentication, path] of [
    ['oauth2', '/api/invoices'],
    ['openConnectors', '/hubs/businessspendmanagement/invoices'],
  ] as const)
    it(`is told, and nothing of it is a record, where it is a list of an error (${authentication})`, async () => {
      const tenant = await Tenant.start();
      const said = json([{ errors: { base: ['The search is switched off'] } }]);
      tenant.on('/api/invoices', said).on('/elements/api-v2/hubs/businessspendmanagement/invoices', said);
      const connection = tenant.connect({ authentication });
      const config = { start: 'beginning', url: path };
      const { source } = pollParts(readPollSettings({ ...config, interval: 0 }), {
        origin: tenant.address,
        hub: authentication === 'openConnectors',
        values: () => ({ env: () => '', flow: () => '', global: () => '', msg: () => '' }),
      });
      const rig = new Rig(connection, { config, source });
      await assert.rejects(
        rig.poller.poll(),
        /with an error where a list should be: base: The search is switched off/,
      );
      assert.deepEqual(rig.messages, []);
      assert.equal((await rig.poller.report()).position, undefined);
      await rig.poller.close();
      await connection.close();
      await tenant.close();
    });

  it("is told in the hub's words, by a poll and by the test of a connection", async () => {
    const tenant = await Tenant.start();
    const path = '/hubs/businessspendmanagement/invoices';
    tenant.on(`/elements/api-v2${path}`, json({ requestId: '5e', message: 'Invalid credentials' }));
    const connection = tenant.connect({ authentication: 'openConnectors' });
    const pages = hubPages({ requester: connection, path, pageSize: 5, purpose: 'reading invoices' });
    assert.match((await failureOf(pages.next())).message, /: Invalid credentials\./);
    await connection.close();
    const settings = { siteAddress: tenant.address, credentials: secretsOfTenant, environment: {} };
    const report = await diagnose(
      { ...settings, authentication: 'openConnectors' },
      [{ name: 'invoices', path, scope: '' }],
      AbortSignal.timeout(10_000),
    );
    await tenant.close();
    assert.deepEqual(
      report.findings.map(({ kind }) => kind),
      ['hubSecrets'],
    );
  });
});

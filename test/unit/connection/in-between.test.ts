import assert from 'node:assert/strict';
import type { Connection } from '../../../lib/connection/connection';
import { diagnose } from '../../../lib/connection/diagnose/diagnose';
import { failureOf, json, secretsOfTenant, status, Tenant } from './tenant';

const read = { path: '/api/invoices', purpose: 'reading invoices' } as const;

describe('What stands between here and Coupa', () => {
  let tenant: Tenant;
  let connection: Connection;

  beforeEach(async () => {
    tenant = await Tenant.start();
    connection = tenant.connect();
  });
  afterEach(async () => {
    await connection.close();
    await tenant.close();
  });

  for (const page of [
    '<h1>Access Denied</h1>',
    '<TITLE>Access Denied</TITLE><BODY>No.',
    '<center><h1>403 Forbidden</h1></center>',
    '<meta http-equiv="refresh" content="0">',
    '<script>location = "/portal"</script>',
    '<table><tr><td>Blocked by policy',
    '<a href="https://portal.example/login">Found</a>.',
    '<form action="https://login.example/" method="post"><input type="hidden">',
    '<main><p>Access denied',
    '<link rel=stylesheet href=x><b>Blocked</b>',
    '<span>Blocked</span>',
    `<!-- ${'policy '.repeat(500)} -->\n<html><title>Blocked</title></html>`,
  ]) {
    for (const path of ['/oauth2/token', '/api/invoices'])
      it(`is told when it answers 403 at ${path} with ${page.slice(0, 40)}`, async () => {
        tenant.on(path, status(403, page));
        const error = await failureOf(connection.request(read));
        assert.equal(error.code, 'COUPA_RESPONSE');
        assert.equal(error.reason?.kind, 'blocked');
        assert.match(error.message, /something between here and Coupa/);
      });

    it(`is told when it answers 200 with ${page.slice(0, 40)}`, async () => {
      tenant.on('/api/invoices', status(200, page));
      assert.match((await failureOf(connection.request(read))).message, /with a web page/);
    });
  }

  const foreign = [
    { message: 'Forbidden' },
    { statusCode: 403, message: 'Access denied due to missing subscription key.' },
    {
      fault: {
        faultstring: 'Access Denied for client ip : 10.1.1.1',
        detail: { errorcode: 'IPDeniedAccess' },
      },
    },
    { success: false, errors: [{ code: 1020, message: 'Access denied' }], result: null },
    { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'This address is not allowed' },
    { errorCode: 'E0000006', errorSummary: 'You do not have permission' },
  ];
  for (const said of foreign) {
    const text = JSON.stringify(said);

    for (const path of ['/oauth2/token', '/api/invoices'])
      it(`may be what answers 403 at ${path} with ${text.slice(0, 50)}`, async () => {
        tenant.on(path, status(403, text, { 'content-type': 'application/json' }));
        const error = await failureOf(connection.request(read));
        assert.equal(error.code, 'COUPA_FORBIDDEN');
        assert.match(error.message, /JSON of another form, so something between here and Coupa/);
        assert.doesNotMatch(error.message, /refused the scopes|was not granted/);
      });

    it(`may be what answers 401 with ${text.slice(0, 50)}`, async () => {
      tenant.on('/api/invoices', status(401, text));
      const error = await failureOf(connection.request(read));
      assert.equal(error.code, 'COUPA_AUTH');
      assert.match(error.message, /so something between here and Coupa/);
    });
  }

  for (const said of [
    { errors: { base: ['Forbidden'] } },
    { error: 'insufficient_scope', error_description: 'core.invoice.read' },
    { errors: [{ message: 'no' }] },
    { requestId: '5e', message: 'Forbidden' },
    { message: 'insufficient_scope' },
  ])
    it(`is not blamed for ${JSON.stringify(said)}`, async () => {
      tenant.on('/api/invoices', status(403, JSON.stringify(said)));
      const error = await failureOf(connection.request(read));
      assert.equal(error.code, 'COUPA_FORBIDDEN');
      assert.match(error.message, /A scope or permission is missing/);
      assert.doesNotMatch(error.message, /between here and Coupa/);
    });

  for (const text of ['{"message":"Forbidden"}', 'Access denied by security policy'])
    it(`that forbids a sign-in is found by the test of a connection as no missing scope: ${text}`, async () => {
      tenant.on('/oauth2/token', status(403, text));
      const settings = { siteAddress: tenant.address, credentials: secretsOfTenant, environment: {} };
      const probe = { name: 'invoices', path: '/api/invoices?limit=1', scope: 'core.invoice.read' };
      const { findings } = await diagnose(
        { ...settings, authentication: 'oauth2', credentials: { ...settings.credentials, clientId: 'c' } },
        [probe],
        AbortSignal.timeout(10_000),
      );
      assert.deepEqual(
        findings.map(({ kind }) => kind),
        ['unexpected'],
      );
    });

  for (const code of [407, 511])
    for (const path of ['/oauth2/token', '/api/invoices'])
      it(`is told to want a login when ${path} answers ${code}, not the credentials to be wrong`, async () => {
        tenant.on(path, status(code, 'Authentication required'));
        const error = await failureOf(connection.request(read));
        assert.equal(error.code, 'COUPA_RESPONSE');
        assert.match(error.message, /wants a login first/);
      });

  for (const code of [501, 520, 525, 530])
    it(`is not told as refused credentials when a sign-in is answered with ${code}`, async () => {
      tenant.on('/oauth2/token', status(code, 'error code: 1016'));
      const error = await failureOf(connection.request(read));
      assert.equal(error.code, 'COUPA_SERVER');
      assert.doesNotMatch(error.message, /credentials/);
    });

  for (const [what, answer] of [
    ['ends with a line break', '{"access_token":"token-number-1\\n"}'],
    ['has blanks around it', '{"access_token":" token-number-1 "}'],
    ['has a raw control character beside it', '{"access_token":"token-number-1","scope":"a\u000bb"}'],
  ] as const)
    it(`may change a token's answer: the sign-in works when the token ${what}`, async () => {
      tenant.on('/oauth2/token', json(answer)).on('/api/invoices', json([]));
      await connection.request(read);
      assert.equal(tenant.at('/api/invoices')[0]?.headers.authorization, 'Bearer token-number-1');
    });

  for (const text of [
    '[{"id":1},\u000b{"id":2}]',
    '[{"id":1}\u0000,{"id":2}]',
    '[{"id":1},{"id":2}]\u0000',
    '[\u000c{"id":1},{"id":2}\u001a]\u001a',
    '[{"id":1},\ufeff{"id":2}]',
    '[{"id":1}\ufeff,{"id":2}]\ufeff',
  ])
    for (const list of [true, 'unparsed'] as const)
      it(`may leave what nobody sees between records: ${JSON.stringify(text)} is read (${list})`, async () => {
        tenant.on('/api/invoices', json(text));
        const { body } = await connection.request({ ...read, list });
        assert.equal((body as unknown[]).length, 2);
        assert.equal(tenant.at('/api/invoices').length, 1);
      });

  for (const behind of ['\u0000', '\ufeff', '\u001a\n'])
    it(`may leave what nobody sees behind a record: a create is not told as unknown for ${JSON.stringify(behind)}`, async () => {
      tenant.on('/api/suppliers', status(201, `{"id":1,"name":"a\ufeff\u00a0b"}${behind}`));
      const create = { method: 'POST', path: '/api/suppliers', purpose: 'creating suppliers' } as const;
      const { body } = await connection.request({ ...create, body: { name: 'a' } });
      assert.deepEqual(body, { id: 1, name: 'a\ufeff\u00a0b' });
    });
});

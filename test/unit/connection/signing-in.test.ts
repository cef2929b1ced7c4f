import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Connection, ConnectionSettings } from '../../../lib/connection/connection';
import { TokenSource } from '../../../lib/local/token-source';
import { JumpingClock } from './jumping-clock';
import { failureOf, json, type Step, secretsOfTenant, status, Tenant } from './tenant';

const read = { path: '/api/invoices', purpose: 'reading invoices' } as const;

describe('signing in', () => {
  let tenant: Tenant;
  let clock: JumpingClock;
  let connections: Connection[] = [];
  const connect = (settings: Partial<ConnectionSettings> = {}) => {
    const connection = tenant.connect({ clock, ...settings });
    connections.push(connection);
    return connection;
  };

  beforeEach(async () => {
    tenant = await Tenant.start();
    clock = new JumpingClock();
  });
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    connections = [];
    await tenant.close();
  });

  it('sends a secret without the invisible characters that were copied along with it, and tells it in neither form', async () => {
    tenant.on('/oauth2/token', (response, { body }) => {
      response.writeHead(401).end(JSON.stringify({ error: 'invalid_client', error_description: body }));
    });
    const credentials = { clientId: '\u200bclient-1\u2060', clientSecret: '\ufeff\u200bs3cr\u00ad ' };
    const error = await failureOf(connect({ credentials }).request(read));
    const sent = new URLSearchParams(tenant.at('/oauth2/token')[0]?.body);
    assert.deepEqual([sent.get('client_id'), sent.get('client_secret')], ['client-1', 's3cr']);
    assert.ok(!error.message.includes('s3cr'), error.message);
  });

  for (const hidden of ['\u200b', '\u202e', '\u00ad', '\u2028'])
    it(`does not send a secret with an invisible character in it: ${JSON.stringify(hidden)}`, async () => {
      const credentials = { clientId: 'client-1', clientSecret: `one${hidden}two` };
      const error = await failureOf(connect({ credentials }).request(read));
      assert.match(error.message, /client secret has a line break or another character that no key has/);
      assert.equal(tenant.tokenRequests, 0);
    });

  for (const [what, settings] of [
    ['secret, for a blank behind it', { credentials: { clientId: 'a', clientSecret: '${SECRET} ' } }],
    ['scope, for a blank in front of it', { scope: ' ${SCOPE}' }],
    ['scope, for another beside it', { scope: '${SCOPE} core.invoice.read' }],
  ] as const)
    it(`does not send the name of a variable that Node-RED fills in nowhere as a ${what}`, async () => {
      const error = await failureOf(connect(settings).request(read));
      assert.match(error.message, /has \$\{S[A-Z]+\} within a longer text\. Node-RED fills in/);
      assert.equal(tenant.tokenRequests, 0);
    });

  for (const [what, settings] of [
    ['secret', { credentials: { clientId: 'a', clientSecret: '{{env.SECRET}}' } }],
    ['client id', { credentials: { clientId: ' {{{ flow[store].SECRET }}} ', clientSecret: 'a' } }],
    ['API key', { authentication: 'apiKey', credentials: { apiKey: '{{global.SECRET}}' } }],
    ['scope', { scope: 'core.invoice.read {{msg.SECRET}}' }],
  ] as const)
    it(`does not send the name of a value that only URLs take as a ${what}`, async () => {
      const error = await failureOf(connect(settings).request(read));
      assert.equal(error.code, 'COUPA_CONFIG');
      assert.match(error.message, /has \{\{.*SECRET.*\}\} in it.*only in URLs.*write \$\{NAME\}/);
      assert.equal(tenant.arrived.length, 0);
    });

  it('takes a secret that has braces in it', async () => {
    const clientSecret = 'a{{env.X}}b{{{c}}';
    tenant.on('/oauth2/token', json({ access_token: 'token-number-1' })).on('/api/invoices', json([]));
    await connect({ credentials: { clientId: 'a', clientSecret } }).request(read);
    assert.equal(new URLSearchParams(tenant.at('/oauth2/token')[0]?.body).get('client_secret'), clientSecret);
  });

  it('takes one token request for fifty callers at once', async () => {
    tenant.on('/api/invoices', json([]));
    const connection = connect();
    await Promise.all(Array.from({ length: 50 }, () => connection.request(read)));
    assert.equal(tenant.tokenRequests, 1);
    assert.equal(tenant.at('/api/invoices').length, 50);
  });

  it('is done once more when a token expires in the middle', async () => {
    let valid = 'Bearer token-number-1';
    tenant.on('/api/invoices', (response, { headers }) => {
      if (headers.authorization === valid) return response.end('[]');
      return response.writeHead(401).end('{"error":"invalid_token"}');
    });
    const connection = connect();
    await connection.request(read);
    clock.pass(3_600_000);
    valid = 'Bearer token-number-2';
    await Promise.all(Array.from({ length: 20 }, () => connection.request(read)));
    assert.equal(tenant.tokenRequests, 2);
  });

  it('is patient with a fresh token: waits five seconds and uses the same again', async () => {
    tenant.on('/api/invoices', status(401), json([]));
    const answer = await connect().request(read);
    assert.equal(answer.requests, 2);
    assert.equal(tenant.tokenRequests, 1);
    assert.equal(clock.waits.length, 1);
    assert.ok((clock.waits[0] ?? 0) > 4000 && (clock.waits[0] ?? 0) <= 5000);
  });

  it('is patient with a fresh token that replaced an expired one', async () => {
    tenant.on('/api/invoices', json([]), status(401), status(401), json([7]));
    const connection = connect();
    await connection.request(read);
    clock.pass(3_600_000);
    assert.deepEqual((await connection.request(read)).body, [7]);
    assert.equal(tenant.tokenRequests, 2);
  });

  it('repeats writes too after a 401: they were not carried out', async () => {
    tenant.on('/api/invoices', status(401), json({ id: 1 }));
    const write = { ...read, method: 'POST', body: {} } as const;
    assert.deepEqual((await connect().request(write)).body, { id: 1 });
  });

  it('fails when the tenant goes on refusing its own token', async () => {
    tenant.on('/api/invoices', status(401));
    const error = await failureOf(connect().request(read));
    assert.equal(error.code, 'COUPA_AUTH');
    assert.equal(error.statusCode, 401);
    assert.equal(tenant.tokenRequests, 1);
    assert.equal(tenant.at('/api/invoices').length, 2);
  });

  for (const [name, step, code, message] of [
    [
      'a wrong secret',
      status(401, '{"error":"invalid_client"}'),
      'COUPA_AUTH',
      /refused the credentials \(HTTP 401\): invalid_client\. Check the client id/,
    ],
    [
      'a wrong secret, with 400',
      status(400, '{"error":"invalid_client"}'),
      'COUPA_AUTH',
      /Check the client id/,
    ],
    [
      'a scope that was not granted',
      status(400, '{"error":"invalid_scope"}'),
      'COUPA_FORBIDDEN',
      /refused the scopes: invalid_scope/,
    ],
    ['a site that is not Coupa', status(404), 'COUPA_CONFIG', /has no \/oauth2\/token/],
    ['a login page', status(200, '<html>'), 'COUPA_RESPONSE', /no usable access_token/],
    ['an answer without token', json({ token_type: 'bearer' }), 'COUPA_RESPONSE', /no usable access_token/],
    [
      'a token that is no header',
      json({ access_token: 'a\r\nb' }),
      'COUPA_RESPONSE',
      /no usable access_token/,
    ],
    [
      'a refusal with 200',
      json({ error: 'invalid_client', error_description: 'No such client.' }),
      'COUPA_AUTH',
      /refused the credentials \(HTTP 200\): invalid_client; No such client\. Check the client id/,
    ],
    [
      'a refused scope with 200',
      json({ error: 'invalid_scope', error_description: 'core.x' }),
      'COUPA_FORBIDDEN',
      /refused the scopes: invalid_scope; core\.x/,
    ],
    [
      'a missing scope with 200',
      json({ errors: [{ message: 'insufficient_scope' }] }),
      'COUPA_FORBIDDEN',
      /refused the scopes: insufficient_scope/,
    ],
    [
      'errors with 200',
      json({ errors: ['Client is disabled.'] }),
      'COUPA_AUTH',
      /\(HTTP 200\): Client is disabled\. Check/,
    ],
    ['a message with 200', json({ requestId: '5e', message: 'No such user' }), 'COUPA_AUTH', /No such user/],
    ...[
      { title: 'API gateway', version: 3 },
      { description: 'Service catalogue', status: 'up' },
      { success: true, detail: 'All systems go' },
    ].map((said): [string, Step, string, RegExp] => [
      `${JSON.stringify(said)} with 200, which refuses nothing`,
      json(said),
      'COUPA_RESPONSE',
      /no usable access_token\. Check the site address/,
    ]),
    ...[
      { success: false, reason: 'Client is locked' },
      { detail: 'Client is locked' },
      { title: 'Client is locked', status: 401 },
      { error_code: 7, error_message: 'Client is locked' },
      { errorDescription: 'Client is locked' },
      { status: 'error', description: 'Client is locked' },
    ].map((said): [string, Step, string, RegExp] => [
      `${JSON.stringify(said)} with 200`,
      json(said),
      'COUPA_AUTH',
      /refused the credentials \(HTTP 200\): Client is locked\. Check the client id/,
    ]),
    [
      'an error in XML with 200',
      status(200, '<?xml version="1.0"?><errors><error>invalid_client</error></errors>'),
      'COUPA_AUTH',
      /refused the credentials.*invalid_client/,
    ],
    [
      'a web page about the client with 200',
      status(200, '<html><title>Oh</title>invalid_client</html>'),
      'COUPA_AUTH',
      /invalid_client; web page "Oh"/,
    ],
    [
      'a token that no header can be as long as',
      json({ access_token: 'a'.repeat(100_000) }),
      'COUPA_RESPONSE',
      /no usable access_token/,
    ],
    [
      'a firewall',
      status(403, '<html><title>Blocked</title></html>'),
      'COUPA_RESPONSE',
      /web page "Blocked"\. A web page is no answer of Coupa's API: something between here and Coupa, such as a firewall/,
    ],
    [
      'a firewall in plain text',
      status(403, 'Access denied by security policy'),
      'COUPA_FORBIDDEN',
      /security policy\. A scope or permission is missing.*plain text, so something between here and Coupa/,
    ],
    [
      'a proxy that wants a login',
      status(401, '<!doctype html><html></html>'),
      'COUPA_RESPONSE',
      /something between here and Coupa/,
    ],
    ['a redirect', status(302, '', { location: 'https://x.example/login' }), 'COUPA_AUTH', /login page/],
    [
      'a redirect to the same path of another host',
      status(308, '', { location: 'https://x.example/oauth2/token' }),
      'COUPA_RESPONSE',
      /redirects \(HTTP 308\) to https:\/\/x\.example\/oauth2\/token\. Check the site address/,
    ],
    [
      'a redirect to the same path with a slash behind it',
      status(301, '', { location: '/oauth2/token/' }),
      'COUPA_RESPONSE',
      /Check the site address/,
    ],
    [
      'a path that takes no POST',
      status(405),
      'COUPA_CONFIG',
      /has no \/oauth2\/token\. Check the site address/,
    ],
    [
      'a request that is too large',
      status(413),
      'COUPA_VALIDATION',
      /answered HTTP 413 to POST \/oauth2\/token\./,
    ],
    [
      'a refusal with a status of its own',
      status(418, '{"error":"invalid_client"}'),
      'COUPA_AUTH',
      /refused the credentials \(HTTP 418\): invalid_client/,
    ],
  ] as const) {
    it(`is tried once for all with ${name}, and everybody gets the same error`, async () => {
      tenant.on('/oauth2/token', step);
      const connection = connect();
      const errors = await Promise.all(Array.from({ length: 20 }, () => failureOf(connection.request(read))));
      errors.push(await failureOf(connection.request({ ...read, method: 'PUT', body: {} })));
      const [error] = errors;
      assert.equal(new Set(errors).size, 1);
      assert.equal(error?.code, code);
      assert.match(error?.message ?? '', message);
      assert.match(error?.message ?? '', /^Signing in: /);
      assert.equal(tenant.arrived.length, 1);
      const { retryAt, outcome } = (error?.details ?? {}) as { retryAt: string; outcome: string };
      assert.equal(Date.parse(retryAt) - clock.now(), 30_000);
      assert.equal(outcome, 'not sent');
    });
  }

  const opaque = 'q8Zt5Yw2Lk9Rv3Xn7Bc1';
  for (const said of [
    { message: 'success', accessToken: opaque },
    { success: true, message: 'OK', data: { access_token: opaque, expires_in: 3600 } },
    { messages: ['Token was made'], token: opaque },
    { error: { code: 0, text: 'none' }, result: { 'access-token': opaque } },
    { message: 'ok', data: { attributes: { idToken: opaque, refresh_token: `${opaque}-2` } } },
    { message: 'Bearer', jwt: { token_value: opaque } },
    { error: 'server_error', AccessToken: opaque },
    { access_token: [opaque], message: 'temporarily_unavailable' },
    [{ message: 'x', access_token: opaque }],
    { status: 'ok', message: 'Success!' },
  ]) {
    it(`tells neither a token nor a refusal where the answer is ${JSON.stringify(said).replaceAll(opaque, '…')}`, async () => {
      tenant.on('/oauth2/token', json(said));
      const error = await failureOf(connect().request(read));
      assert.equal(error.code, 'COUPA_RESPONSE');
      assert.match(error.message, /answered HTTP 200, but with no usable access_token/);
      assert.doesNotMatch(inspect(error, { depth: 9 }), /q8Zt5Yw2/);
    });
  }

  it('is tried again after the pause', async () => {
    tenant.on(
      '/oauth2/token',
      status(401, '{"error":"invalid_client"}'),
      json({ access_token: 'good', expires_in: '100' }),
    );
    tenant.on('/api/invoices', json([]));
    const connection = connect();
    await failureOf(connection.request(read));
    clock.pass(29_999);
    await failureOf(connection.request(read));
    clock.pass(1);
    await connection.request(read);
    assert.equal(tenant.tokenRequests, 2);
  });

  it('goes on with a token that follows a byte order mark', async () => {
    tenant.on('/oauth2/token', json('\uFEFF{"access_token":"good"}')).on('/api/invoices', json([3]));
    assert.deepEqual((await connect().request(read)).body, [3]);
  });

  for (const [said, seconds] of [
    [1e-9, 60],
    [5, 60],
    ['5', 60],
    [1e300, 30 * 86_400],
    ['99999999999', 30 * 86_400],
    ['7200', 7200],
    [7200.5, 7200.5],
    [-1, 3600],
    [0, 3600],
    ['soon', 3600],
    ['', 3600],
    ['0x10', 3600],
    [null, 3600],
    [true, 3600],
    [[86_400], 3600],
    [{ valueOf: 1 }, 3600],
    [{ toString: null }, 3600],
  ] as const) {
    it(`takes a token that expires in ${JSON.stringify(said)} to last ${seconds} s`, async () => {
      tenant
        .on('/oauth2/token', json({ access_token: 'good', expires_in: said }))
        .on('/api/invoices', json([]));
      const connection = connect();
      await connection.request(read);
      // Renewed behind the request, once five sixths are over.
      clock.pass((seconds * 1000 * 20) / 24 - 1000);
      await connection.request(read);
      assert.equal(tenant.tokenRequests, 1);
      clock.pass(seconds * 1000);
      await connection.request(read);
      assert.equal(tenant.tokenRequests, 2);
    });
  }

  it('is not tried again at once after an answer that nobody foresaw', async () => {
    let asked = 0;
    const tokens = new TokenSource(async () => {
      asked += 1;
      throw new TypeError('Cannot convert object to primitive value');
    }, clock);
    const { signal } = new AbortController();
    const errors = [];
    for (let attempt = 0; attempt < 5; attempt++) errors.push(await failureOf(tokens.current(signal)));
    assert.equal(asked, 1);
    assert.equal(new Set(errors).size, 1);
    assert.match(
      errors[0]?.message ?? '',
      /^Signing in: the answer could not be used \(Cannot convert.*The next sign-in/,
    );
    clock.pass(30_000);
    await failureOf(tokens.current(signal));
    assert.equal(asked, 2);
  });

  it('is tried at once again after it was only ended', async () => {
    let asked = 0;
    const tokens = new TokenSource(async () => {
      asked += 1;
      throw new DOMException('Closed.', 'AbortError');
    }, clock);
    const { signal } = new AbortController();
    await assert.rejects(tokens.current(signal), { name: 'AbortError' });
    await assert.rejects(tokens.current(signal), { name: 'AbortError' });
    assert.equal(asked, 2);
  });

  it('is repeated after a 200 that says that it may pass', async () => {
    tenant.on('/oauth2/token', json({ error: 'temporarily_unavailable' }), json({ access_token: 'good' }));
    tenant.on('/api/invoices', json([]));
    await connect().request(read);
    assert.equal(tenant.tokenRequests, 2);
  });

  for (const code of [400, 401, 403])
    it(`is repeated after a ${code} that says that it may pass`, async () => {
      const later = status(code, JSON.stringify({ error: 'temporarily_unavailable' }));
      tenant.on('/oauth2/token', later, json({ access_token: 'good' }));
      tenant.on('/api/invoices', json([]));
      await connect().request(read);
      assert.equal(tenant.tokenRequests, 2);
    });

  it('goes on with a token behind which a gateway left a zero byte', async () => {
    tenant.on('/oauth2/token', status(200, `${JSON.stringify({ access_token: 'good' })}\0`));
    tenant.on('/api/invoices', json([]));
    await connect().request(read);
    assert.equal(tenant.at('/api/invoices')[0]?.headers.authorization, 'Bearer good');
  });

  it('goes on with a token that a gateway gives as the whole header', async () => {
    tenant.on('/oauth2/token', json({ access_token: 'Bearer good' }));
    tenant.on('/api/invoices', json([]));
    await connect().request(read);
    assert.equal(tenant.at('/api/invoices')[0]?.headers.authorization, 'Bearer good');
  });

  const reset: Step = (response) => response.destroy();
  for (const [name, step] of [
    ['503', status(503)],
    ['429', status(429)],
    ['a reset', reset],
  ] as const) {
    it(`is repeated like any read after ${name}`, async () => {
      tenant.on('/oauth2/token', step, step, json({ access_token: 'good' }));
      tenant.on('/api/invoices', json([]));
      assert.equal((await connect().request(read)).requests, 1);
      assert.equal(tenant.tokenRequests, 3);
    });
  }

  it('gives up after five times without an answer, the request itself never sent', async () => {
    tenant.on('/oauth2/token', reset);
    const error = await failureOf(connect().request({ ...read, method: 'POST', body: {} }));
    assert.equal(error.code, 'COUPA_NETWORK');
    assert.equal((error.details as { outcome: string }).outcome, 'not sent');
    assert.equal(tenant.arrived.length, 5);
  });

  it('is not needed for fixed keys, whose refusal is final', async () => {
    tenant.on('/api/invoices', status(401));
    const error = await failureOf(connect({ authentication: 'apiKey' }).request(read));
    assert.equal(error.code, 'COUPA_AUTH');
    assert.equal(tenant.arrived.length, 1);
  });
});

describe('secrets', () => {
  it('are in no error, whatever echoes them', async () => {
    const tenant = await Tenant.start();
    tenant.on('/oauth2/token', json({ access_token: 'token-number-1' }));
    const secrets = [
      ...Object.values(secretsOfTenant),
      'token-number-1',
      'proxy-pw-55',
      encodeURIComponent(secretsOfTenant.clientSecret),
    ];
    const everything: Step = (response, { headers, body }) => {
      response.writeHead(400, { 'x-echo': 'y' });
      response.end(
        JSON.stringify({
          errors: { echo: [JSON.stringify(headers), body, ...secrets, 'http://me:proxy-pw-55@proxy'] },
        }),
      );
    };
    const text: Step = (response) => response.writeHead(400).end(`you sent ${secrets.join(' ')}`);
    const cut: Step = (response) => response.end(`{"a":"${secrets.slice(0, 2).join(' ')}`);
    const place: Step = (response) =>
      response.writeHead(302, { location: `https://x/${secrets[1]}?t=${secrets[2]}` }).end();
    // Not used for this computer, but known all the same.
    const environment = { HTTPS_PROXY: 'http://me:proxy-pw-55@127.0.0.1:9' };
    const found: string[] = [];
    for (const authentication of ['oauth2', 'apiKey', 'openConnectors'] as const) {
      for (const step of [everything, text, cut, place]) {
        for (const api of ['core', 'cso'] as const) {
          const path = authentication === 'openConnectors' && api === 'core' ? '/elements/api-v2/x' : '/x';
          const connection = tenant.on(path, step).connect({ authentication, environment });
          const error = await failureOf(
            connection.request({ api, path: '/x', purpose: 'trying', method: 'POST', body: {} }),
          );
          const all = [
            error.message,
            error.stack,
            JSON.stringify(error.details),
            everythingIn(error.cause),
          ].join('\n');
          const known = secrets.filter(
            (secret) => (authentication === 'oauth2' && api === 'core') || secret !== 'token-number-1',
          );
          found.push(...known.filter((secret) => all.includes(secret)));
          assert.ok(error.message.length < 2000);
          await connection.close();
        }
      }
    }
    tenant.on('/oauth2/token', everything);
    const connection = tenant.connect({ environment });
    const error = await failureOf(connection.request({ path: '/x', purpose: 'trying' }));
    found.push(
      ...secrets.filter((secret) => secret !== 'token-number-1' && everythingIn(error).includes(secret)),
    );
    await connection.close();
    await tenant.close();
    assert.deepEqual(found, []);
  });
});

function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? '';
  return [error.message, error.stack, JSON.stringify(error), everythingIn(error.cause)].join('\n');
}

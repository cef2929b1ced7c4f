import assert from 'node:assert/strict';
import type { Tenant } from '../../simulator/tenant';
import { openTenants } from './tenants';

interface Form {
  [name: string]: string;
}

const good: Form = { grant_type: 'client_credentials', client_id: 'client', client_secret: 'secret' };

describe('the token endpoint of the simulated tenant', () => {
  const open = openTenants();

  async function ask(tenant: Tenant, form: Form, headers: Form = {}) {
    const body = new URLSearchParams(form);
    const answer = await fetch(`${tenant.url}/oauth2/token`, { method: 'POST', body, headers });
    return { status: answer.status, body: (await answer.json()) as Form };
  }

  async function use(tenant: Tenant, headers: Form, path = '/api/invoices'): Promise<number> {
    const answer = await fetch(tenant.url + path, { headers });
    await answer.text();
    return answer.status;
  }

  it('gives a long bearer token that opens the API', async () => {
    const tenant = await open();
    const { status, body } = await ask(tenant, { ...good, scope: 'core.invoice.read core.user.read' });
    assert.deepEqual([status, body['token_type'], body['expires_in']], [200, 'bearer', 86_399]);
    assert.ok((body['access_token']?.length ?? 0) > 2_000);
    assert.equal(body['access_token']?.split('.').length, 3);
    assert.equal(await use(tenant, { authorization: `Bearer ${body['access_token']}` }), 200);
    assert.equal(tenant.tokenRequests, 1);
  });

  it('takes the client from HTTP basic too', async () => {
    const tenant = await open({ clientSecret: 'with space' });
    const authorization = `Basic ${Buffer.from('client:with+space').toString('base64')}`;
    assert.equal((await ask(tenant, { grant_type: 'client_credentials' }, { authorization })).status, 200);
  });

  const refused: [string, Form, number, string][] = [
    ['a wrong secret', { ...good, client_secret: 'wrong' }, 401, 'invalid_client'],
    ['an unknown scope', { ...good, scope: 'core.invoice.paint' }, 400, 'invalid_scope'],
    [
      'scopes with a comma between',
      { ...good, scope: 'core.invoice.read,core.user.read' },
      400,
      'invalid_scope',
    ],
    ['another grant', { ...good, grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ];
  for (const [what, form, status, error] of refused) {
    it(`refuses ${what} with ${error}`, async () => {
      const answer = await ask(await open(), form);
      assert.deepEqual([answer.status, answer.body['error']], [status, error]);
    });
  }

  it('refuses JSON, since the endpoint is form-encoded', async () => {
    assert.equal((await ask(await open(), good, { 'content-type': 'application/json' })).status, 400);
  });

  it('opens only the resources of its scopes', async () => {
    const tenant = await open();
    const authorization = `Bearer ${tenant.issueToken(['core.invoice.read'])}`;
    assert.equal(await use(tenant, { authorization }), 200);
    assert.equal(await use(tenant, { authorization }, '/api/users'), 403);
  });

  it('is refused while it is too fresh, and once it has expired, by the clock of the tenant', async () => {
    let now = 1_000_000;
    const tenant = await open({ now: () => now, freshTokenDelay: 5000, tokenLifetime: 60 });
    const authorization = `Bearer ${tenant.issueToken()}`;
    const seen = [];
    for (const at of [0, 4_999, 5_000, 59_999, 60_000]) {
      now = 1_000_000 + at;
      seen.push(await use(tenant, { authorization }));
    }
    assert.deepEqual(seen, [401, 401, 200, 200, 401]);
  });

  it('is worthless once tokens are revoked, and unknown ones always are', async () => {
    const tenant = await open();
    const authorization = `Bearer ${tenant.issueToken()}`;
    tenant.revokeTokens();
    assert.equal(await use(tenant, { authorization }), 401);
    assert.equal(await use(tenant, {}), 401);
  });

  it('is not needed with a legacy key', async () => {
    const tenant = await open({ apiKey: 'K'.repeat(40) });
    assert.equal(await use(tenant, { 'x-coupa-api-key': 'K'.repeat(40) }), 200);
    assert.equal(await use(tenant, { 'x-coupa-api-key': 'k'.repeat(40) }), 401);
  });
});

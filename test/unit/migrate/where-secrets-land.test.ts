// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { formatFinding } from '../../../lib/base/finding';
import { toFlow } from '../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../lib/migrate/read-instance';

const secret = 'Kq7WvE2sJ9';

/** An instance of Open Connectors for a tenant. */
function instance(siteAddress: string, url = '/api/contracts', settings: object = {}): object {
  return {
    configuration: {
      siteAddress,
      'event.poller.configuration': { contracts: { url, idField: 'id' } },
      ...settings,
    },
  };
}

/** An import of Rossum that signs in so. */
function rossum(credentials: object): object {
  return { credentials, import_config: { endpoint: 'api/contracts', id_keys: ['id'], query: {} } };
}

/** What was read, without credentials. */
function read(pasted: object) {
  const { description, findings } = readInstance(JSON.stringify(pasted));
  const flow = toFlow(description, findings).map(({ credentials, ...node }) => node);
  return { description, findings, shown: JSON.stringify(flow) + findings.map(formatFinding).join('\n') };
}

describe('A secret of a pasted text', () => {
  const site = 'https://acme.coupahost.com';
  for (const address of [
    `https://user:${secret}@acme.coupahost.com`,
    `user:${secret}@acme.coupahost.com`,
    `${site}?api_key=${secret}`,
    `${site}/#token=${secret}`,
    `${site}/api/contracts?key=${secret}`,
  ]) {
    it(`is no part of the site's address: ${address}`, () => {
      for (const pasted of [instance(address), rossum({ base_api_url: address })]) {
        const { description, shown } = read(pasted);
        assert.equal(description.connection.siteAddress.replace('https://', ''), 'acme.coupahost.com');
        assert.ok(!shown.includes(secret));
      }
    });
  }

  for (const name of [
    'access_key',
    'Ocp-Apim-Subscription-Key',
    'x-api-key',
    'api%5Fkey',
    'jwt',
    'sig',
    'auth',
    'client_id',
    'secret_key',
    'refresh_token',
  ]) {
    it(`is no parameter of a URL: ${name}`, () => {
      const { description, findings, shown } = read(instance(site, `/api/contracts?${name}=${secret}`));
      assert.equal(description.resources[0]?.url, '/api/contracts');
      assert.ok(findings.some(({ code }) => code === 'secret-in-url'));
      assert.ok(!shown.includes(secret));
    });
  }

  it('is not said to be in the flow where it is not', () => {
    const oauth = { 'oauth.api.key': '${ID}', 'oauth.api.secret': '${SECRET}', 'api.key': secret };
    const { description, findings, shown } = read(instance(site, undefined, oauth));
    assert.equal(description.connection.authentication, 'oauth2');
    assert.deepEqual(description.connection.credentials, { clientId: '${ID}', clientSecret: '${SECRET}' });
    assert.ok(!findings.some(({ code }) => code === 'secret-in-flow'));
    assert.ok(!shown.includes(secret));
  });

  it('is the API key where what an OAuth client would have is empty', () => {
    const { description, findings } = read(
      instance(site, undefined, { 'oauth.api.key': '', 'oauth.api.secret': 'xxxxxxxx', 'api.key': secret }),
    );
    assert.equal(description.connection.authentication, 'apiKey');
    assert.deepEqual(description.connection.credentials, { apiKey: secret });
    assert.ok(!findings.some(({ code }) => code === 'secret'));
  });

  it('of a hook that is not read is named, without its value', () => {
    const { findings, shown } = read(
      rossum({ base_api_url: site, api_key: secret, headers: { 'X-COUPA-API-KEY': secret } }),
    );
    const paths = findings.filter(({ code }) => code === 'import-key').map(({ path }) => path);
    assert.deepEqual(paths, ['/credentials/api_key', '/credentials/headers']);
    assert.ok(!shown.includes(secret));
  });
});

describe("A tenant's address that was copied from somewhere else", () => {
  for (const address of [
    'https://acme.coupahost.com/oauth2/token',
    'https://acme.coupahost.com/?lang=en',
    'https://acme.coupahost.com#top',
  ]) {
    it(`is the site's: ${address}`, () => {
      const { description, findings } = read(instance(address));
      assert.equal(description.connection.siteAddress, 'https://acme.coupahost.com');
      assert.ok(!findings.some(({ code }) => code === 'site-address'));
    });
  }
});

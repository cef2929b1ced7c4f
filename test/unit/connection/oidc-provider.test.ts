import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection, type ConnectionSettings } from '../../../lib/connection/connection';
import { JumpingClock } from './jumping-clock';
import { failureOf } from './tenant';

const read = { path: '/api/invoices', purpose: 'reading invoices' } as const;
const secret = 'oidc-Secret_with-40-characters-or-more-1234';
const scopes = ['core.invoice.read', 'core.user.read'];

/** What this test needs of `oidc-provider`, which has no types of its own. */
interface Provider {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  ClientCredentials: { find(token: string): Promise<{ scope?: string; isValid: boolean } | undefined> };
}

describe('a connection and a certified OAuth server', () => {
  let server: Server;
  let provider: Provider;
  let tokenRequests = 0;
  let connections: Connection[] = [];
  const connect = (settings: Partial<ConnectionSettings> = {}) => {
    const connection = new Connection({
      authentication: 'oauth2',
      siteAddress: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      scope: scopes.join(', '),
      credentials: { clientId: 'acme', clientSecret: secret },
      environment: {},
      clock: new JumpingClock(),
      ...settings,
    });
    connections.push(connection);
    return connection;
  };

  before(async () => {
    server = createServer((request, response) => {
      if (request.url?.startsWith('/api/')) return void answer(provider, request, response);
      tokenRequests += 1;
      return provider.callback()(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    provider = await createProvider((server.address() as AddressInfo).port);
  });
  beforeEach(() => {
    tokenRequests = 0;
  });
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    connections = [];
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('agree on one token with the scopes asked for', async () => {
    const connection = connect();
    const answers = await Promise.all(Array.from({ length: 10 }, () => connection.request(read)));
    for (const { body } of answers) assert.deepEqual(body, { scope: scopes.join(' ') });
    assert.equal(tokenRequests, 1);
  });

  it('disagree on a wrong secret, once', async () => {
    const connection = connect({ credentials: { clientId: 'acme', clientSecret: 'wrong-secret' } });
    const errors = await Promise.all([1, 2, 3].map(() => failureOf(connection.request(read))));
    assert.equal(errors[0]?.code, 'COUPA_AUTH');
    assert.match(errors[0]?.message ?? '', /invalid_client/);
    assert.equal(new Set(errors).size, 1);
    assert.equal(tokenRequests, 1);
  });

  it('disagree on a scope that was not granted', async () => {
    const error = await failureOf(connect({ scope: 'core.invoice.read core.item.read' }).request(read));
    assert.equal(error.code, 'COUPA_FORBIDDEN');
    assert.match(error.message, /invalid_scope/);
  });

  it('agree on a new token when the old one has run out', async () => {
    const clock = new JumpingClock();
    const connection = connect({ clock });
    await connection.request(read);
    clock.pass(3_600_000);
    await connection.request(read);
    assert.equal(tokenRequests, 2);
  });
});

/** The tenant's API: tells the scope of a token that the provider knows. */
async function answer(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = await provider.ClientCredentials.find(
    (request.headers.authorization ?? '').replace('Bearer ', ''),
  );
  if (token?.isValid) response.end(JSON.stringify({ scope: token.scope }));
  else response.writeHead(401).end();
}

async function createProvider(port: number): Promise<Provider> {
  // Not a literal: the package has no types to be looked for.
  const name: string = 'oidc-provider';
  const { Provider } = await import(name);
  return new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: 'acme',
        client_secret: secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope: scopes.join(' '),
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    routes: { token: '/oauth2/token' },
    scopes: [...scopes, 'core.item.read'],
    ttl: { ClientCredentials: 3600 },
  });
}

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ConnectionSettings } from '../../../lib/connection/connection';
import { diagnose, type Probe } from '../../../lib/connection/diagnose/diagnose';
import { JumpingClock } from '../connection/jumping-clock';
import { failureOf, json, type Step, secretsOfTenant, Tenant } from '../connection/tenant';
import { carried, places, shapes } from './mirrors';

const token = 'at.Kq83-vV_x0+Yt/27=';

/** Characters of a secret of which nothing may be seen in a row. */
const longestTrace = 8;

const invoices: Probe = { name: 'invoices', path: '/api/invoices?limit=1', scope: 'core.invoice.read' };
const events: Probe = { name: 'events', path: '/api/events?limit=1', scope: '', api: 'cso' };

describe('a server that shows what it was asked', () => {
  let tenant: Tenant;
  before(async () => {
    tenant = await Tenant.start();
  });
  after(() => tenant.close());

  const kinds: [what: string, path: string, settings: Partial<ConnectionSettings>, request: object][] = [
    ['a list', '/api/invoices', {}, {}],
    ['a list with an API key', '/api/invoices', { authentication: 'apiKey' }, {}],
    [
      'a list of a hub',
      '/elements/api-v2/hubs/businessspendmanagement/invoices',
      { authentication: 'openConnectors' },
      { path: '/hubs/businessspendmanagement/invoices' },
    ],
    ['a write of CSO', '/api/events', {}, { path: '/api/events', api: 'cso', method: 'PUT', body: {} }],
  ];
  for (const [what, path, settings, request] of kinds) {
    it(`gets no secret into the errors of ${what}`, async () => {
      tenant.on('/oauth2/token', json({ access_token: token, expires_in: 3600 }));
      await eachMirror(tenant, path, async () => {
        const connection = tenant.connect(settings);
        const told = await connection
          .request({ path: '/api/invoices', purpose: 'trying', ...request })
          .then(() => 'nothing', everythingIn);
        await connection.close();
        return told;
      });
    });
  }

  it('gets no secret into the errors of signing in', async () => {
    await eachMirror(tenant, '/oauth2/token', async () => {
      const connection = tenant.connect();
      const error = await failureOf(connection.request({ path: '/api/invoices', purpose: 'trying' }));
      await connection.close();
      return everythingIn(error);
    });
  });

  it('gets no secret into the test of a connection', async () => {
    const settings = (): ConnectionSettings => ({
      authentication: 'oauth2',
      siteAddress: tenant.address,
      csoAddress: tenant.address,
      // Pasted with a blank, and sent without it.
      credentials: {
        clientId: 'client-1',
        clientSecret: ` ${secretsOfTenant.clientSecret} `,
        csoApiKey: `${secretsOfTenant.csoApiKey} `,
      },
      environment: {},
    });
    const test = async () =>
      inspect(await diagnose(settings(), [invoices, events], AbortSignal.timeout(20_000)), { depth: 9 });
    await eachMirror(tenant, '/oauth2/token', test);
    const echo: Step = (response, arrived) =>
      json({ access_token: token, scope: `a ${arrived.body} ${token} ${secretsOfTenant.clientSecret}` })(
        response,
        arrived,
      );
    tenant
      .on('/oauth2/token', echo)
      .on('/api/invoices', json([]))
      .on('/api/events', json({ events: [] }));
    assertClean(await test(), 'the scopes');
    tenant.on('/oauth2/token', json({ access_token: token }));
    await eachMirror(tenant, '/api/invoices', test);
    await eachMirror(tenant, '/api/events', test);
  });

  it('gets neither the token before nor the proxy login into an error', async () => {
    const environment = { HTTPS_PROXY: 'http://me:pr%25xy-pass@127.0.0.1:9' };
    tenant.on(
      '/oauth2/token',
      json({ access_token: 'first-Vx72kkQ0', expires_in: 60 }),
      json({ access_token: token, expires_in: 3600 }),
    );
    const login = Buffer.from('me:pr%xy-pass').toString('base64');
    tenant.on('/api/invoices', json([]), (response) =>
      response.writeHead(400).end(`first-Vx72kkQ0 ${token} pr%xy-pass pr%25xy-pass ${login}`),
    );
    const clock = new JumpingClock();
    const connection = tenant.connect({ environment, clock });
    await connection.request({ path: '/api/invoices', purpose: 'trying' });
    clock.pass(120_000);
    const error = await failureOf(connection.request({ path: '/api/invoices', purpose: 'trying' }));
    await connection.close();
    for (const secret of ['first-Vx', token, 'xy-pass', login.slice(6)])
      assert.ok(!everythingIn(error).includes(secret), error.message);
  });
});

/** Lets a path answer with the request in every place, and in some shapes in each, so that none is left out; looks at what comes of it. */
async function eachMirror(tenant: Tenant, path: string, told: () => Promise<string>): Promise<void> {
  let turn = 0;
  for (const [place, answerWith] of Object.entries(places)) {
    for (const [shape, show] of Object.entries(shapes)) {
      turn += 1;
      if (turn % some !== 0) continue;
      const status = turn % (2 * some) === 0 && place === 'another kind of JSON' ? 200 : 403;
      tenant.on(path, (response, arrived) => answerWith(show(carried(arrived)), status)(response, arrived));
      assertClean(await told(), `${place}, ${shape}`);
    }
  }
}

/** One shape in so many: no divisor of their number. */
const some = 3;

function assertClean(told: string, where: string): void {
  for (const { secret, shape, trace } of traces) {
    assert.ok(!told.includes(trace), `${where}: ${trace} of ${secret} ${shape} in ${told.slice(0, 1500)}`);
  }
}

/** Every part of every secret in every shape that is as long as eight of its characters. */
const traces = [...Object.values(secretsOfTenant), token].flatMap((secret) =>
  Object.entries(shapes).flatMap(([shape, show]) => {
    const shown = show(secret).replace(/^text=/, '');
    const length = Math.ceil((shown.length / secret.length) * longestTrace);
    return Array.from({ length: Math.max(0, shown.length - length + 1) }, (_, at) => ({
      secret,
      shape,
      trace: shown.slice(at, at + length),
    }));
  }),
);

function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error, { depth: 9 });
  return [error.message, error.stack, inspect(error, { depth: 9 }), everythingIn(error.cause)].join('\n');
}

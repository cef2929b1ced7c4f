import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { generate } from 'selfsigned';
import { Agent, fetch as fetchWith } from 'undici';
import { reader } from './reader';
import { openTenants } from './tenants';

describe('the simulated tenant', () => {
  const open = openTenants();

  it('dates its answers by its own clock', async () => {
    const tenant = await open({ now: () => Date.UTC(2031, 4, 6, 7, 8, 9, 999) });
    const { headers } = await reader(tenant).get('/api/invoices');
    assert.equal(headers.get('date'), 'Tue, 06 May 2031 07:08:09 GMT');
    assert.match(String(tenant.resource('invoices').create()['updated-at']), /^2031-05-05T23:08:09-08:00$/);
  });

  it('keeps creating and updating records until it is told to stop', async () => {
    const tenant = await open();
    const invoices = tenant.resource('invoices');
    invoices.createMany(3, {}, { createdAt: '2026-01-01T00:00:00Z' });
    const changed = () => invoices.all().filter(({ 'internal-note': note }) => note !== null).length;
    tenant.startChanging({ perSecond: 500 });
    await until(() => invoices.size > 5 && changed() > 1);
    tenant.stopChanging();
    assert.ok((await reader(tenant).list('/api/invoices?updated_at[gt]=2026-01-02')).length > 3);
  });

  it('speaks HTTPS when it is given a certificate', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }]);
    const tenant = await open({ tls: { key, cert } });
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    const { status } = await fetchWith(`${tenant.url}/api/invoices`, { dispatcher });
    await dispatcher.close();
    assert.deepEqual([status, tenant.url.startsWith('https://')], [401, true]);
  });

  describe('as a program', () => {
    let child: ChildProcess | undefined;
    afterEach(() => child?.kill('SIGKILL'));

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      it(`prints its address and credentials, serves, and ends on ${signal}`, async () => {
        const script = path.resolve(__dirname, '../../simulator/main.ts');
        const records = ['--records', 'users=7', '--virtual', 'invoices=1000', '--change', '5'];
        child = spawn(process.execPath, ['--import', 'tsx', script, ...records]);
        const exited = once(child, 'exit');
        assert.ok(child.stdout);
        const [line] = await once(createInterface(child.stdout), 'line');
        const { url, clientId, clientSecret, scope } = JSON.parse(line);
        const form = {
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope,
        };
        const token = await fetch(`${url}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
        const { access_token } = (await token.json()) as { access_token: string };
        const headers = { authorization: `Bearer ${access_token}` };
        const users = (await (await fetch(`${url}/api/users`, { headers })).json()) as unknown[];
        assert.ok(users.length >= 7);
        child.kill(signal);
        assert.deepEqual(await exited, [0, null]);
      });
    }
  });
});

/** Waits for something that the tenant's own timer brings about, a turn of the event loop at a time. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Tenant } from '../simulator/tenant';
import {
  type Browser,
  connection,
  Editor,
  type NodeRed,
  platformNames,
  poll,
  startBrowser,
  startNodeRed,
  tab,
} from './harness';

/** Each password is the user's name, hashed by bcrypt. */
const users = [
  {
    username: 'boss',
    password: '$2b$08$5QZR5AMm2KkCRR/Px7jk/OxR0k5mXaft1cH26z1h.nGO39ILUMYeG',
    permissions: '*',
  },
  {
    username: 'reader',
    password: '$2b$08$..FTqgOqQ.oBCKyU63klL.mCAgsljBOMygOc9cpe1zBYu0aVaacXS',
    permissions: 'read',
  },
  // They may change what nodes of these types say, and deploy none of them.
  {
    username: 'keeper',
    password: '$2b$08$PGq8Si3QShNK/.eHpUX7oe6QAVzQTaPWYFwF3LLh21SdJQVnquLUq',
    permissions: [
      'read',
      'coupa-config.write',
      'coupa-poll.write',
      'coupa-cso-events.write',
      'coupa-record.write',
    ],
  },
  {
    username: 'recorder',
    password: '$2b$08$1oHwSQvr3IoJtmJJQ0c4Wu/tsllD9YyX5YJWf.XhBC9AaSbhUdifq',
    permissions: ['flows.read', 'coupa-record.read'],
  },
  {
    username: 'deputy',
    password: '$2b$08$jK0x8rMvzNSnBM5KWFeCk.IAQL6HjqIuaOA9BAMykcSdoQYP3zxSu',
    permissions: '*',
  },
];

const reads = [
  'coupa/resources',
  'coupa/attributes?resource=invoices',
  'coupa/history/poll',
  'coupa/undeliverables/poll',
  'coupa/undeliverable/poll?key=none',
  'coupa/undeliverable-records/poll?keys=[]',
  'coupa/handled/poll',
  'coupa/record-facts?resource=invoices',
  'coupa/operations',
  'coupa/leftovers',
];
const writes = [
  'coupa/preview',
  'coupa/try',
  'coupa/values',
  'coupa/test-connection',
  'coupa/examine',
  'coupa/examination',
  'coupa/check-scopes',
  'coupa/try-cso',
  'coupa/try-record',
  'coupa/dry-run',
  'coupa/import',
  'coupa/poll-now/poll',
  'coupa/redeliver/poll',
  'coupa/dismiss/poll',
  'coupa/command/poll',
  'coupa/remove-leftovers',
];

/** What contacts an address that is not deployed, renders a template, or makes a flow. */
const deploying = [
  'coupa/preview',
  'coupa/try',
  'coupa/values',
  'coupa/test-connection',
  'coupa/examine',
  'coupa/examination',
  'coupa/try-cso',
  'coupa/try-record',
  'coupa/dry-run',
  'coupa/import',
];

for (const platform of platformNames) {
  describe(`A Node-RED with users, on ${platform}`, function () {
    this.timeout(180_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
      tenant = await Tenant.start();
      const flows = [tab, connection(tenant), poll('poll', [[], []], { x: 200, y: 120, interval: '0' })];
      const open = await startNodeRed({ platform, flows });
      await open.kill('SIGTERM');
      const settings = { adminAuth: { type: 'credentials', users } };
      nodeRed = await startNodeRed({ platform, userDir: open.userDir, palette: 'few', settings });
      browser = await startBrowser();
    });

    afterEach(() => editor?.screenshot(`permissions-${platform}`));

    after(async () => {
      await browser?.stop();
      await nodeRed?.stop();
      await tenant?.close();
      if (nodeRed) rmSync(nodeRed.userDir, { recursive: true, force: true });
    });

    async function tokenOf(user: string): Promise<string> {
      const response = await fetch(new URL('auth/token', nodeRed.url), {
        method: 'POST',
        body: new URLSearchParams({
          client_id: 'node-red-admin',
          grant_type: 'password',
          scope: [users.find(({ username }) => username === user)?.permissions ?? ''].flat().join(' '),
          username: user,
          password: user,
        }),
      });
      const { access_token } = (await response.json()) as { access_token: string };
      return access_token;
    }

    async function statusesFor(user: string | undefined): Promise<Record<string, number>> {
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      if (user !== undefined) headers['authorization'] = `Bearer ${await tokenOf(user)}`;
      const statuses: Record<string, number> = {};
      for (const path of [...reads, ...writes]) {
        const method = writes.includes(path) ? { method: 'POST', body: '{}' } : {};
        const response = await fetch(new URL(path, nodeRed.url), { ...method, headers });
        statuses[path] = response.status;
        // A body that nobody reads holds its connection up.
        await response.arrayBuffer();
      }
      return statuses;
    }

    const all = (paths: string[], status: number) => Object.fromEntries(paths.map((path) => [path, status]));

    it('answers nobody who is not signed in', async () => {
      assert.deepEqual(await statusesFor(undefined), all([...reads, ...writes], 401));
    });

    it('lets a user who may only read see what there is, and send nothing to the tenant', async () => {
      assert.deepEqual(await statusesFor('reader'), { ...all(reads, 200), ...all(writes, 401) });
      assert.deepEqual(tenant.requests, []);
    });

    it('lets a user who may deploy do everything', async () => {
      assert.deepEqual(await statusesFor('boss'), all([...reads, ...writes], 200));
    });

    it('lets a user who may change nodes of these types, and not deploy, contact no address of their own', async () => {
      const others = writes.filter((path) => !deploying.includes(path));
      const expected = { ...all([...reads, ...others], 200), ...all(deploying, 401) };
      assert.deepEqual(await statusesFor('keeper'), expected);
    });

    it('shows what there is to choose to a user who may only read record nodes', async () => {
      const theirs = [
        'coupa/resources',
        'coupa/attributes?resource=invoices',
        'coupa/record-facts?resource=invoices',
        'coupa/operations',
      ];
      assert.deepEqual(await statusesFor('recorder'), {
        ...all([...reads, ...writes], 401),
        ...all(theirs, 200),
      });
    });

    it('tells each user in the sidebar of what they may see, and of nothing else', async () => {
      const kinds = async (user: string) => {
        const headers = { authorization: `Bearer ${await tokenOf(user)}` };
        const response = await fetch(new URL('coupa/operations', nodeRed.url), { headers });
        return Object.keys((await response.json()) as object).sort();
      };
      assert.deepEqual(await kinds('reader'), ['connections', 'now', 'polls', 'writers']);
      assert.deepEqual(await kinds('recorder'), ['now', 'writers']);
    });

    it('lets nobody take the places of another user', async () => {
      const silent = createServer();
      const left = new AbortController();
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as AddressInfo;
      const hanging = {
        siteAddress: `http://127.0.0.1:${port}`,
        credentials: { clientSecret: 'typed', clientId: 'c' },
      };
      const test = async (token: string, connection: object) =>
        fetch(new URL('coupa/test-connection', nodeRed.url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ connection }),
          signal: left.signal,
        });
      // As many sessions as anybody likes: the places are the user's.
      const sessions = [await tokenOf('boss'), await tokenOf('boss')];
      const [deputy, again] = [await tokenOf('deputy'), await tokenOf('boss')];
      const asked: Promise<unknown>[] = [];
      for (let count = 0; count < 6; count += 1) {
        const arrived = once(silent, 'request');
        asked.push(test(sessions[count % 2] ?? '', hanging).catch(() => undefined));
        await arrived;
      }
      assert.equal((await test(again, {})).status, 503);
      assert.equal((await test(deputy, {})).status, 200);
      left.abort();
      await Promise.all(asked);
      silent.closeAllConnections();
      silent.close();
    });

    it('tells a user in the editor that they may not, in plain words', async () => {
      editor = await Editor.signIn(browser, nodeRed.url, 'reader', 'reader');
      await editor.open('poll');
      const shows = (selector: string, expected: RegExp) =>
        editor.page.locator(selector).filter({ hasText: expected }).waitFor();
      await shows('#coupa-poll-preview', /not available: you may not deploy/);
      await editor.field('coupa-poll-try').click();
      await shows('#coupa-poll-trial', /not allowed to try polls/);
      await editor.editConfiguration('connection');
      await editor.field('coupa-config-test').click();
      await shows('#coupa-config-report', /not allowed to test connections/);
    });
  });
}

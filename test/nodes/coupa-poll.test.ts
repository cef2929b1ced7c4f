import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { type LoggedRequest, Tenant, type TenantOptions } from '../simulator/tenant';

const nodeTypes: NodeInitializer[] = [require('../../nodes/coupa-config'), require('../../nodes/coupa-poll')];

type Message = Record<string, unknown> & {
  payload?: Record<string, unknown>;
  coupa?: Record<string, unknown>;
  error?: { message: string; code?: string };
};

interface Status {
  fill?: string;
  shape?: string;
  text?: string;
}

const secrets = {
  clientSecret: 'cs-Zq7x9w1-only-here',
  apiKey: 'ak-QJ4x8m1v-only-here',
  csoApiKey: 'ck-VV3p0t6r-only-here',
  userSecret: 'us-H2w9k5d7-only-here',
  organizationSecret: 'os-L8f1s3g6-only-here',
  elementToken: 'et-B5n7c2y4-only-here',
};

helper.init(require.resolve('node-red'));

/** What came out of the nodes of one flow, in order. */
class Watched {
  readonly out: Message[] = [];
  readonly second: Message[] = [];
  readonly caught: Message[] = [];
  readonly statuses = new Map<string, Status[]>();
  private readonly changes = new EventEmitter();

  watch(id: string, into: Message[]): void {
    helper.getNode(id).on('input', (message) => {
      into.push(message as Message);
      this.changes.emit('change');
    });
  }

  watchStatus(id: string): void {
    const seen: Status[] = [];
    this.statuses.set(id, seen);
    const node = helper.getNode(id) as Node & { status: { firstCall: unknown; args: [Status][] } };
    const { status } = node as unknown as { status: (status: Status) => void };
    (node as unknown as { status: (status: Status) => void }).status = (value) => {
      seen.push(value);
      status.call(node, value);
      this.changes.emit('change');
    };
  }

  last(id: string): Status | undefined {
    return this.statuses.get(id)?.at(-1);
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.changes, 'change');
  }
}

describe('coupa-poll', () => {
  let tenant: Tenant;
  let userDir: string;
  let watched: Watched;

  beforeEach(async () => {
    userDir = await mkdtemp(join(tmpdir(), 'coupa-poll-'));
    helper.settings({ userDir });
    await helper.startServer();
    watched = new Watched();
  });

  afterEach(async () => {
    await helper.unload();
    await helper.stopServer();
    await tenant.close();
    await rm(userDir, { recursive: true, force: true });
  });

  async function startTenant(options: TenantOptions = {}): Promise<void> {
    tenant = await Tenant.start({ clientSecret: secrets.clientSecret, ...options });
  }

  function flow(properties: object = {}, connection: object = {}): object[] {
    return [
      { id: 'tab', type: 'tab' },
      {
        id: 'connection',
        type: 'coupa-config',
        siteAddress: tenant.url,
        requestsPerSecond: 0,
        ...connection,
      },
      {
        id: 'poll',
        type: 'coupa-poll',
        z: 'tab',
        connection: 'connection',
        interval: 0,
        start: 'beginning',
        wires: [['out'], ['second']],
        ...properties,
      },
      { id: 'out', type: 'helper', z: 'tab' },
      { id: 'second', type: 'helper', z: 'tab' },
      { id: 'catches', type: 'catch', z: 'tab', scope: null, wires: [['caught']] },
      { id: 'caught', type: 'helper', z: 'tab' },
    ];
  }

  async function load(
    properties: object = {},
    connection: object = {},
    credentials: object = {},
  ): Promise<Node> {
    await loadFlow(flow(properties, connection), credentials);
    return helper.getNode('poll');
  }

  async function loadFlow(nodes: object[], credentials: object = {}): Promise<void> {
    const stored = { connection: { clientId: 'client', ...secrets, ...credentials } };
    await helper.load(nodeTypes, nodes, stored);
    watched.watch('out', watched.out);
    watched.watch('second', watched.second);
    watched.watch('caught', watched.caught);
    for (const { id, type } of nodes as { id: string; type: string }[])
      if (type === 'coupa-poll') watched.watchStatus(id);
  }

  const summaries = () => watched.second.filter(({ topic }) => topic === 'poll');
  const ids = () => watched.out.map(({ coupa }) => coupa?.['id']);

  describe('its messages', () => {
    it('are one for each record, as the contract has them', async () => {
      await startTenant();
      tenant.resource('invoices').create({}, { createdAt: '2026-11-22T08:15:00Z' });
      const poll = await load();
      poll.receive({ command: 'poll' });
      await watched.until(() => watched.out.length === 1);
      const [message] = watched.out;
      assert.equal(message?.['topic'], 'invoices');
      assert.equal(message?.payload?.['id'], 1);
      const { delivery, poll: id, ...coupa } = message?.coupa ?? {};
      assert.deepEqual(coupa, {
        resource: 'invoices',
        id: 1,
        eventType: 'CREATED',
        updatedAt: '2026-11-22T08:15:00.000Z',
        createdAt: '2026-11-22T08:15:00.000Z',
        key: 'invoices:1:2026-11-22T08:15:00.000Z',
        attempt: 1,
      });
      assert.ok(typeof delivery === 'string' && delivery !== '');
      assert.ok(typeof id === 'string' && id !== '');
    });

    it('say UPDATED of a record that was sent before', async () => {
      await startTenant();
      tenant.resource('invoices').create();
      const poll = await load();
      poll.receive({});
      await watched.until(() => watched.out.length === 1);
      tenant.resource('invoices').update(1, { 'internal-note': 'changed' });
      poll.receive({});
      await watched.until(() => watched.out.length === 2);
      assert.equal(watched.out[1]?.coupa?.['eventType'], 'UPDATED');
      assert.equal(watched.out[1]?.payload?.['internal-note'], 'changed');
    });

    it('are one for each poll on the second output', async () => {
      await startTenant();
      tenant.resource('invoices').createMany(3);
      const poll = await load();
      poll.receive({});
      await watched.until(() => summaries().length === 1);
      const { startedAt, finishedAt, poll: id, position, to, ...rest } = summaries()[0]?.payload ?? {};
      for (const time of [startedAt, finishedAt, position, to]) assert.ok(Date.parse(String(time)) > 0);
      assert.equal(id, watched.out[0]?.coupa?.['poll']);
      assert.deepEqual(rest, {
        resource: 'invoices',
        pages: 1,
        records: 3,
        created: 3,
        updated: 0,
        repeats: 0,
        requests: 2,
        retries: 0,
      });
    });
  });

  describe('its commands', () => {
    it('status, pause and resume', async () => {
      await startTenant();
      const poll = await load();
      poll.receive({ command: 'pause' });
      await watched.until(() => watched.last('poll')?.text === 'coupa-poll.status.paused');
      poll.receive({ command: 'status' });
      await watched.until(() => watched.second.some(({ topic }) => topic === 'status'));
      assert.equal(watched.second[0]?.payload?.['paused'], true);
      poll.receive({ command: 'resume' });
      await watched.until(() => watched.last('poll')?.text === 'coupa-poll.status.new');
    });

    it('reset: from the beginning everything comes again, with a poll that is asked for right behind it', async () => {
      await startTenant();
      tenant.resource('invoices').createMany(2);
      const poll = await load();
      poll.receive({});
      await watched.until(() => summaries().length === 1);
      poll.receive({ command: 'reset', from: 'beginning' });
      poll.receive({});
      await watched.until(() => summaries().length === 2);
      assert.deepEqual(ids(), [1, 2, 1, 2]);
    });

    it('backfill: sends a range and its end on output 2', async () => {
      await startTenant();
      tenant.resource('invoices').createMany(2, {}, { createdAt: '2026-01-01T00:00:00Z' });
      tenant.resource('invoices').createMany(2, {}, { createdAt: '2026-02-01T00:00:00Z' });
      const poll = await load({ start: 'now' });
      poll.receive({});
      await watched.until(() => summaries().length === 1);
      poll.receive({ command: 'backfill', from: '2026-01-15', to: '2026-02-15' });
      await watched.until(() => summaries().length === 2);
      assert.deepEqual(ids(), [3, 4]);
      assert.equal(summaries()[1]?.payload?.['backfill'], true);
    });

    it('of another name are errors', async () => {
      await startTenant();
      const poll = await load();
      poll.receive({ command: 'explode' });
      await watched.until(() => watched.caught.length === 1);
      assert.equal(watched.caught[0]?.error?.code, 'COUPA_VALIDATION');
      assert.match(watched.caught[0]?.error?.message ?? '', /"explode".*"backfill"/s);
    });
  });

  it('sends a refused record again, and an undeliverable one to output 2', async () => {
    await startTenant();
    tenant.resource('invoices').create();
    const poll = await load({ delivery: 'acknowledge', maxAttempts: 1 });
    poll.receive({});
    await watched.until(() => watched.out.length === 1 && watched.last('poll')?.fill === 'yellow');
    poll.receive({ ...watched.out[0], error: { message: 'the service said no' } });
    await watched.until(() => watched.second.some(({ topic }) => topic === 'undeliverable'));
    const given = watched.second.find(({ topic }) => topic === 'undeliverable');
    assert.equal(given?.['error'], 'the service said no');
    assert.equal(given?.payload?.['id'], 1);
    assert.equal(given?.coupa?.['key'], watched.out[0]?.coupa?.['key']);
    await watched.until(() => watched.last('poll')?.fill === 'green');
  });

  it('takes a cloned acknowledgement, twice', async () => {
    await startTenant();
    tenant.resource('invoices').createMany(2);
    const poll = await load({ delivery: 'acknowledge' });
    poll.receive({});
    await watched.until(() => watched.out.length === 2);
    for (const message of [...watched.out, ...watched.out]) poll.receive(structuredClone(message));
    await watched.until(() => watched.last('poll')?.fill === 'green');
    assert.deepEqual(watched.caught, []);
  });

  describe('its status', () => {
    it('goes from grey over blue to green', async () => {
      await startTenant();
      tenant.resource('invoices').createMany(3);
      const poll = await load();
      poll.receive({});
      await watched.until(() => watched.last('poll')?.fill === 'green');
      const seen = watched.statuses.get('poll')?.map(({ fill, shape }) => `${fill} ${shape}`);
      assert.deepEqual([...new Set(seen)].slice(-2), ['blue ring', 'green dot']);
    });

    it('is red with the short text while the tenant fails, and the error reaches the catch nodes', async () => {
      await startTenant();
      tenant.weather({ kind: '403', path: '/api' });
      const poll = await load();
      poll.receive({});
      await watched.until(() => watched.caught.length === 1);
      assert.equal(watched.last('poll')?.fill, 'red');
      assert.match(watched.last('poll')?.text ?? '', /COUPA_FORBIDDEN/);
      const { error } = watched.caught[0] ?? {};
      assert.equal(error?.code, 'COUPA_FORBIDDEN');
      assert.equal(summaries()[0]?.payload?.['error'] !== undefined, true);
    });
  });

  describe('a configuration that cannot work', () => {
    for (const [what, properties, connection, told] of [
      ['no connection', { connection: '' }, {}, /No connection/],
      ['a connection that is gone', { connection: 'nowhere' }, {}, /No connection/],
      ['an interval of 0.0001', { interval: 0.0001 }, {}, /"interval"/],
      ['an interval of -1', { interval: -1 }, {}, /"interval"/],
      ['an interval of "abc"', { interval: 'abc' }, {}, /"interval"/],
      ['an unknown placeholder', { url: '/api/invoices?a=${moment}' }, {}, /placeholder|moment/],
      ['an unbalanced quote', { url: "/api/invoices?a=${date:yyyy'T}" }, {}, /quote/],
      ['an unknown time zone', { updatedDateTimezone: 'Mars/Olympus' }, {}, /Mars\/Olympus/],
      ['a pattern letter that Java does not know', { updatedDateFormat: 'yyyy-bb' }, {}, /b/],
      ['an unknown resource without URL', { resource: 'unicorns' }, {}, /unicorns/],
      ['no site address', {}, { siteAddress: '' }, /siteAddress/],
      ['a site address that is none', {}, { siteAddress: 'http://acme.coupahost.com' }, /https/],
    ] as [string, object, object, RegExp][]) {
      it(`(${what}) is told at deploy time, at the node, and nothing is asked for`, async () => {
        await startTenant();
        await load({ interval: 15, ...properties }, connection);
        const poll = helper.getNode('poll');
        poll.receive({});
        await watched.until(() => watched.caught.length >= 1);
        assert.equal(watched.caught.at(-1)?.error?.code, 'COUPA_CONFIG');
        assert.match(logged(), told);
        assert.deepEqual(tenant.requests, []);
      });
    }

    it('(no credentials, as after an import) is told at deploy time', async () => {
      await startTenant();
      await loadFlow(flow({ interval: 15 }), { clientId: '', clientSecret: '' });
      helper.getNode('poll').receive({});
      await watched.until(() => watched.caught.length >= 1);
      assert.equal(watched.caught.at(-1)?.error?.code, 'COUPA_CONFIG');
      assert.deepEqual(tenant.requests, []);
    });
  });

  it('takes every property from environment variables', async () => {
    await startTenant();
    tenant.resource('invoices').createMany(5);
    const variables = { PAGE: '2', START: 'beginning', SITE: tenant.url, RESOURCE: 'invoices', EVERY: '0' };
    Object.assign(process.env, variables);
    try {
      const poll = await load(
        { pageSize: '${PAGE}', start: '${START}', resource: '${RESOURCE}', interval: '${EVERY}' },
        { siteAddress: '${SITE}' },
      );
      poll.receive({});
      await watched.until(() => summaries().length === 1);
      assert.deepEqual(ids(), [1, 2, 3, 4, 5]);
      assert.equal(tenant.requests.find(({ path }) => path === '/api/invoices')?.query.get('limit'), '2');
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
    }
  });

  it('fills the URL from environment, contexts and the message that asks', async () => {
    await startTenant();
    process.env['COUPA_TEST_SUPPLIER'] = 'acme & co';
    try {
      const poll = await load({
        url: '/api/invoices?supplier[name]={{env.COUPA_TEST_SUPPLIER}}&status={{flow.status}}&number={{msg.number}}',
      });
      poll.context().flow.set('status', 'approved');
      poll.receive({ number: 17 });
      await watched.until(() => summaries().length === 1);
      const asked = tenant.requests.find(({ path }) => path === '/api/invoices');
      assert.equal(asked?.query.get('supplier[name]'), 'acme & co');
      assert.equal(asked?.query.get('status'), 'approved');
      assert.equal(asked?.query.get('number'), '17');
    } finally {
      delete process.env['COUPA_TEST_SUPPLIER'];
    }
  });

  it('closes within two seconds while a request is stalled, and sends nothing afterwards', async () => {
    await startTenant();
    tenant.resource('invoices').createMany(5);
    tenant.weather({ kind: 'stalled-body', path: '/api/invoices', times: 100 });
    const poll = await load({}, { timeout: 60 });
    const stalled = new Promise<LoggedRequest>((resolve) =>
      tenant.on('received', (request) => {
        if (request.path === '/api/invoices') resolve(request);
      }),
    );
    poll.receive({});
    await stalled;
    const started = performance.now();
    await helper.unload();
    assert.ok(performance.now() - started < 2000, 'closing took two seconds or more');
    assert.deepEqual(watched.out, []);
    assert.deepEqual(watched.caught, []);
  });

  it('goes on after a redeploy where it was', async () => {
    await startTenant();
    tenant.resource('invoices').createMany(3);
    (await load()).receive({});
    await watched.until(() => summaries().length === 1);
    await helper.unload();
    tenant.resource('invoices').update(2, { 'internal-note': 'changed' });
    (await load()).receive({});
    await watched.until(() => summaries().length === 2);
    assert.deepEqual(ids(), [1, 2, 3, 2]);
  });

  it('keeps its position in a context store when that is asked for', async () => {
    await startTenant();
    tenant.resource('invoices').create();
    const poll = await load({ stateStore: 'default' });
    poll.receive({});
    await watched.until(() => summaries().length === 1);
    const kept = poll.context().get('coupa') as { position: number };
    assert.ok(kept.position > 0);
    assert.deepEqual(await readdir(join(userDir, 'coupa')).catch(() => []), []);
  });

  const fifty = Array.from({ length: 50 }, (_, index) => `poll-${index}`);

  function fiftyPolls(connection: object = {}): object[] {
    const [tab, config, , ...rest] = flow({}, connection);
    const polls = fifty.map((id) => ({
      id,
      type: 'coupa-poll',
      z: 'tab',
      connection: 'connection',
      interval: 15,
      start: 'beginning',
      wires: [['out'], ['second']],
    }));
    return [tab as object, config as object, ...polls, ...rest];
  }

  it('needs one token for fifty nodes on one connection', async () => {
    await startTenant({ rateLimit: false });
    tenant.resource('invoices').createMany(2);
    await loadFlow(fiftyPolls());
    await watched.until(() => summaries().length === 50);
    assert.equal(tenant.tokenRequests, 1);
    assert.equal(watched.out.length, 100);
  });

  it('tells a wrong secret once for fifty nodes, all of them red, without a storm', async () => {
    await startTenant();
    await loadFlow(fiftyPolls(), { clientSecret: 'wrong-but-secret' });
    await watched.until(
      () => fifty.every((id) => watched.last(id)?.fill === 'red') && watched.caught.length > 0,
    );
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(tenant.tokenRequests, 1);
    assert.equal(watched.caught.length, 1);
    assert.equal(watched.caught[0]?.error?.code, 'COUPA_AUTH');
    assert.equal(tenant.requests.filter(({ path }) => path.startsWith('/api/')).length, 0);
  });

  it('never shows a secret: not in messages, statuses, logs or files, whatever goes wrong', async () => {
    await startTenant();
    tenant.resource('invoices').createMany(3);
    const poll = await load({ delivery: 'acknowledge' });
    for (const kind of ['403', '404', 'login-page', 'xml', 'redirect-elsewhere'] as const) {
      tenant.weather({ kind, path: '/api', times: 30 });
      const before = watched.caught.length;
      poll.receive({});
      await watched.until(() => watched.caught.length > before);
      tenant.clearWeather();
    }
    const token = tenant.requests
      .map(({ headers }) => headers.authorization ?? '')
      .find((header) => header.startsWith('Bearer'));
    const files = await Promise.all(
      (await readdir(join(userDir, 'coupa')).catch(() => [] as string[])).map((name) =>
        readFile(join(userDir, 'coupa', name), 'utf8'),
      ),
    );
    const everything = JSON.stringify([
      watched.out,
      watched.second,
      watched.caught.map(({ error, ...message }) => ({ ...message, error, cause: JSON.stringify(error) })),
      [...watched.statuses.values()],
      logged(),
      files,
    ]);
    assert.ok(watched.caught.length > 3, 'nothing went wrong');
    assert.ok(everything.includes('COUPA_'), 'nothing was looked at');
    for (const secret of [...Object.values(secrets), token?.slice('Bearer '.length) ?? 'no token was used'])
      assert.ok(!everything.includes(secret), 'a secret is shown');
  });

  /** Everything that Node-RED would have printed. */
  function logged(): string {
    const log = helper as unknown as { log(): { args: unknown[][] } };
    return log
      .log()
      .args.map(([entry]) => print(entry))
      .join('\n');
  }
});

function print(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return String(entry);
  const { msg } = entry as { msg?: unknown };
  const error = msg instanceof Error ? `${msg.message} ${msg.stack}` : '';
  return `${JSON.stringify(entry)} ${error}`;
}

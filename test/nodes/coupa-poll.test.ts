import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import type { LoggedRequest } from '../simulator/tenant';
import { type FlowNode, PollFlow, secrets } from './poll-flow';

describe('coupa-poll', () => {
  const red = PollFlow.forEachTest();

  describe('its messages', () => {
    it('are one for each record, as the contract has them', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').create({}, { createdAt: '2026-11-22T08:15:00Z' });
      const poll = await red.load();
      poll.receive({ command: 'poll' });
      await red.watched.until(() => red.watched.out.length === 1);
      const [message] = red.watched.out;
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
      await red.startTenant();
      red.tenant.resource('invoices').create();
      const poll = await red.load();
      poll.receive({});
      await red.watched.until(() => red.watched.out.length === 1);
      red.tenant.resource('invoices').update(1, { 'internal-note': 'changed' });
      poll.receive({});
      await red.watched.until(() => red.watched.out.length === 2);
      assert.equal(red.watched.out[1]?.coupa?.['eventType'], 'UPDATED');
      assert.equal(red.watched.out[1]?.payload?.['internal-note'], 'changed');
    });

    it('say UPDATED each time of an old record whose dates the URL leaves out, and name fields once', async () => {
      let time = Date.parse('2026-11-22T08:00:00Z');
      await red.startTenant({ now: () => time });
      red.tenant.resource('contracts').create({ name: 'a' }, { createdAt: '2019-01-01T00:00:00Z' });
      const fields = '["id","name","number","status"]';
      const url = `/api/contracts?fields=${fields}&updated-at[gt_or_eq]=\${last_modified_date}`;
      const poll = await red.load({ resource: 'contracts', url, start: 'now' });
      const polled = async (count: number) => {
        poll.receive({});
        await red.watched.until(() => red.summaries().length === count);
        time += 7_200_000;
      };
      await polled(1);
      for (const count of [2, 3]) {
        red.tenant.resource('contracts').update(1, { name: `changed ${count}` });
        await polled(2 * count - 2);
        await polled(2 * count - 1);
      }
      assert.deepEqual(
        red.watched.out.map(({ coupa }) => coupa?.['eventType']),
        ['UPDATED', 'UPDATED'],
      );
      const [warning, ...others] = red.warned();
      assert.match(warning ?? '', /"fields".*"updated_at", "created_at"/);
      assert.deepEqual(others, []);
    });

    it('are one for each poll on the second output', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').createMany(3);
      const poll = await red.load();
      poll.receive({});
      await red.watched.until(() => red.summaries().length === 1);
      const { startedAt, finishedAt, poll: id, position, to, ...rest } = red.summaries()[0]?.payload ?? {};
      for (const time of [startedAt, finishedAt, position, to]) assert.ok(Date.parse(String(time)) > 0);
      assert.equal(id, red.watched.out[0]?.coupa?.['poll']);
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
      await red.startTenant();
      const poll = await red.load();
      poll.receive({ command: 'pause' });
      await red.watched.until(() => red.watched.last('poll')?.text === 'coupa-poll.status.paused');
      poll.receive({ command: 'status' });
      await red.watched.until(() => red.watched.second.some(({ topic }) => topic === 'status'));
      assert.equal(red.watched.second[0]?.payload?.['paused'], true);
      poll.receive({ command: 'resume' });
      await red.watched.until(() => red.watched.last('poll')?.text === 'coupa-poll.status.onDemand');
    });

    it('reset: from the beginning everything comes again, with a poll that is asked for right behind it', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').createMany(2);
      const poll = await red.load();
      poll.receive({});
      await red.watched.until(() => red.summaries().length === 1);
      poll.receive({ command: 'reset', from: 'beginning' });
      poll.receive({});
      await red.watched.until(() => red.summaries().length === 2);
      assert.deepEqual(red.ids(), [1, 2, 1, 2]);
    });

    it('backfill: sends a range and its end on output 2', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').createMany(2, {}, { createdAt: '2026-01-01T00:00:00Z' });
      red.tenant.resource('invoices').createMany(2, {}, { createdAt: '2026-02-01T00:00:00Z' });
      const poll = await red.load({ start: 'now' });
      poll.receive({});
      await red.watched.until(() => red.summaries().length === 1);
      poll.receive({ command: 'backfill', from: '2026-01-15', to: '2026-02-15' });
      await red.watched.until(() => red.summaries().length === 2);
      assert.deepEqual(red.ids(), [3, 4]);
      assert.equal(red.summaries()[1]?.payload?.['backfill'], true);
    });

    it('of another name are errors', async () => {
      await red.startTenant();
      const poll = await red.load();
      poll.receive({ command: 'explode' });
      await red.watched.until(() => red.watched.caught.length === 1);
      assert.equal(red.watched.caught[0]?.error?.code, 'COUPA_VALIDATION');
      assert.match(red.watched.caught[0]?.error?.message ?? '', /"explode".*"backfill"/s);
    });

    for (const command of [{ command: 'reset' }, { command: 'backfill', from: '2026-01-01', to: 'soon' }])
      it(`with a date that is none, ${JSON.stringify(command)}, are errors that name it`, async () => {
        await red.startTenant();
        const poll = await red.load();
        poll.receive(command);
        await red.watched.until(() => red.watched.caught.length === 1);
        assert.equal(red.watched.caught[0]?.error?.code, 'COUPA_CONFIG');
        assert.match(red.watched.caught[0]?.error?.message ?? '', /msg\.(from|to)/);
      });

    it('are answered with what else the message carries, so that a flow knows who asked', async () => {
      await red.startTenant();
      const poll = await red.load();
      poll.receive({ _msgid: 'mine', command: 'status', asker: 'health check', topic: 'asked', payload: 1 });
      poll.receive({ _msgid: 'other', command: 'dismiss', keys: ['none'], asker: 'button' });
      await red.watched.until(() => red.watched.second.length === 2);
      const [status, answer] = red.watched.second;
      assert.deepEqual(Object.keys(status ?? {}).sort(), ['_msgid', 'asker', 'payload', 'topic']);
      assert.deepEqual([status?.['_msgid'], status?.['asker']], ['mine', 'health check']);
      assert.deepEqual([status?.['topic'], status?.payload?.['resource']], ['status', 'invoices']);
      assert.deepEqual(
        [answer?.['_msgid'], answer?.['asker'], answer?.['keys']],
        ['other', 'button', undefined],
      );
    });
  });

  it('sends a refused record again, and an undeliverable one to output 2', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').create();
    const poll = await red.load({ delivery: 'acknowledge', maxAttempts: 1 });
    poll.receive({});
    await red.watched.until(
      () => red.watched.out.length === 1 && red.watched.last('poll')?.fill === 'yellow',
    );
    poll.receive({ ...red.watched.out[0], error: { message: 'the service said no' } });
    await red.watched.until(() => red.watched.second.some(({ topic }) => topic === 'undeliverable'));
    const given = red.watched.second.find(({ topic }) => topic === 'undeliverable');
    assert.equal(given?.['error'], 'the service said no');
    assert.equal(given?.payload?.['id'], 1);
    assert.equal(given?.coupa?.['key'], red.watched.out[0]?.coupa?.['key']);
    await red.watched.until(() => red.watched.last('poll')?.fill === 'green');
  });

  it('takes a cloned acknowledgement, twice', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(2);
    const poll = await red.load({ delivery: 'acknowledge' });
    poll.receive({});
    await red.watched.until(() => red.watched.out.length === 2);
    for (const message of [...red.watched.out, ...red.watched.out]) poll.receive(structuredClone(message));
    await red.watched.until(() => red.watched.last('poll')?.fill === 'green');
    assert.deepEqual(red.watched.caught, []);
  });

  describe('its status', () => {
    it('goes from grey over blue to green', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').createMany(3);
      const poll = await red.load();
      poll.receive({});
      await red.watched.until(() => red.watched.last('poll')?.fill === 'green');
      const seen = red.watched.statuses.get('poll')?.map(({ fill, shape }) => `${fill} ${shape}`);
      assert.deepEqual([...new Set(seen)].slice(-2), ['blue ring', 'green dot']);
    });

    it('is red with the short text while the tenant fails, and the error reaches the catch nodes', async () => {
      await red.startTenant();
      red.tenant.weather({ kind: '403', path: '/api' });
      const poll = await red.load();
      poll.receive({});
      await red.watched.until(() => red.watched.caught.length === 1);
      assert.equal(red.watched.last('poll')?.fill, 'red');
      assert.match(red.watched.last('poll')?.text ?? '', /COUPA_FORBIDDEN/);
      const { error } = red.watched.caught[0] ?? {};
      assert.equal(error?.code, 'COUPA_FORBIDDEN');
      assert.equal(red.summaries()[0]?.payload?.['error'] !== undefined, true);
    });
  });

  describe('a configuration that cannot work', () => {
    for (const [what, properties, connection, told] of [
      ['no connection', { connection: '' }, {}, /No connection/],
      ['a connection that is gone', { connection: 'nowhere' }, {}, /connection does not run/],
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
        await red.startTenant();
        await red.load({ interval: 15, ...properties }, connection);
        const poll = helper.getNode('poll');
        poll.receive({});
        await red.watched.until(() => red.watched.caught.length >= 1);
        assert.equal(red.watched.caught.at(-1)?.error?.code, 'COUPA_CONFIG');
        assert.match(red.watched.caught.at(-1)?.error?.message ?? '', told);
        assert.match(red.logged(), told);
        assert.deepEqual(red.tenant.requests, []);
      });
    }

    it('(no credentials, as after an import) is told at deploy time', async () => {
      await red.startTenant();
      await red.loadFlow(red.flow({ interval: 15 }), { clientId: '', clientSecret: '' });
      helper.getNode('poll').receive({});
      await red.watched.until(() => red.watched.caught.length >= 1);
      assert.equal(red.watched.caught.at(-1)?.error?.code, 'COUPA_CONFIG');
      assert.deepEqual(red.tenant.requests, []);
    });
  });

  it('takes every property from environment variables', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(5);
    const variables = {
      PAGE: '2',
      START: 'beginning',
      SITE: red.tenant.url,
      RESOURCE: 'invoices',
      EVERY: '0',
    };
    Object.assign(process.env, variables);
    try {
      const poll = await red.load(
        { pageSize: '${PAGE}', start: '${START}', resource: '${RESOURCE}', interval: '${EVERY}' },
        { siteAddress: '${SITE}' },
      );
      poll.receive({});
      await red.watched.until(() => red.summaries().length === 1);
      assert.deepEqual(red.ids(), [1, 2, 3, 4, 5]);
      assert.equal(red.tenant.requests.find(({ path }) => path === '/api/invoices')?.query.get('limit'), '2');
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
    }
  });

  it('fills the URL from environment, contexts and the message that asks', async () => {
    await red.startTenant();
    process.env['COUPA_TEST_SUPPLIER'] = 'acme & co';
    try {
      const poll = await red.load({
        url: '/api/invoices?supplier[name]={{env.COUPA_TEST_SUPPLIER}}&status={{flow.status}}&number={{msg.number}}',
      });
      poll.context().flow.set('status', 'approved');
      poll.receive({ number: 17 });
      await red.watched.until(() => red.summaries().length === 1);
      const asked = red.tenant.requests.find(({ path }) => path === '/api/invoices');
      assert.equal(asked?.query.get('supplier[name]'), 'acme & co');
      assert.equal(asked?.query.get('status'), 'approved');
      assert.equal(asked?.query.get('number'), '17');
    } finally {
      delete process.env['COUPA_TEST_SUPPLIER'];
    }
  });

  it('closes within two seconds while a request is stalled, and sends nothing afterwards', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(5);
    red.tenant.weather({ kind: 'stalled-body', path: '/api/invoices', times: 100 });
    const poll = await red.load({}, { timeout: 60 });
    const stalled = new Promise<LoggedRequest>((resolve) =>
      red.tenant.on('received', (request) => {
        if (request.path === '/api/invoices') resolve(request);
      }),
    );
    poll.receive({});
    await stalled;
    const started = performance.now();
    await helper.unload();
    assert.ok(performance.now() - started < 2000, 'closing took two seconds or more');
    assert.deepEqual(red.watched.out, []);
    assert.deepEqual(red.watched.caught, []);
  });

  it('goes on after a redeploy where it was', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(3);
    (await red.load()).receive({});
    await red.watched.until(() => red.summaries().length === 1);
    await helper.unload();
    red.tenant.resource('invoices').update(2, { 'internal-note': 'changed' });
    (await red.load()).receive({});
    await red.watched.until(() => red.summaries().length === 2);
    assert.deepEqual(red.ids(), [1, 2, 3, 2]);
  });

  it('keeps its position in a context store when that is asked for', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').create();
    const poll = await red.load({ stateStore: 'default' });
    poll.receive({});
    await red.watched.until(() => red.summaries().length === 1);
    const kept = poll.context().get('coupa') as { position: number };
    assert.ok(kept.position > 0);
    assert.deepEqual(await readdir(join(red.userDir, 'coupa')).catch(() => []), []);
  });

  const fifty = Array.from({ length: 50 }, (_, index) => `poll-${index}`);

  function fiftyPolls(connection: object = {}): FlowNode[] {
    const [tab, config, , ...rest] = red.flow({}, connection);
    const polls = fifty.map((id) => ({
      id,
      type: 'coupa-poll',
      z: 'tab',
      connection: 'connection',
      interval: 15,
      start: 'beginning',
      wires: [['out'], ['second']],
    }));
    return [tab as FlowNode, config as FlowNode, ...polls, ...rest];
  }

  it('needs one token for fifty nodes on one connection', async () => {
    await red.startTenant({ rateLimit: false });
    red.tenant.resource('invoices').createMany(2);
    await red.loadFlow(fiftyPolls());
    await red.watched.until(() => red.summaries().length === 50);
    assert.equal(red.tenant.tokenRequests, 1);
    assert.equal(red.watched.out.length, 100);
  });

  it('tells a wrong secret once for fifty nodes, all of them red, without a storm', async () => {
    await red.startTenant();
    await red.loadFlow(fiftyPolls(), { clientSecret: 'wrong-but-secret' });
    await red.watched.until(
      () => fifty.every((id) => red.watched.last(id)?.fill === 'red') && red.watched.caught.length > 0,
    );
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(red.tenant.tokenRequests, 1);
    assert.equal(red.watched.caught.length, 1);
    assert.equal(red.watched.caught[0]?.error?.code, 'COUPA_AUTH');
    assert.equal(red.tenant.requests.filter(({ path }) => path.startsWith('/api/')).length, 0);
  });

  it('tells a wrong secret in each tab: to its catch nodes, or the log where it has none', async () => {
    await red.startTenant();
    const polls = red.flow({ interval: 15 });
    const [tab, , poll] = polls;
    assert.ok(tab !== undefined && poll !== undefined);
    // Before the tab with a catch node, and after it.
    const bare = (id: string) => [
      { ...tab, id },
      { ...poll, id: `poll-${id}`, z: id, wires: [] },
    ];
    await red.loadFlow([...bare('a'), ...polls, ...bare('b')], { clientSecret: 'wrong-but-secret' });
    const ids = ['poll-a', 'poll', 'poll-b'];
    await red.watched.until(() => ids.every((id) => red.watched.last(id)?.fill === 'red'));
    // Each is told behind its status.
    await red.watched.until(() => red.watched.caught.length + red.errors().length >= ids.length);
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(red.tenant.tokenRequests, 1);
    assert.deepEqual([red.watched.caught.length, red.errors().length], [1, 2]);
  });

  it('logs once what is wrong with a connection, however many nodes have chosen it', async () => {
    await red.startTenant();
    await red.loadFlow(fiftyPolls({ siteAddress: 'http://' }));
    assert.ok(fifty.every((id) => red.watched.last(id)?.fill === 'red'));
    assert.equal(red.errors().length, 1);
  });

  it('never shows a secret: not in messages, statuses, logs or files, whatever goes wrong', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(3);
    const poll = await red.load({ delivery: 'acknowledge' });
    for (const kind of ['403', '404', 'login-page', 'xml', 'redirect-elsewhere'] as const) {
      red.tenant.weather({ kind, path: '/api', times: 30 });
      const before = red.watched.caught.length;
      poll.receive({});
      await red.watched.until(() => red.watched.caught.length > before);
      red.tenant.clearWeather();
    }
    const token = red.tenant.requests
      .map(({ headers }) => headers.authorization ?? '')
      .find((header) => header.startsWith('Bearer'));
    const logged = red.logged();
    // Nothing is being written any more once the nodes are closed.
    await helper.unload();
    const files = await Promise.all(
      (await readdir(join(red.userDir, 'coupa')).catch(() => [] as string[])).map((name) =>
        readFile(join(red.userDir, 'coupa', name), 'utf8'),
      ),
    );
    const everything = JSON.stringify([
      red.watched.out,
      red.watched.second,
      red.watched.caught.map(({ error, ...message }) => ({
        ...message,
        error,
        cause: JSON.stringify(error),
      })),
      [...red.watched.statuses.values()],
      logged,
      files,
    ]);
    assert.ok(red.watched.caught.length > 3, 'nothing went wrong');
    assert.ok(everything.includes('COUPA_'), 'nothing was looked at');
    for (const secret of [...Object.values(secrets), token?.slice('Bearer '.length) ?? 'no token was used'])
      assert.ok(!everything.includes(secret), 'a secret is shown');
  });
});

import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { Said } from '../../lib/base/text/said';
import type { Leftover, Operations } from '../../lib/operations/shown';
import { PollFlow } from './poll-flow';

describe('What the sidebar asks', () => {
  const red = PollFlow.forEachTest();

  beforeEach(async () => {
    await red.startTenant();
    // Not within this second: a range ends where the last poll has got to, a whole second.
    red.tenant.resource('invoices').createMany(5, {}, { createdAt: Date.now() - 5_000 });
  });

  async function operations(language = 'en-US'): Promise<Said<Operations>> {
    const { text } = await helper.request().get('/coupa/operations').set('accept-language', language);
    return JSON.parse(text);
  }

  async function post(path: string, sent: object) {
    const { status, text } = await helper.request().post(`/coupa/${path}`).send(sent);
    return { status, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }

  const command = (id: string, body: object) => post(`command/${id}`, body);

  const receive = (id: string, message: NodeMessage) => helper.getNode(id).receive(message);

  /** The one poll of the flow, once it is as expected. */
  async function pollOnce(holds: (poll: NonNullable<Said<Operations>['polls']>[number]) => boolean) {
    for (;;) {
      const poll = (await operations()).polls?.[0];
      if (poll && holds(poll)) return poll;
    }
  }

  it('tells of a poll where it stands, what it sent and how far behind it is', async () => {
    await red.load({ name: 'Invoices', interval: 15 });
    await red.watched.until(() => red.summaries().length > 0);
    const poll = await pollOnce(({ status }) => status?.lastPoll !== undefined);
    const { id, shownAs, name, flow, resource, connection, standing, history } = poll;
    assert.deepEqual(
      { id, shownAs, name, flow, resource, connection, standing },
      {
        id: 'poll',
        shownAs: 'poll',
        name: 'Invoices',
        flow: 'tab',
        resource: 'invoices',
        connection: 'connection',
        standing: 'resting',
      },
    );
    assert.equal(history.done.at(-1), 5);
    assert.ok(poll.lagMs !== undefined && poll.lagMs < 60_000);
    assert.ok(poll.status?.nextPoll);
  });

  it('tells of a connection how much it asks, and until when its token is valid', async () => {
    await red.load({ interval: 15 }, { requestsPerSecond: 20, name: 'Acme' });
    await red.watched.until(() => red.summaries().length > 0);
    const [connection] = (await operations()).connections ?? [];
    assert.ok(connection);
    const { name, host, requestsPerSecond, token, requests } = connection;
    assert.deepEqual([name, host, requestsPerSecond], ['Acme', new URL(red.tenant.url).host, 20]);
    assert.equal(token.kind, 'valid');
    assert.ok(requests.done.reduce((sum, count) => sum + count, 0) >= 1);
  });

  it('says in the language of the editor why a node cannot work, and holds no secret', async () => {
    await red.load({ connection: 'nowhere' });
    const answer = await operations('de');
    const [poll] = answer.polls ?? [];
    assert.equal(poll?.standing, 'broken');
    assert.match(poll?.problem ?? '', /Verbindung/);
    assert.doesNotMatch(JSON.stringify(answer), /only-here/);
  });

  it('tells of a record node what it applied and refused', async () => {
    const record = {
      id: 'record',
      type: 'coupa-record',
      z: 'tab',
      connection: 'connection',
      resource: 'invoices',
      operation: 'get',
      wires: [['out'], []],
    };
    await red.loadFlow([...red.flow(), record]);
    red.tenant.resource('invoices').create({ id: 4711 });
    receive('record', { payload: 4711 });
    await red.watched.until(() => red.watched.out.length > 0);
    receive('record', { payload: 999_999 });
    await red.watched.until(() => red.watched.caught.length > 0);
    const [writer] = (await operations()).writers ?? [];
    assert.deepEqual(
      [writer?.operation, writer?.resource, writer?.applied, writer?.refused],
      ['get', 'invoices', 1, 1],
    );
    assert.match(writer?.failure?.message ?? '', /999999/);
  });

  it('pauses and resumes a poll', async () => {
    await red.load({ interval: 15 });
    await red.watched.until(() => red.summaries().length > 0);
    assert.equal((await command('poll', { command: 'pause' })).status, 200);
    assert.equal((await operations()).polls?.[0]?.standing, 'paused');
    await command('poll', { command: 'resume' });
    await red.watched.until(() => red.summaries().length > 1);
    assert.equal((await pollOnce(({ standing }) => standing !== 'polling')).standing, 'resting');
  });

  it('sends a range again, and resets, as a message would', async () => {
    await red.load();
    await command('poll', { command: 'poll' });
    await red.watched.until(() => red.ids().length === 5);
    await command('poll', { command: 'backfill', from: 'beginning' });
    await red.watched.until(() => red.ids().length === 10);
    await command('poll', { command: 'reset', from: 'beginning' });
    await command('poll', { command: 'poll' });
    await red.watched.until(() => red.ids().length === 15);
  });

  it('tells what the last back-fill did, also one that ended before the node was started anew', async () => {
    await red.load();
    await command('poll', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 1);
    const from = new Date(Date.now() - 60_000).toISOString();
    await command('poll', { command: 'backfill', from });
    const done = async () =>
      (await pollOnce(({ status }) => status?.lastBackfill !== undefined)).status?.lastBackfill;
    const before = await done();
    assert.deepEqual([before?.from, before?.sent], [from, 5]);
    await helper.unload();
    await red.load();
    assert.deepEqual(await done(), before);
  });

  it('says what is wrong with a command', async () => {
    await red.load();
    const { body } = await command('poll', { command: 'backfill', from: 'soon' });
    assert.match(body.error.message, /"msg\.from" is "soon"/);
    assert.equal((await command('nowhere', { command: 'pause' })).status, 404);
    assert.equal((await command('connection', { command: 'pause' })).status, 404);
  });

  it('refuses commands to a node that is deployed with a mistake', async () => {
    await red.load({ interval: 'often' });
    assert.equal((await command('poll', { command: 'pause' })).status, 409);
  });

  describe('files of deleted nodes', () => {
    const folder = () => join(red.userDir, 'coupa');

    async function leftovers(): Promise<Leftover[]> {
      const { text } = await helper.request().get('/coupa/leftovers');
      return JSON.parse(text).leftovers;
    }

    beforeEach(async () => {
      await mkdir(folder(), { recursive: true });
      for (const name of [
        'gone.json',
        'gone.history.json',
        'off.json',
        'instance-inside.json',
        'instance-lost.json',
        'packaged-inside.json',
      ])
        await writeFile(join(folder(), name), '[]\n');
      const off = { id: 'off', type: 'coupa-poll', z: 'tab', d: true, wires: [[], []] };
      const others = [
        { id: 'subflow', type: 'subflow', name: 'Sub', in: [], out: [] },
        {
          id: 'inside',
          type: 'coupa-poll',
          z: 'subflow',
          interval: 0,
          connection: 'connection',
          wires: [[], []],
        },
        { id: 'instance', type: 'subflow:subflow', z: 'tab', wires: [] },
        // As Node-RED names a subflow that came as a package.
        { id: 'packaged', type: 'polls-of-acme', z: 'tab', d: true, wires: [] },
      ];
      const types = ['coupa-config', 'coupa-poll'].map(red.typeOf);
      await helper.load(types, [...red.flow(), off, ...others], {});
    });

    it('are told: neither those of disabled nodes, nor those of nodes within subflows', async () => {
      assert.deepEqual((await leftovers()).map(({ id, files }) => [id, files]).sort(), [
        ['gone', 2],
        ['instance-lost', 1],
      ]);
    });

    it('are removed only when somebody says so', async () => {
      const ask = (ids: string[]) => post('remove-leftovers', { ids });
      assert.deepEqual((await ask([])).body, { removed: 0 });
      assert.deepEqual((await ask(['gone', 'off'])).body, { removed: 2 });
      const left = (await readdir(folder())).filter((name) => /^(gone|off|instance)/.test(name));
      assert.deepEqual(left.sort(), ['instance-inside.json', 'instance-lost.json', 'off.json']);
    });

    it('are neither told nor removed while another Node-RED uses the directory, which is told instead', async () => {
      await helper.unload();
      const { hostname } = await import('node:os');
      const owner = {
        host: hostname()
          .replace(/[^\w.-]/g, '_')
          .slice(0, 64),
        pid: process.ppid,
        run: '01234567',
        at: Date.now(),
      };
      await writeFile(join(folder(), 'process.lock'), JSON.stringify(owner));
      await red.loadFlow(red.flow());
      while ((await operations()).otherProcess === undefined) assert.ok(red);
      assert.deepEqual((await operations()).otherProcess?.pid, process.ppid);
      assert.deepEqual(await leftovers(), []);
      const { body } = await post('remove-leftovers', { ids: ['gone'] });
      assert.match(body.error.message, /Another Node-RED uses this user directory/);
      assert.match(red.logged(), /Another Node-RED \(process \d+ on .*keeps positions/);
    });
  });
});

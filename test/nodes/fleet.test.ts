import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Node } from 'node-red';
import helper from 'node-red-node-test-helper';
import { Tenant } from '../simulator/tenant';
import { noEngine, type RealEngine, realEngine } from '../unit/fleet/real-engine';
import { Sdk } from '../unit/opentelemetry/sdk';
import { type FlowNode, PollFlow, type Status, secrets } from './poll-flow';

/** Two poll nodes in one Node-RED, on fleets and connections of their own, are two instances to everybody but Node.js. */
describe('Poll nodes of a fleet', () => {
  const red = PollFlow.forEachTest();
  let engine: RealEngine | undefined;

  before(async function () {
    engine = await realEngine();
    if (engine !== undefined) return;
    this.test!.parent!.title += ` (${noEngine})`;
    this.skip();
  });
  after(() => engine?.stop());

  let fleets = 0;
  let prefix = '';

  beforeEach(() => {
    fleets += 1;
    prefix = `nodes-${process.pid}-${fleets}`;
    return red.startTenant();
  });

  const fleet = (id: string, properties: object = {}): FlowNode => ({
    id: `fleet-${id}`,
    type: 'coupa-fleet',
    url: engine?.url,
    prefix,
    instance: id,
    lease: 2,
    ...properties,
  });

  /** An instance: its fleet, its connection, its poll. */
  function instance(id: string, properties: object = {}, ofFleet: object = {}): FlowNode[] {
    const [, connection, poll] = red.flow() as [FlowNode, FlowNode, FlowNode];
    return [
      fleet(id, ofFleet),
      { ...connection, id: `connection-${id}`, fleet: `fleet-${id}` },
      { ...poll, id: `poll-${id}`, connection: `connection-${id}`, fleetKey: 'invoices', ...properties },
    ];
  }

  function load(...instances: FlowNode[][]): Promise<void> {
    const others = red.flow().filter(({ type }) => !type.startsWith('coupa-'));
    const { clientSecret } = secrets;
    const credentials = Object.fromEntries(
      ['a', 'b'].map((id) => [`connection-${id}`, { clientId: 'client', clientSecret }]),
    );
    return red.loadFlow([...instances.flat(), ...others], {}, {}, credentials);
  }

  const last = (id: string): Status | undefined => red.watched.last(`poll-${id}`);
  // The helper's Node-RED knows no texts, and says their keys.
  const standsBy = (id: string) => last(id)?.text === 'coupa-poll.status.standby';
  const isIdle = (id: string) => last(id) === undefined || last(id)?.text === 'coupa-poll.status.unled';
  const leads = (id: string) => !isIdle(id) && !standsBy(id) && last(id)?.fill !== 'red';

  /** Resolves when one of the two leads and the other says so; their names, the leader's first. */
  async function led(): Promise<[leader: string, other: string]> {
    await red.watched.until(() => (leads('a') && standsBy('b')) || (leads('b') && standsBy('a')));
    return leads('a') ? ['a', 'b'] : ['b', 'a'];
  }

  async function receive(id: string, message: object): Promise<void> {
    helper.getNode(`poll-${id}`).receive(message as never);
    await Promise.resolve();
  }

  it('send each record once, and the one that does not poll says with a grey ring which does', async () => {
    red.tenant.resource('invoices').createMany(3);
    await load(instance('a', { interval: 0.005 }), instance('b', { interval: 0.005 }));
    const [, other] = await led();
    assert.deepEqual([last(other)?.fill, last(other)?.shape], ['grey', 'ring']);
    await red.watched.until(() => red.watched.out.length >= 3);
    red.tenant.resource('invoices').createMany(1);
    await red.watched.until(() => red.watched.out.length >= 4);
    assert.equal(new Set(red.ids()).size, 4);
    assert.equal(red.ids().length, 4);
    assert.equal(red.tenant.requests.filter(({ path }) => path.startsWith('/oauth2/token')).length, 1);
  });

  it('have nothing in common where one flow runs against two tenants over one engine', async () => {
    const { clientSecret } = secrets;
    const other = await Tenant.start({ clientSecret });
    try {
      red.tenant.resource('invoices').createMany(3);
      other.resource('invoices').createMany(3, (index) => ({ id: 1001 + index }));
      const [fleetB, connectionB, pollB] = instance('b', { interval: 0.005 }) as [
        FlowNode,
        FlowNode,
        FlowNode,
      ];
      const ofOther = { ...connectionB, siteAddress: other.url };
      await load(instance('a', { interval: 0.005 }), [fleetB, ofOther, pollB]);
      await red.watched.until(() => red.watched.out.length >= 6);
      assert.equal(red.ids().length, 6);
      assert.deepEqual(new Set(red.ids()), new Set([1, 2, 3, 1001, 1002, 1003]));
      await red.watched.until(() => leads('a') && leads('b'));
    } finally {
      await other.close();
    }
  });

  it('have nothing in common where their fleets have different prefixes on one engine', async () => {
    red.tenant.resource('invoices').createMany(3);
    const slow = { interval: 0.005 };
    await load(instance('a', slow), instance('b', slow, { prefix: `${prefix}-other` }));
    await red.watched.until(() => leads('a') && leads('b') && red.watched.out.length >= 6);
    const counts = [1, 2, 3].map((id) => red.ids().filter((one) => one === id).length);
    assert.deepEqual(counts, [2, 2, 2], 'each fleet delivers each record');
    await receive('a', { command: 'pause' });
    await red.watched.until(() => last('a')?.text === 'coupa-poll.status.paused');
    red.tenant.resource('invoices').createMany(1);
    await red.watched.until(() => red.watched.out.length >= 7);
    assert.equal(last('a')?.text, 'coupa-poll.status.paused');
    const signIns = red.tenant.requests.filter(({ path }) => path.startsWith('/oauth2/token'));
    assert.equal(signIns.length, 2, 'each has a token of its own');
    await receive('a', { command: 'resume' });
    await red.watched.until(() => red.watched.out.length >= 8);
    assert.equal(red.watched.out.length, 8);
  });

  it('are followed by traces from the flow that gets a record back to where it is handed back', async () => {
    const sdk = new Sdk().start();
    try {
      red.tenant.resource('invoices').createMany(2);
      await load(instance('a', { delivery: 'acknowledge' }));
      await red.watched.until(() => leads('a'));
      helper.getNode('out').on('input', (message) => helper.getNode('poll-a').receive(message));
      await receive('a', { command: 'poll' });
      await red.watched.until(() => red.watched.out.length === 2);
      await helper.unload();
      const sent = sdk.named('send invoices');
      const settled = sdk.named('acknowledge invoices');
      assert.equal(sent.length, 2);
      assert.deepEqual(
        settled.map((span) => span.parentSpanContext?.spanId).toSorted(),
        sent.map((span) => span.spanContext().spanId).toSorted(),
      );
    } finally {
      sdk.stop();
    }
  });

  it('hand over when one is closed, and the other goes on from where it was', async () => {
    red.tenant.resource('invoices').createMany(3);
    await load(instance('a', { interval: 0.005 }), instance('b', { interval: 0.005 }));
    const [leader, other] = await led();
    await red.watched.until(() => red.watched.out.length === 3);
    await closed(helper.getNode(`poll-${leader}`));
    await red.watched.until(() => leads(other));
    red.tenant.resource('invoices').createMany(1);
    await red.watched.until(() => red.watched.out.length >= 4);
    assert.equal(new Set(red.ids()).size, 4);
    assert.equal(red.ids().length, 4);
  });

  it('carry out commands, and answer, wherever they are asked', async () => {
    red.tenant.resource('invoices').createMany(2);
    await load(instance('a'), instance('b'));
    const [leader, other] = await led();
    await receive(other, { command: 'poll' });
    await red.watched.until(() => red.watched.out.length === 2);
    await receive(other, { command: 'pause' });
    await red.watched.until(() => last(leader)?.text === 'coupa-poll.status.paused');
    await receive(other, { command: 'status' });
    await red.watched.until(() => red.watched.second.some(({ topic }) => topic === 'status'));
    const report = red.watched.second.find(({ topic }) => topic === 'status');
    assert.equal(report?.payload?.['paused'], true);
    const { text } = await helper.request().get(`/coupa/history/poll-${other}`);
    const answer = JSON.parse(text);
    assert.equal(answer.leader, leader);
    assert.equal(answer.polls.length, 1);
    assert.equal(answer.state.paused, true);
  });

  it('take over the position that a node had without a fleet, rename its file, write one back when they close, and take it up when they come back', async () => {
    red.tenant.resource('invoices').createMany(2);
    const file = join(red.userDir, 'coupa', 'poll-a.json');
    const [, connection, poll] = instance('a', {}) as [FlowNode, FlowNode, FlowNode];
    await load([{ ...connection, fleet: '' }, poll]);
    await receive('a', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 1);
    await helper.unload();
    assert.ok(existsSync(file));

    await load(instance('a'));
    await red.watched.until(() => leads('a'));
    await receive('a', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 2);
    assert.equal(red.watched.out.length, 2, 'nothing is sent again');
    assert.ok(existsSync(`${file}.before-fleet`));
    assert.equal(existsSync(file), false);
    assert.ok(red.warned().some((text) => text.startsWith('The fleet keeps the position of this node')));
    await helper.unload();
    assert.match(await readFile(file, 'utf8'), /"position"/);

    await load([{ ...connection, fleet: '' }, poll]);
    await receive('a', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 3);
    assert.equal(red.watched.out.length, 2, 'nor when the node leaves the fleet');

    red.tenant.resource('invoices').createMany(3);
    await receive('a', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 4);
    assert.equal(red.watched.out.length, 5);
    await helper.unload();
    await load(instance('a'));
    // Its status may still be that of the node before.
    const node = helper.getNode('poll-a') as Node & { poller?: { leader?: string } };
    await red.watched.until(() => node.poller?.leader === 'a');
    await receive('a', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 5);
    assert.equal(
      red.watched.out.length,
      5,
      'nor when it comes back, to an engine that still has its old position',
    );
  });

  it('send nothing again when they come back that left before there was a witness of them', async () => {
    red.tenant.resource('invoices').createMany(2);
    const [, connection, poll] = instance('a', {}) as [FlowNode, FlowNode, FlowNode];
    await load(instance('a'));
    await red.watched.until(() => leads('a'));
    await receive('a', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 1);
    await helper.unload();
    // It is written when the lease is renewed, and not for a minute after that.
    await rm(join(red.userDir, 'coupa', 'poll-a.witness.json'), { force: true });

    await load([{ ...connection, fleet: '' }, poll]);
    red.tenant.resource('invoices').createMany(3);
    await receive('a', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 2);
    await helper.unload();
    await load(instance('a'));
    const node = helper.getNode('poll-a') as Node & { poller?: { leader?: string } };
    await red.watched.until(() => node.poller?.leader === 'a');
    await receive('a', { command: 'poll' });
    await red.watched.until(() => red.summaries().length === 3);
    assert.equal(red.watched.out.length, 5);
  });

  it('take over the undeliverable records that a node had without a fleet, rename their file, and leave a copy when they close', async () => {
    red.tenant.resource('invoices').createMany(2);
    const file = join(red.userDir, 'coupa', 'poll-a.undeliverable.json');
    const properties = { delivery: 'acknowledge', maxAttempts: 1 };
    const [, connection, poll] = instance('a', properties) as [FlowNode, FlowNode, FlowNode];
    const told = (topic: string) => red.watched.second.filter((message) => message.topic === topic);
    const kept = async () => {
      const before = told('status').length;
      await receive('a', { command: 'status' });
      await red.watched.until(() => told('status').length > before);
      return told('status').at(-1)?.payload?.['undeliverable'];
    };
    await load([{ ...connection, fleet: '' }, poll]);
    helper.getNode('out').on('input', (message) => {
      helper.getNode('poll-a').receive(Object.assign({}, message, { error: { message: 'no' } }));
    });
    await receive('a', { command: 'poll' });
    await red.watched.until(() => told('undeliverable').length === 2);
    await helper.unload();
    assert.ok(existsSync(file));

    await load(instance('a', properties));
    await red.watched.until(() => leads('a'));
    assert.equal(await kept(), 2);
    // What a command answers is stored.
    await receive('a', { command: 'dismiss', keys: ['none'] });
    await red.watched.until(() => told('undeliverables').length === 1);
    assert.ok(existsSync(`${file}.before-fleet`));
    await helper.unload();
    assert.match(await readFile(file, 'utf8'), /"copyOf"/);

    await load(instance('a', properties));
    await red.watched.until(() => leads('a'));
    await receive('a', { command: 'dismiss', keys: [told('undeliverable')[0]?.coupa?.['key']] });
    await red.watched.until(() => told('undeliverables').length === 2);
    await helper.unload();

    await load(instance('a', properties));
    await red.watched.until(() => leads('a'));
    const { text } = await helper.request().get('/coupa/handled/poll-a');
    const { handled } = JSON.parse(text) as { handled: { key: string; act: string }[] };
    assert.deepEqual(
      handled.map(({ key, act }) => [key, act]),
      [[told('undeliverable')[0]?.coupa?.['key'], 'dismiss']],
      'whoever leads next knows who dismissed what',
    );
    await helper.unload();

    await load([{ ...connection, fleet: '' }, poll]);
    assert.equal(await kept(), 1, 'when the node leaves the fleet');
  });

  it('show a red ring while the engine cannot be reached, tell catch nodes once, and poll when it is there', async () => {
    const port = await freePort();
    await load(instance('a', { interval: 0.005 }, { url: `redis://127.0.0.1:${port}` }));
    await red.watched.until(() => red.watched.caught.length > 0);
    assert.deepEqual([last('a')?.fill, last('a')?.shape], ['red', 'ring']);
    const [error] = red.watched.caught;
    assert.equal(error?.error?.code, 'COUPA_STATE');
    assert.match(error?.error?.message ?? '', /cannot be reached/);
    assert.equal(red.tenant.requests.length, 0, 'nobody polls without the engine');
    const { startRedis } = await import('../../scripts/redis.mjs');
    const late = await startRedis({ port, args: ['--appendonly', 'yes'] });
    try {
      await red.watched.until(() => leads('a'));
      assert.equal(red.watched.caught.length, 1);
    } finally {
      await helper.unload();
      await late.stop();
    }
  });

  it('refuse to poll on an engine that drops keys, and say what to change', async () => {
    const { startRedis } = await import('../../scripts/redis.mjs');
    const lossy = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    try {
      await load(instance('a', {}, { url: lossy.url }));
      await red.watched.until(() => red.watched.caught.length > 0);
      const [error] = red.watched.caught;
      assert.equal(error?.error?.code, 'COUPA_CONFIG');
      assert.match(error?.error?.message ?? '', /maxmemory-policy to noeviction/);
      assert.equal(last('a')?.fill, 'red');
    } finally {
      await helper.unload();
      await lossy.stop();
    }
  });

  it('are closed in two seconds though the engine takes connections and never answers', async () => {
    const silent = await silentServer();
    try {
      await load(instance('a', {}, { url: silent.url }));
      await red.watched.until(() => red.watched.caught.length > 0);
      await helper.unload();
    } finally {
      silent.server.close();
    }
  });

  it('do not poll alone where the fleet that their connection names is not there', async () => {
    const [, connection, poll] = instance('a') as [FlowNode, FlowNode, FlowNode];
    await load([connection, poll]);
    await red.watched.until(() => last('a')?.fill === 'red');
    assert.equal(last('a')?.text, 'coupa-poll.errors.COUPA_CONFIG');
    await red.watched.until(() =>
      red.errors().some((text) => text.startsWith('The chosen fleet does not run')),
    );
  });

  it('name no password in what they say of a URL that cannot work', async () => {
    await load(instance('a', {}, { url: 'http://user:hidden-9x@redis.example.com' }));
    await red.watched.until(() => last('a')?.fill === 'red');
    await red.watched.until(() =>
      red.errors().some((text) => text.startsWith("The fleet's URL cannot be read.")),
    );
    assert.doesNotMatch(red.logged(), /hidden-9x/);
  });

  it('warn where the way to the engine is open, unless it is this computer', async () => {
    await load(instance('a'), [fleet('b', { url: 'redis://redis.invalid:6379' })]);
    const open = red.warned().filter((text) => text.includes('is not encrypted'));
    assert.equal(open.length, 1);
    assert.match(open[0] ?? '', /redis\.invalid:6379/);
  });

  describe('and Test', () => {
    const test = async (fields: object) => {
      const { text } = await helper.request().post('/coupa/test-fleet').send({ fleet: fields });
      return JSON.parse(text);
    };

    it('tell version, log, eviction, who is there and who polls', async () => {
      await load(instance('a'), instance('b'));
      const [leader] = await led();
      const report = await test(fleet('a'));
      assert.match(report.version, /^(Redis|Valkey) \d/);
      assert.equal(report.evictionPolicy, 'noeviction');
      assert.equal(report.isEncrypted, true);
      assert.ok(report.instances.includes('a') || report.instances.includes('b'));
      const tested = await test({ ...fleet('a'), id: 'fleet-a' });
      assert.deepEqual(tested.leaders, [{ poll: 'poll-a', leader }]);
    });

    it('say in words why an engine cannot be used', async () => {
      await load([fleet('a')]);
      const { error } = await test(fleet('a', { url: `redis://127.0.0.1:${await freePort()}` }));
      assert.equal(error.code, 'COUPA_STATE');
      assert.match(error.message, /cannot be reached/);
    });

    it('send a stored password nowhere but where it was stored for', async () => {
      const spy = await silentServer();
      try {
        await red.loadFlow(
          [fleet('a'), ...red.flow().filter(({ type }) => !type.startsWith('coupa-'))],
          {},
          {},
          {
            'fleet-a': { password: 'stored-7q' },
          },
        );
        const { error } = await test({
          ...fleet('a'),
          id: 'fleet-a',
          url: spy.url,
          credentials: { username: '', password: '__PWRD__' },
        });
        assert.match(error.message, /Type it again/);
        assert.equal(spy.connections(), 0);
      } finally {
        spy.server.close();
      }
    });
  });
});

/** As Node-RED closes a node that a deploy took away. */
async function closed(node: Node): Promise<void> {
  await (node as Node & { close(removed: boolean): Promise<void> }).close(false);
}

interface Silent {
  server: Server;
  url: string;
  connections(): number;
}

function silentServer(): Promise<Silent> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve({ server, url: `redis://127.0.0.1:${port}`, connections: () => connections });
    });
  });
}

async function freePort(): Promise<number> {
  const { server, url } = await silentServer();
  await new Promise((resolve) => server.close(resolve));
  return Number(new URL(url).port);
}

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createClient, type RedisClientType } from '@redis/client';
import type { CoupaError } from '../../../lib/base/errors';
import type { Requester } from '../../../lib/ports/requester';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { ModelTenant } from '../../laws/model-tenant';
import { contentOf } from '../../laws/worlds';
import { atOnce } from './at-once';
import { listening } from './listening';
import { type MovingLine, movingLine } from './moving-line';
import { askUntil, engineAt, noEngine } from './real-engine';
import { WholeInstance } from './whole-instance';

type Telling = [code: string, words: RegExp];

/** What befalls an engine that works, and how somebody mends it. */
interface Trouble {
  title: string;
  args?: string[];
  /** In front of the host in the fleet's URL. */
  user?: string;
  /** What somebody does at the engine beforehand. */
  prepare?: string[];
  begin(admin: RedisClientType, server: RedisServer): Promise<unknown>;
  end(admin: RedisClientType, server: RedisServer): Promise<unknown>;
  told: Telling;
}

/** What listens where an engine should be. */
type Server = Pick<RedisServer, 'port' | 'stop'>;

/** What cannot be an engine. */
interface Impostor {
  title: string;
  start(): Promise<Server>;
  told: Telling;
}

const stateKey = '{coupa:poll}:state';

const troubles: Trouble[] = [
  {
    title: 'becomes a replica that takes no writes',
    begin: (admin) => admin.sendCommand(['REPLICAOF', '127.0.0.1', '1']),
    end: (admin) => admin.sendCommand(['REPLICAOF', 'NO', 'ONE']),
    told: ['COUPA_STATE', /is a replica/],
  },
  {
    title: 'falls silent',
    begin: async (_admin, { process }) => process.kill('SIGSTOP'),
    end: async (_admin, { process }) => process.kill('SIGCONT'),
    told: ['COUPA_STATE', /did not answer within 2 seconds/],
  },
  {
    title: 'wants another password',
    args: ['--requirepass', 'first'],
    user: ':first@',
    begin: async (admin) => {
      await admin.configSet('requirepass', 'second');
      await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    },
    end: (admin) => admin.configSet('requirepass', 'first'),
    told: ['COUPA_CONFIG', /refuses the user name or the password/],
  },
  {
    title: 'takes the rights from its user',
    user: 'coupa:password@',
    prepare: ['ACL', 'SETUSER', 'coupa', 'on', '>password', '~{coupa:*', '+@all'],
    begin: (admin) => admin.sendCommand(['ACL', 'SETUSER', 'coupa', 'resetkeys']),
    end: (admin) => admin.sendCommand(['ACL', 'SETUSER', 'coupa', '~{coupa:*']),
    told: ['COUPA_CONFIG', /does not let this user/],
  },
  {
    title: 'has no memory left',
    begin: (admin) => admin.configSet('maxmemory', '1'),
    end: (admin) => admin.configSet('maxmemory', '0'),
    told: ['COUPA_STATE', /memory of the engine .* is full/],
  },
  {
    title: 'cannot write to its disk',
    begin: async (admin, { folder, port }) => {
      await admin.configSet('save', '3600 1');
      rmSync(folder, { recursive: true, force: true });
      await admin.sendCommand(['BGSAVE']);
      await askUntil(port, ['INFO', 'persistence'], /rdb_last_bgsave_status:err/);
    },
    end: (admin) => admin.configSet('save', ''),
    told: ['COUPA_STATE', /cannot write its data to its disk/],
  },
  {
    title: 'has a key of somebody else in the place of one of the fleet’s',
    begin: async (admin) => {
      await admin.rename(stateKey, 'aside');
      await admin.set(stateKey, 'a stranger’s');
    },
    end: (admin) => admin.rename('aside', stateKey),
    told: ['COUPA_CONFIG', /keys of somebody else/],
  },
];

/** A tenant whose clock goes, and what is to arrive of it. */
class LivingTenant implements Requester {
  private readonly model = new ModelTenant();
  private readonly begunAt = performance.now();

  create(count = 1): void {
    for (let made = 0; made < count; made += 1) this.model.apply({ kind: 'create' });
  }

  request(...options: Parameters<Requester['request']>): ReturnType<Requester['request']> {
    this.model.passed = Math.max(this.model.passed, performance.now() - this.begunAt);
    return this.model.request(...options);
  }

  /** Whether every record is among what arrived. */
  isIn(...lists: unknown[][]): boolean {
    const arrived = new Set(lists.flat().map(contentOf));
    return this.model.lastVersions().every(({ content }) => arrived.has(content));
  }
}

describe('A fleet on an engine that is not as it should be', () => {
  const servers: { stop(): Promise<void> }[] = [];
  const instances: WholeInstance[] = [];
  const others: { close(): unknown }[] = [];

  before(async function () {
    const { findRedis } = await import('../../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      this.test!.parent!.title += ` (${noEngine})`;
      this.skip();
    }
  });

  async function stopAll(): Promise<void> {
    await Promise.all(instances.splice(0).map((instance) => instance.close()));
    for (const one of others.splice(0)) one.close();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  }

  async function start(...args: string[]): Promise<RedisServer> {
    const { startRedis } = await import('../../../scripts/redis.mjs');
    const server = await startRedis({ args });
    servers.push(server);
    return server;
  }

  async function adminAt({ port }: RedisServer, password?: string): Promise<RedisClientType> {
    const client = createClient({ socket: { host: '127.0.0.1', port }, RESP: 2, password });
    client.on('error', () => undefined);
    await client.connect();
    others.push({ close: () => client.destroy() });
    return client as unknown as RedisClientType;
  }

  function open(url: string, requester: Requester, poll = 'poll'): WholeInstance {
    const instance = new WholeInstance({ url, requester, poll });
    instances.push(instance);
    return instance;
  }

  async function lineTo(port: number): Promise<MovingLine> {
    const line = await movingLine(port);
    others.push(line);
    return line;
  }

  /** A server that is none, and answers to what a command begins with. */
  async function answering(replies: Readonly<Record<string, string>>): Promise<Server> {
    const server = await listening((socket) =>
      socket.on('data', (bytes) => {
        const command = Object.keys(replies).find((name) => bytes.includes(name));
        socket.write(command === undefined ? '+OK\r\n' : (replies[command] ?? ''));
      }),
    );
    others.push(server);
    const { port } = server.address() as AddressInfo;
    return { port, stop: async () => void server.close() };
  }

  const isTold =
    ([code, words]: Telling) =>
    (error: CoupaError) =>
      error.code === code && words.test(error.message);

  async function playTrouble({ args = [], user = '', prepare, begin, end, told }: Trouble): Promise<void> {
    const server = await start(...args);
    const admin = await adminAt(server, args[1]);
    if (prepare !== undefined) await admin.sendCommand(prepare);
    const url = `redis://${user}127.0.0.1:${server.port}`;
    const tenant = new LivingTenant();
    tenant.create(2);
    const first = open(url, tenant);
    await first.until(() => tenant.isIn(first.got));

    await begin(admin, server);
    tenant.create(2);
    await first.until(() => first.told.some(isTold(told)));
    await first.asked();
    assert.equal(tenant.isIn(first.got), false);
    await end(admin, server);
    tenant.create();
    await first.until(() => tenant.isIn(first.got));

    await begin(admin, server);
    tenant.create();
    await first.close();
    const next = open(url, tenant);
    await next.until(() => next.told.some(isTold(told)));
    await end(admin, server);
    await next.until(() => tenant.isIn(first.got, next.got));
  }

  describe('all of a sudden', () => {
    after(stopAll);
    atOnce(
      troubles.map((trouble) => [
        `that ${trouble.title} says so, answers, closes, loses nothing, and goes on by itself`,
        () => playTrouble(trouble),
      ]),
    );
  });

  const impostors: Impostor[] = [
    {
      title: 'is a Redis 6',
      // Debian has none any more: this says what a Redis 6 says of itself.
      start: () => answering({ INFO: bulk('# Server\r\nredis_version:6.2.14\r\nredis_mode:standalone\r\n') }),
      told: ['COUPA_CONFIG', /Redis 6\.2\.14, which is too old/],
    },
    {
      title: 'is part of a cluster',
      start: () => start('--cluster-enabled', 'yes'),
      told: ['COUPA_CONFIG', /part of a cluster/],
    },
    {
      title: 'hides that it is part of a cluster, and sends elsewhere',
      start: () =>
        answering({ INFO: bulk('redis_version:7.0.15\r\n'), EVAL: '-MOVED 3999 127.0.0.1:6381\r\n' }),
      told: ['COUPA_CONFIG', /part of a cluster/],
    },
  ];

  async function playImpostor({ start: begin, told }: Impostor): Promise<void> {
    const impostor = await begin();
    const line = await lineTo(impostor.port);
    const tenant = new LivingTenant();
    tenant.create(2);
    const [staying, leaving] = [open(line.url, tenant), open(line.url, tenant)];
    for (const one of [staying, leaving]) {
      await one.until(() => one.told.some(isTold(told)));
      assert.equal(await one.asked(), 'COUPA_STATE');
    }
    await leaving.close();
    line.moveTo((await start()).port);
    await impostor.stop();
    await staying.until(() => tenant.isIn(staying.got));
  }

  const fromTheBeginning: [title: string, play: () => Promise<void>][] = impostors.map((impostor) => [
    `that ${impostor.title} says so, answers, closes, and goes on by itself once another is there`,
    () => playImpostor(impostor),
  ]);

  fromTheBeginning.push([
    'that speaks no TLS says so, answers, and closes',
    async () => {
      const { port } = await start();
      const instance = open(`rediss://127.0.0.1:${port}`, new LivingTenant());
      await instance.until(() => instance.told.some(isTold(['COUPA_STATE', /does not speak TLS/])));
      assert.equal(await instance.asked(), 'COUPA_STATE');
      await instance.close();
    },
  ]);

  fromTheBeginning.push([
    'that keeps no log warns of that once, and one that keeps one of nothing',
    async () => {
      const tenant = new LivingTenant();
      tenant.create();
      const without = open((await start()).url, tenant);
      const second = open((await start('--appendonly', 'yes')).url, tenant);
      for (const one of [without, second]) await one.until(() => tenant.isIn(one.got));
      await Promise.all([without.close(), second.close()]);
      assert.equal(without.warned.length, 1);
      assert.match(without.warned[0] ?? '', /keeps no log of its changes/);
      assert.deepEqual(second.warned, []);
    },
  ]);

  fromTheBeginning.push([
    'that has a key of somebody else in the place of any of its keys says so, and goes on once that is gone',
    async () => {
      const server = await start();
      const admin = await adminAt(server);
      const tenant = new LivingTenant();
      tenant.create(2);
      const endings = ['state', 'rows', 'witnesses', 'sendings', 'answers', 'records', 'instances', 'watch'];
      for (const ending of endings) await admin.set(`{coupa:${ending}}:${ending}`, 'a stranger’s');
      await admin.lPush('{coupa:lease}:lease', 'a stranger’s');
      await Promise.all(
        [...endings, 'lease'].map(async (ending) => {
          const instance = open(server.url, tenant, ending);
          await instance.until(() => instance.told.some(isTold(['COUPA_CONFIG', /keys of somebody else/])));
          assert.deepEqual(instance.got, []);
          await admin.del(`{coupa:${ending}}:${ending}`);
          await instance.until(() => tenant.isIn(instance.got));
        }),
      );
    },
  ]);

  fromTheBeginning.push([
    'applies nothing of a write that finds a key of somebody else, and lets other keys under its prefix be',
    async () => {
      const server = await start();
      const admin = await adminAt(server);
      await admin.set('{coupa:poll}:other', 'a stranger’s');
      const engine = engineAt(server.url, 'coupa');
      others.push(engine);
      const bid = { instance: 'a', run: 'a', leaseMs: 600_000, random: 'x' };
      const { term } = (await engine.campaign('poll', bid)) as { term: string };
      let from = '';
      const change = { term, drop: [], document: 'd', witness: 'w', dealtWith: ['answer'] };
      for (const ending of ['rows', 'witnesses', 'sendings', 'answers', 'records']) {
        const key = `{coupa:poll}:${ending}`;
        const hasOne = (await admin.exists(key)) === 1;
        if (hasOne) await admin.rename(key, 'aside');
        await admin.set(key, 'a stranger’s');
        const put = new Map([[ending, `row ${ending}`]]);
        const whole = { ...change, from, to: ending, put, send: [{ token: `${ending}.1` }] };
        for (let times = 0; times < 2; times += 1)
          await assert.rejects(engine.write('poll', whole), {
            code: 'COUPA_CONFIG',
            message: /somebody else/,
          });
        await admin.del(key);
        if (hasOne) await admin.rename('aside', key);
        assert.equal(await engine.write('poll', whole), 'WRITTEN', ending);
        from = ending;
      }
      const kept = await engine.read('poll', term);
      assert.equal(kept !== 'FENCED' && kept.rows.size, 5);
      assert.equal(await admin.get('{coupa:poll}:other'), 'a stranger’s');
    },
  ]);

  describe('from the beginning', () => {
    after(stopAll);
    atOnce(fromTheBeginning);
  });
});

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}

import assert from 'node:assert/strict';
import type { AddressInfo, Server } from 'node:net';
import { createClient } from '@redis/client';
import { type Clock, systemClock } from '../../../lib/base/clock';
import { CoupaError } from '../../../lib/base/errors';
import { Scrubber } from '../../../lib/base/secrets/scrub';
import { EngineFull } from '../../../lib/fleet/engine/documents';
import { readEngineAddresses } from '../../../lib/fleet/engine-address';
import { readEngineFacts } from '../../../lib/fleet/redis/engine-facts';
import { engineFailure } from '../../../lib/fleet/redis/engine-failure';
import { loadClient } from '../../../lib/fleet/redis/redis-client';
import { RedisEngine } from '../../../lib/fleet/redis/redis-engine';
import type { RedisServer } from '../../../scripts/redis.mjs';
import { shapes } from '../base/mirrors';
import { manualClock } from '../connection/manual-clock';
import { listening } from './listening';
import { engineAt, noEngine } from './real-engine';

const bid = { instance: 'a', run: 'a', leaseMs: 1000, random: 'x' };

/** What an engine says when it is first used. */
async function failureOf(engine: RedisEngine): Promise<CoupaError> {
  try {
    await engine.campaign('poll', bid);
  } catch (error) {
    assert.ok(error instanceof CoupaError, String(error));
    return error;
  } finally {
    await engine.close();
  }
  throw new Error('It worked.');
}

/** In no shape, and in no part of it that is worth something. */
function assertNothingOf(password: string, text: string): void {
  for (const [shape, show] of Object.entries(shapes)) {
    const shown = JSON.stringify(show(password).replace(/^text=/, '')).slice(1, -1);
    assert.ok(!text.includes(shown), `${shape}: ${text}`);
  }
}

const servers: Server[] = [];

/** An engine that is none: it answers the commands of each of its connections, counted from 1, as it is told. */
async function answering(
  answer: (connection: number, command: string) => string | Promise<string>,
  clock: Clock = systemClock,
): Promise<RedisEngine> {
  let connections = 0;
  const server = await listening((socket) => {
    connections += 1;
    const connection = connections;
    socket.on('data', (bytes) => {
      const command = ['INFO', 'EVALSHA'].find((name) => bytes.includes(name)) ?? '';
      void Promise.resolve(answer(connection, command)).then((reply) => socket.write(reply));
    });
  });
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  const addresses = readEngineAddresses(`redis://127.0.0.1:${port}`, false);
  return new RedisEngine({ addresses, clock }, 'test');
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

function told(error: CoupaError, code: string, words: RegExp): void {
  assert.equal(error.code, code, error.message);
  assert.match(error.message, words);
  assert.doesNotMatch(JSON.stringify([error.message, error.details, String(error.cause)]), /s3cret/);
}

describe('An engine that cannot be used', () => {
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('is looked at again each minute: it may be told to drop keys while it runs', async () => {
    let aheadMs = 0;
    let policy = 'noeviction';
    const clock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() + aheadMs };
    const engine = await answering((_, command) => {
      if (command !== 'INFO') return '*4\r\n$5\r\nwaits\r\n$0\r\n\r\n$0\r\n\r\n$0\r\n\r\n';
      return bulk(`redis_version:7.0.15\r\nmaxmemory_policy:${policy}\r\n`);
    }, clock);
    const ask = () =>
      engine.campaign('poll', bid).then(
        () => undefined,
        (error: CoupaError) => error,
      );
    assert.equal(await ask(), undefined);
    policy = 'allkeys-lru';
    assert.equal(await ask(), undefined);
    aheadMs = 60_000;
    let failure: CoupaError | undefined;
    // What is under way meanwhile fails with the connection, for the same reason.
    while (failure === undefined) failure = await ask();
    told(failure, 'COUPA_CONFIG', /drops keys when its memory is full \(maxmemory-policy allkeys-lru\)/);
    policy = 'noeviction';
    aheadMs += 10_000;
    assert.equal(await ask(), undefined);
    await engine.close();
  });

  it('says what to install where the client is missing', () => {
    const missing = Object.assign(new Error("Cannot find module '@redis/client'"), {
      code: 'MODULE_NOT_FOUND',
    });
    assert.throws(
      () =>
        loadClient(() => {
          throw missing;
        }),
      (error: CoupaError) => {
        told(error, 'COUPA_CONFIG', /npm install @redis\/client/);
        return true;
      },
    );
  });

  it('says what is wrong with its URL, and not its password', () => {
    const refused = (url: string, isSentinel = false) => {
      try {
        readEngineAddresses(url, isSentinel);
      } catch (error) {
        return error as CoupaError;
      }
      throw new Error('It was read.');
    };
    told(refused(''), 'COUPA_CONFIG', /has no engine/);
    told(refused('http://u:s3cret@host'), 'COUPA_CONFIG', /cannot be read/);
    told(refused('redis://:s3cret@host/zero'), 'COUPA_CONFIG', /cannot be read/);
    told(refused('redis://a,redis://b'), 'COUPA_CONFIG', /several servers/);
    assert.deepEqual(
      readEngineAddresses('rediss://me:p%40ss@[::1]:7000/3', false).map((address) => ({ ...address })),
      [
        {
          name: '[::1]:7000',
          host: '::1',
          port: 7000,
          isEncrypted: true,
          database: 3,
          isLocal: true,
          username: 'me',
          password: 'p@ss',
        },
      ],
    );
    assert.deepEqual(
      readEngineAddresses('redis://a, redis://b:1', true).map(({ name }) => name),
      ['a:26379', 'b:1'],
    );
  });

  it('says that nobody listens there, and is asked again', async () => {
    const server = await listening(() => undefined);
    const { port } = server.address() as AddressInfo;
    server.close();
    told(
      await failureOf(engineAt(`redis://:s3cret@127.0.0.1:${port}`)),
      'COUPA_STATE',
      /cannot be reached \(ECONNREFUSED\)/,
    );
  });

  it('says that it is too old, part of a cluster, a replica, or drops keys', () => {
    const refused = (info: string) => {
      try {
        readEngineFacts(info, 'host:1');
      } catch (error) {
        return error as CoupaError;
      }
      throw new Error('It was taken.');
    };
    told(refused('redis_version:6.2.14\r\n'), 'COUPA_CONFIG', /Redis 6\.2\.14, which is too old/);
    told(refused('redis_version:7.0.1\r\ncluster_enabled:1'), 'COUPA_CONFIG', /part of a cluster/);
    told(refused('redis_version:7.0.1\r\nrole:slave\r\n'), 'COUPA_STATE', /is a replica/);
    told(
      refused('redis_version:7.0.1\r\nmaxmemory_policy:allkeys-lru\r\n'),
      'COUPA_CONFIG',
      /allkeys-lru.*noeviction/,
    );
    assert.deepEqual(
      readEngineFacts('redis_version:7.2.4\r\nvalkey_version:8.0.1\r\naof_enabled:1\r\n', 'host:1'),
      { version: 'Valkey 8.0.1', server: '', evictionPolicy: '', isLogged: true },
    );
  });

  it('tells its refusals in a sentence that says what to do', () => {
    const cases: [string, string, RegExp][] = [
      ["OOM command not allowed when used memory > 'maxmemory'.", 'COUPA_STATE', /memory.*is full/],
      ["READONLY You can't write against a read only replica.", 'COUPA_STATE', /is a replica/],
      ['MOVED 3999 127.0.0.1:6381', 'COUPA_CONFIG', /part of a cluster/],
      ['ASK 3999 127.0.0.1:6381', 'COUPA_CONFIG', /part of a cluster/],
      ['CLUSTERDOWN Hash slot not served', 'COUPA_CONFIG', /part of a cluster/],
      ['LOADING Redis is loading the dataset in memory', 'COUPA_STATE', /has just started/],
      ["NOPERM User default has no permissions to run the 'eval' command", 'COUPA_CONFIG', /does not let/],
      ['WRONGTYPE Operation against a key holding the wrong kind of value', 'COUPA_CONFIG', /prefix/],
      ['MISCONF Redis is configured to save RDB snapshots, but it is', 'COUPA_STATE', /its disk/],
    ];
    for (const [reply, code, words] of cases)
      told(engineFailure(new Error(reply), 'host:1', new Scrubber()), code, words);
  });

  for (const reply of [
    'MOVED 3999 127.0.0.1:6381',
    'ASK 3999 127.0.0.1:6381',
    'CLUSTERDOWN Hash slot not served',
  ])
    it(`is looked for anew once it says ${reply.split(' ')[0]} in the midst of work`, async () => {
      const engine = await answering((connection, command) => {
        if (command === 'INFO') return bulk('redis_version:7.0.15\r\n');
        return connection === 1 ? `-${reply}\r\n` : '*4\r\n$5\r\nwaits\r\n$1\r\nb\r\n$0\r\n\r\n$0\r\n\r\n';
      });
      await assert.rejects(engine.campaign('poll', bid), {
        code: 'COUPA_CONFIG',
        message: /part of a cluster/,
      });
      assert.deepEqual((await engine.campaign('poll', bid)).kind, 'waits');
    });

  it('has two seconds for a command, those included that it takes to be connected', async () => {
    const clock = manualClock();
    const seen: string[] = [];
    let look: () => void = () => undefined;
    const sees = (command: string) =>
      new Promise<void>((resolve) => {
        look = () => void (seen.includes(command) && resolve());
        look();
      });
    let connected: (reply: string) => void = () => undefined;
    const engine = await answering((_connection, command) => {
      seen.push(command);
      look();
      return command === 'INFO'
        ? new Promise<string>((resolve) => {
            connected = resolve;
          })
        : new Promise(() => undefined);
    }, clock);
    const failed = engine.campaign('poll', bid).catch((error: CoupaError) => error);
    await sees('INFO');
    await clock.tick(1900);
    connected(bulk('redis_version:7.0.15\r\n'));
    await sees('EVALSHA');
    await clock.tick(100);
    told((await failed) as CoupaError, 'COUPA_STATE', /did not answer within 2 seconds/);
  });

  it('tells no password where it shows what it was asked', async () => {
    const password = 'pw-Jw4n8b2z-s3cret';
    const few = ['as it is', 'in base64', 'percent-encoded throughout'];
    const replies = few.flatMap((shape) => {
      const shown = shapes[shape]?.(password) ?? '';
      const info = `redis_version:6 ${shown}`;
      return [
        ['+OK', `$${Buffer.byteLength(info)}\r\n${info}`],
        ...[`-ERR ${shown}`, `-WRONGPASS ${shown}`].map((reply) => [reply, reply]),
      ];
    });
    for (const [signedIn, asked] of replies) {
      const server = await listening((socket) =>
        socket.on('data', (bytes) => socket.write(`${bytes.includes('INFO') ? asked : signedIn}\r\n`)),
      );
      const { port } = server.address() as AddressInfo;
      const { message, details } = await failureOf(engineAt(`redis://:${password}@127.0.0.1:${port}`));
      server.close();
      assertNothingOf(password, JSON.stringify([message, details]));
    }
  });

  describe('because of how it is set up', () => {
    const servers: RedisServer[] = [];

    async function start(context: Mocha.Context, ...args: string[]): Promise<RedisServer> {
      const { findRedis, startRedis } = await import('../../../scripts/redis.mjs');
      if (findRedis() === undefined) {
        context.test!.title += ` (${noEngine})`;
        context.skip();
      }
      const server = await startRedis({ args });
      servers.push(server);
      return server;
    }

    const admins: { destroy(): void }[] = [];

    /** A client that sets the server up; it goes before the server, whether the test passes or fails. */
    async function adminOf(url: string) {
      const admin = await createClient({ url }).connect();
      admins.push(admin);
      return admin;
    }

    afterEach(async () => {
      for (const admin of admins.splice(0)) admin.destroy();
      await Promise.all(servers.splice(0).map((server) => server.stop()));
    });

    it('says that the password is wrong, missing, or not wanted', async function () {
      const { port } = await start(this, '--requirepass', 'right');
      const at = (user: string) => failureOf(engineAt(`redis://${user}127.0.0.1:${port}`));
      told(await at(':s3cret@'), 'COUPA_CONFIG', /refuses the user name or the password/);
      told(await at(''), 'COUPA_CONFIG', /asks for a password/);
      const open = await start(this);
      const unwanted = await failureOf(engineAt(`redis://:s3cret@127.0.0.1:${open.port}`));
      told(unwanted, 'COUPA_CONFIG', /has no password/);
    });

    it('says that it speaks no TLS', async function () {
      const { port } = await start(this);
      told(await failureOf(engineAt(`rediss://127.0.0.1:${port}`)), 'COUPA_STATE', /does not speak TLS/);
    });

    it('refuses one that drops keys when its memory is full', async function () {
      const { url } = await start(this, '--maxmemory-policy', 'allkeys-lru');
      told(await failureOf(engineAt(url)), 'COUPA_CONFIG', /drops keys/);
    });

    it('applies nothing of a write that finds its memory full', async function () {
      const { url } = await start(this);
      const admin = await adminOf(url);
      const engine = engineAt(url);
      const campaign = await engine.campaign('poll', { ...bid, leaseMs: 60_000 });
      assert.equal(campaign.kind, 'won');
      const { term } = campaign as { term: string };
      const change = { term, document: 'x', witness: 'w', drop: [] };
      const first = new Map([['a', 'x'.repeat(4_000_000)]]);
      await engine.write('poll', { ...change, from: '', to: '1', put: first });
      await admin.configSet('maxmemory', '2mb');
      const write = engine.write('poll', { ...change, from: '1', to: '2', put: new Map(), drop: ['a'] });
      await assert.rejects(write, (error: CoupaError) => {
        told(error, 'COUPA_STATE', /memory.*is full/);
        return true;
      });
      const kept = await engine.read('poll', term);
      assert.ok(kept !== 'FENCED');
      assert.equal(kept.head, '1');
      assert.equal(kept.rows.size, 1);
      await engine.close();
    });

    it('takes a letter when its memory is full, and no payloads to put aside', async function () {
      const { url } = await start(this);
      const admin = await adminOf(url);
      const engine = engineAt(url);
      const order = { page: 'one', first: 0, texts: ['x'.repeat(4_000_000)], keptMs: 60_000 };
      await engine.park('poll', order);
      await admin.configSet('maxmemory', '2mb');
      await assert.rejects(
        engine.park('poll', { ...order, page: 'two', texts: ['x'] }),
        (error: unknown) => error instanceof EngineFull,
      );
      await engine.post('box', 'not read', 60_000);
      assert.deepEqual(await engine.collect('box'), ['not read']);
      await engine.close();
    });

    it('is emptied by acknowledgements when its memory is full, while leases are renewed and requests leave', async function () {
      const { url } = await start(this);
      const admin = await adminOf(url);
      const engine = engineAt(url);
      const { term } = (await engine.campaign('poll', { ...bid, leaseMs: 60_000 })) as { term: string };
      const ids = Array.from({ length: 50 }, (_, index) => String(index));
      const put = new Map(ids.map((id) => [id, 'x'.repeat(50_000)]));
      const send = ids.map((id) => ({ token: `${id}.1` }));
      const change = { term, put: new Map<string, string>(), drop: [] };
      await engine.write('poll', { ...change, from: '', to: '1', put, send });
      await admin.configSet('maxmemory', '2mb');

      const more = { ...change, from: '1', to: '2', put: new Map([['more', 'x']]) };
      await assert.rejects(engine.write('poll', more), (error: unknown) => error instanceof EngineFull);
      const order = { run: 'a', answers: [], maxInFlight: 100, room: 100, deadMs: 60_000 };
      const tokens: string[] = [];
      while (tokens.length < ids.length)
        tokens.push(...(await engine.exchange('poll', order)).records.map(({ token }) => token));
      const answers = tokens.map((token) => ({ token, answer: `settled ${token}` }));
      await engine.exchange('poll', { ...order, answers, room: 0 });
      const holder = { instance: 'a', run: 'a', term, leaseMs: 60_000 };
      assert.equal((await engine.renew('poll', holder)).kind, 'renewed');
      await engine.permit('limit', { perSecond: 10, burst: 1, run: 'a' });
      const dealtWith = await engine.gather('poll', { term, head: '1', deadMs: 60_000, count: 500 });
      assert.ok(Array.isArray(dealtWith) && dealtWith.length === ids.length);
      const settled = new Map(ids.map((id) => [id, '']));
      const freeing = { ...change, from: '1', to: '3', put: settled, dealtWith, frees: true };
      assert.equal(await engine.write('poll', freeing), 'WRITTEN');
      assert.equal(await engine.write('poll', { ...more, from: '3' }), 'WRITTEN', 'there is room again');
      await engine.close();
    });

    it('writes nothing to its log for an instance that has nothing to do, but a sign of life now and then', async function () {
      // With `everysec` a slow disk would hold back what the log was told before it is measured for the first time.
      const { url } = await start(this, '--appendonly', 'yes', '--appendfsync', 'no');
      const admin = await adminOf(url);
      const engine = engineAt(url);
      const { term } = (await engine.campaign('poll', { ...bid, leaseMs: 60_000 })) as { term: string };
      const look = async () => {
        await engine.exchange('poll', { run: 'a', answers: [], maxInFlight: 9, room: 9, deadMs: 60_000 });
        await engine.gather('poll', { term, head: '', deadMs: 60_000, count: 500 });
      };
      const written = async () => Number(/aof_current_size:(\d+)/.exec(await admin.info('persistence'))?.[1]);
      await look();
      const before = await written();
      for (let times = 0; times < 20; times += 1) await look();
      assert.equal(await written(), before);
      await engine.close();
    });

    it('goes on by itself when the engine is back on the same port', async function () {
      const { startRedis } = await import('../../../scripts/redis.mjs');
      const server = await start(this);
      const engine = engineAt(server.url);
      await engine.campaign('poll', bid);
      await server.stop();
      await assert.rejects(engine.campaign('poll', bid), (error: CoupaError) => error.code === 'COUPA_STATE');
      servers.push(await startRedis({ port: server.port }));
      let answered = false;
      while (!answered) {
        answered = await engine.campaign('poll', bid).then(
          () => true,
          () => new Promise((resolve) => setImmediate(() => resolve(false))),
        );
      }
      await engine.close();
    });

    it('gives up a connection that is half open, instead of waiting', async () => {
      const server = await listening((socket) => socket.on('error', () => undefined).resume());
      const { port } = server.address() as AddressInfo;
      const engine = new RedisEngine(
        { addresses: readEngineAddresses(`redis://127.0.0.1:${port}`, false), clock: systemClock },
        'test',
      );
      told(await failureOf(engine), 'COUPA_STATE', /did not answer within 2 seconds/);
      server.close();
    });
  });
});

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net';
import type { Connection, ConnectionSettings } from '../../../lib/connection/connection';
import { JumpingClock } from './jumping-clock';
import { failureOf, json, Tenant } from './tenant';

const read = { path: '/api/invoices', purpose: 'reading invoices' } as const;
const write = { ...read, method: 'POST', body: {} } as const;

/** What a proxy does with whoever asks it to connect. */
type Manner = (visitor: Socket) => void;

describe('A proxy', () => {
  let visits: EventEmitter;
  let count: number;
  let manner: Manner;
  let proxy: ReturnType<typeof createServer>;
  let tenant: Tenant;
  let connections: Connection[];

  beforeEach(async () => {
    connections = [];
    visits = new EventEmitter();
    count = 0;
    manner = () => undefined;
    proxy = createServer((visitor) => {
      count += 1;
      visitor.on('error', () => undefined);
      visitor.once('data', () => {
        manner(visitor);
        visits.emit('visit', visitor);
      });
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    tenant = await Tenant.start();
  });
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    proxy.close();
    await tenant.close();
  });

  /** A connection to the tenant, through the proxy. */
  function through(settings: Partial<ConnectionSettings> = {}): Connection {
    const { port } = proxy.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const connection = tenant.connect({ authentication: 'apiKey', proxy: { url }, ...settings });
    connections.push(connection);
    return connection;
  }

  for (const [what, does] of [
    ['ends each connection without a word', (visitor) => visitor.end()],
    ['breaks each connection', (visitor) => visitor.resetAndDestroy()],
    ['speaks something else than HTTP', (visitor) => visitor.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ['ends its answer in the middle', (visitor) => visitor.end('HTTP/1.1 200 Conn')],
  ] as const satisfies readonly (readonly [string, Manner])[]) {
    it(`that ${what} is visited five times, and told as what did not connect`, async () => {
      manner = does;
      const error = await failureOf(through({ siteAddress: 'https://acme.coupahost.test' }).request(read));
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.match(
        error.message,
        /the proxy did not connect to acme\.coupahost\.test \(.*through the proxy http/,
      );
      assert.equal(count, 5);
    });

    it(`that ${what} is known to have passed no write on`, async () => {
      manner = does;
      const error = await failureOf(through({ siteAddress: 'https://acme.coupahost.test' }).request(write));
      assert.deepEqual(error.details, { outcome: 'not sent' });
    });
  }

  for (const [what, login, told] of [
    [
      'was given',
      { username: 'me', password: 'wrong-pw-123' },
      /the proxy refused its user name and password/,
    ],
    [
      'was not given any',
      {},
      /the proxy wants a user name and password \(HTTP 407\).*Give them in the proxy node/,
    ],
  ] as const)
    it(`that wants to know who asks, and ${what}, is told so at once`, async () => {
      manner = (visitor) =>
        visitor.end('HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
      const { port } = proxy.address() as AddressInfo;
      const error = await failureOf(
        through({ proxy: { url: `http://127.0.0.1:${port}`, ...login } }).request(write),
      );
      assert.match(error.message, told);
      assert.deepEqual(error.details, { outcome: 'not sent' });
      assert.equal(count, 1);
    });

  it('that does not answer keeps no attempt longer than its time', async () => {
    const clock = new JumpingClock();
    visits.on('visit', () => setImmediate(() => clock.fire()));
    const error = await failureOf(through({ clock }).request(read));
    assert.equal(error.code, 'COUPA_TIMEOUT');
    assert.equal(count, 5);
  });

  it('that does not answer keeps nobody who is told to stop', async () => {
    const stop = new AbortController();
    const reason = new Error('not needed any more');
    visits.on('visit', () => stop.abort(reason));
    await assert.rejects(through().request({ ...read, signal: stop.signal }), reason);
  });

  it('that answers when nobody waits any more passes nothing on', async () => {
    const clock = new JumpingClock();
    const late: Socket[] = [];
    manner = (visitor) => void late.push(visitor);
    visits.once('visit', () => setImmediate(() => clock.fire()));
    const connection = through({ clock });
    assert.equal((await failureOf(connection.request(write))).code, 'COUPA_TIMEOUT');
    manner = tunnel;
    for (const visitor of late) tunnel(visitor);
    tenant.on('/api/invoices', json([1]));
    assert.deepEqual((await connection.request(read)).body, [1]);
    assert.deepEqual(
      tenant.arrived.map(({ method }) => method),
      ['GET'],
    );
  });

  it('that does not answer is left by whoever asked it once the time for an attempt is over', async () => {
    const visited = once(visits, 'visit');
    const failed = failureOf(through({ timeout: 0.1, clock: undefined }).request(write));
    const [visitor] = (await visited) as [Socket];
    await once(visitor, 'close');
    await failed;
  });

  function tunnel(visitor: Socket): void {
    const onward = connectTo(tenant.port, '127.0.0.1', () => {
      visitor.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(visitor).pipe(onward);
    });
    onward.on('error', () => undefined);
  }
});

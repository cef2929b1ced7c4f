import type { SecureContextOptions } from 'node:tls';
import type { RedisClientType } from '@redis/client';
import type { Clock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { Scrubber } from '../../base/secrets/scrub';
import { phrase } from '../../base/text/phrase';
import type { EngineFacts } from '../engine/engine';
import type { EngineAddress } from '../engine-address';
import { readEngineFacts } from './engine-facts';
import { engineFailure } from './engine-failure';
import { inTime } from './in-time';
import { redisClient } from './redis-client';

/** How an engine is reached. */
export interface EngineSettings {
  addresses: readonly EngineAddress[];
  /** Name of the master, where the addresses are those of Sentinels. */
  sentinel?: string;
  username?: string;
  password?: string;
  tls?: EngineTls;
  /** Milliseconds without a byte after which a connection for documents or records is given up. Default: 10,000. */
  silenceMs?: number;
  clock: Clock;
}

/** What Node-RED's `tls-config` node puts on an options object. */
export interface EngineTls extends Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'passphrase'> {
  servername?: string;
  rejectUnauthorized?: boolean;
}

/** Milliseconds. */
const connectTimeoutMs = 1500;
const answerTimeoutMs = 2000;
const firstHoldMs = 250;
const longestHoldMs = 2000;
/** After which it is looked whether a fleet can still run on it. */
const lookAgainMs = 60_000;

interface Connected {
  client: RedisClientType;
  facts: EngineFacts;
  name: string;
}

/**
 * One connection to an engine, made when it is needed and made anew when it is lost. The client queues nothing meanwhile and tries
 * nothing by itself: a command that waits unseen would be carried out long after everybody has given it up.
 */
export class EngineLink {
  private connecting: Promise<Connected> | undefined;
  private refusal: { error: CoupaError; until: number } | undefined;
  private refusals = 0;
  private closed = false;
  private current: RedisClientType | undefined;
  /** What the server that it is connected to calls itself. */
  private server: string | undefined;
  /** Monotonic milliseconds. */
  private lookedAt = 0;
  /** Why connections were given up at whose end there is an engine that no fleet can run on. */
  private readonly unusable = new WeakMap<RedisClientType, CoupaError>();

  /** Knows the secrets that the engine was told: what it answers may show them. */
  readonly scrubber: Scrubber;

  constructor(
    private readonly settings: EngineSettings,
    /** Milliseconds without a byte, in either direction, after which it is given up; 0: whoever uses it gives it up. */
    private readonly silenceMs = 0,
    /** Told, once it is connected, what the server calls itself. */
    private readonly reached: (server: string) => void = () => undefined,
  ) {
    const { addresses, password, tls } = settings;
    const inAddresses = addresses.map((address) => address.password);
    this.scrubber = new Scrubber([password, ...inAddresses, tls?.passphrase]);
  }

  get name(): string {
    return this.settings.addresses[0]?.name ?? '';
  }

  /** @throws {CoupaError} */
  async connected(): Promise<Connected> {
    if (this.closed) throw closedError();
    if (this.current?.isReady === false) this.drop(this.current);
    const { refusal } = this;
    if (refusal !== undefined && this.settings.clock.monotonic() < refusal.until) throw refusal.error;
    this.connecting ??= this.connect();
    const connected = await this.connecting;
    this.lookAgain(connected);
    return connected;
  }

  /** What an error of a command means that was sent over one of its connections. */
  failureOf(error: unknown, { client, name }: Pick<Connected, 'client' | 'name'>): CoupaError {
    return this.unusable.get(client) ?? engineFailure(error, name, this.scrubber);
  }

  /** What it does when its memory is full, for one, somebody may change while it runs. */
  private lookAgain({ client, name }: Connected): void {
    const now = this.settings.clock.monotonic();
    if (now - this.lookedAt < lookAgainMs) return;
    this.lookedAt = now;
    client
      .sendCommand<unknown>(['INFO'])
      .then((info) => readEngineFacts(this.scrubber.clean(String(info)), name))
      .catch((error: unknown) => {
        // Whatever else goes wrong is told by the command that fails.
        if (!(error instanceof CoupaError)) return;
        this.unusable.set(client, error);
        this.drop(client);
      });
  }

  /** Gives a connection up that does not answer. */
  drop(client: RedisClientType): void {
    if (client !== this.current) return;
    this.connecting = undefined;
    this.current = undefined;
    destroy(client);
  }

  /** Gives the connection up if it is one to another server: the address leads to this one now. */
  dropUnlessAt(server: string): void {
    if (this.current !== undefined && this.server !== server) this.drop(this.current);
  }

  close(): void {
    this.closed = true;
    if (this.current !== undefined) this.drop(this.current);
  }

  private async connect(): Promise<Connected> {
    try {
      const address = await this.masterAddress();
      const found = await this.open(address);
      if (this.closed) {
        destroy(found.client);
        throw closedError();
      }
      this.refusals = 0;
      this.refusal = undefined;
      return found;
    } catch (error) {
      this.connecting = undefined;
      const failure = engineFailure(error, this.name, this.scrubber);
      const hold = Math.min(longestHoldMs, firstHoldMs * 2 ** this.refusals);
      this.refusals += 1;
      this.refusal = { error: failure, until: this.settings.clock.monotonic() + hold };
      throw failure;
    }
  }

  private async open(address: EngineAddress): Promise<Connected> {
    const client = this.create(address, {
      username: this.settings.username ?? address.username,
      password: this.settings.password ?? address.password,
      database: address.database,
    });
    try {
      const info = await this.ask(client, address, ['INFO']);
      const facts = readEngineFacts(this.scrubber.clean(String(info)), address.name);
      this.current = client;
      this.server = facts.server;
      this.lookedAt = this.settings.clock.monotonic();
      client.on('end', () => this.drop(client));
      if (facts.server !== '') this.reached(facts.server);
      return { client, facts, name: address.name };
    } catch (error) {
      destroy(client);
      throw engineFailure(error, address.name, this.scrubber, address.isEncrypted);
    }
  }

  /** Where the master is: the first Sentinel that knows says so. */
  private async masterAddress(): Promise<EngineAddress> {
    const { addresses, sentinel } = this.settings;
    const [first, ...others] = addresses;
    if (first === undefined) throw closedError();
    if (sentinel === undefined) return first;
    let failure: unknown;
    for (const address of [first, ...others]) {
      try {
        const found = await this.askSentinel(address, sentinel);
        if (found !== undefined) return { ...first, ...found };
      } catch (error) {
        failure = error;
      }
    }
    if (failure !== undefined) throw failure;
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`The Sentinels of the fleet watch no master that is called ${sentinel}. Open the fleet and write its name as it stands in their configuration.`,
      { reason: { kind: 'setting', property: 'sentinel', missing: false } },
    );
  }

  private async askSentinel(
    address: EngineAddress,
    master: string,
  ): Promise<Pick<EngineAddress, 'name' | 'host' | 'port'> | undefined> {
    const client = this.create(address, { username: address.username, password: address.password });
    try {
      const reply = await this.ask(client, address, ['SENTINEL', 'get-master-addr-by-name', master]);
      if (!Array.isArray(reply)) return undefined;
      const [host, port] = reply.map(String);
      if (host === undefined) return undefined;
      return { name: this.scrubber.text(`${host}:${port}`), host, port: Number(port) };
    } catch (error) {
      throw engineFailure(error, address.name, this.scrubber);
    } finally {
      destroy(client);
    }
  }

  /** Connects, and asks the first question: until it is answered, nobody knows whether anybody is there. */
  private ask(client: RedisClientType, { name }: EngineAddress, command: string[]): Promise<unknown> {
    const asked = client.connect().then(() => client.sendCommand<unknown>(command));
    const { clock } = this.settings;
    return inTime(asked, { clock, timeoutMs: answerTimeoutMs, name }, () => destroy(client));
  }

  private create(
    { host, port, isEncrypted }: EngineAddress,
    more: { username?: string; password?: string; database?: number },
  ): RedisClientType {
    const socket = {
      host,
      port,
      connectTimeout: connectTimeoutMs,
      socketTimeout: this.silenceMs,
      reconnectStrategy: false as const,
    };
    const client = redisClient().createClient({
      ...more,
      RESP: 2,
      disableOfflineQueue: true,
      disableClientInfo: true,
      maintNotifications: 'disabled',
      socket: isEncrypted ? { ...socket, ...this.settings.tls, tls: true } : socket,
    });
    // What goes wrong is told by the command that fails.
    client.on('error', () => undefined);
    return client as unknown as RedisClientType;
  }
}

function destroy(client: RedisClientType): void {
  if (client.isOpen) client.destroy();
}

function closedError(): CoupaError {
  return new CoupaError('COUPA_STATE', phrase`The fleet was closed by a deploy.`);
}

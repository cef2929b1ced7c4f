import { createHash } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { write } from '../../../lib/fleet/redis/scripts';

/**
 * What a proxy does with what passes it. `through`: nothing. `cut`: every connection ends, and no new one is taken. `stall`: connections
 * stay open, and nothing moves. `delay`: each piece comes later, in order.
 */
export type Weather = 'through' | 'cut' | 'stall' | 'delay';

/** Milliseconds that a piece is late. */
const delayMs = 300;

const writeSha = createHash('sha1').update(write.text).digest('hex');

/** Between one instance and its engine. */
export class EngineProxy {
  private readonly pairs = new Set<{ client: Socket; engine: Socket }>();
  private weather: Weather = 'through';
  private swallowed: (() => void) | undefined;

  private constructor(
    private readonly server: Server,
    /** The engine's port. */
    private target: number,
  ) {
    server.on('connection', (client) => this.take(client));
  }

  static start(target: number): Promise<EngineProxy> {
    const server = createServer();
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(new EngineProxy(server, target)));
    });
  }

  get port(): number {
    const address = this.server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  change(weather: Weather): void {
    this.weather = weather;
    if (weather === 'cut') this.endAll();
    for (const { client, engine } of this.pairs)
      for (const socket of [client, engine]) {
        if (weather === 'stall') socket.pause();
        else socket.resume();
      }
  }

  /** The next write reaches the engine, and its reply reaches nobody: the connection ends instead. Resolves then. */
  swallowReply(): Promise<void> {
    return new Promise((resolve) => {
      this.swallowed = resolve;
    });
  }

  /** Every connection ends; whoever comes back reaches the engine that listens there. */
  turnTo(target: number): void {
    this.target = target;
    this.endAll();
  }

  private endAll(): void {
    for (const { client, engine } of this.pairs) {
      client.destroy();
      engine.destroy();
    }
  }

  async close(): Promise<void> {
    this.weather = 'cut';
    this.endAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(client: Socket): void {
    if (this.weather === 'cut') {
      client.destroy();
      return;
    }
    const engine = connect(this.target, '127.0.0.1');
    const pair = { client, engine };
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      client.destroy();
      engine.destroy();
    };
    for (const socket of [client, engine]) socket.on('close', end).on('error', end);
    let awaits: (() => void) | undefined;
    client.on('data', (piece) => {
      if (this.swallowed !== undefined && piece.includes(writeSha)) {
        awaits = this.swallowed;
        this.swallowed = undefined;
      }
      this.pass(piece, engine);
    });
    engine.on('data', (piece) => {
      if (awaits === undefined) return this.pass(piece, client);
      end();
      awaits();
    });
    if (this.weather === 'stall') for (const socket of [client, engine]) socket.pause();
  }

  private pass(piece: Buffer, to: Socket): void {
    if (this.weather !== 'delay') to.write(piece);
    // Timers of one length end in the order in which they began.
    else setTimeout(() => to.writable && to.write(piece), delayMs);
  }
}

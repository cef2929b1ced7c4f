import { createHash } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { write } from '../../../lib/fleet/redis/scripts';
import { Lane } from './lane';

/**
 * What a proxy does with what passes it. `through`: nothing. `cut`: every connection ends, and no new one is taken. `stall`: connections
 * stay open, and nothing moves. `delay`: each piece comes later, in order.
 */
export type Weather = 'through' | 'cut' | 'stall' | 'delay';

/** A write that left an instance and has not reached the engine. */
export interface HeldWrite {
  /** The poll that it is about. */
  poll: string;
  /** Lets it go on. @returns what the engine answers */
  release(): Promise<string>;
}

/** Two connections that are one to those at its ends. */
interface Pair {
  client: Socket;
  engine: Socket;
  toClient: Lane;
  toEngine: Lane;
}

/** What happens to the next write. */
interface Trap {
  kind: 'hold' | 'swallow';
  caught: (write: HeldWrite) => void;
}

/** Milliseconds that a piece is late. */
const delayMs = 300;

const writeSha = createHash('sha1').update(write.text).digest('hex');

/** Between one instance and its engine. */
export class EngineProxy {
  private readonly pairs = new Set<Pair>();
  private weather: Weather = 'through';
  private trap: Trap | undefined;

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

  /** The next write reaches the engine, and its reply reaches nobody: the connection ends instead. `caught` is called then. */
  swallowReply(caught: () => void): void {
    this.trap = { kind: 'swallow', caught };
  }

  /** The next write, and whatever comes behind it, stays here until it is released. */
  holdWrite(caught: (write: HeldWrite) => void): void {
    this.trap = { kind: 'hold', caught };
  }

  /** Whatever was to happen to the next write does not happen. */
  disarm(): void {
    this.trap = undefined;
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
    const pair = { client, engine, toClient: new Lane(client), toEngine: new Lane(engine) };
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      client.destroy();
      engine.destroy();
    };
    for (const socket of [client, engine]) socket.on('close', end).on('error', end);
    let swallows: Trap | undefined;
    client.on('data', (piece) => {
      const trap = piece.includes(writeSha) ? this.trap : undefined;
      if (trap !== undefined) this.trap = undefined;
      if (trap?.kind === 'hold') trap.caught(this.held(pair, piece));
      else {
        swallows ??= trap;
        this.pass(piece, pair.toEngine);
      }
    });
    engine.on('data', (piece) => {
      if (swallows === undefined) return this.pass(piece, pair.toClient);
      end();
      swallows.caught(this.held(pair, piece));
    });
    if (this.weather === 'stall') for (const socket of [client, engine]) socket.pause();
  }

  private held({ client, engine }: Pair, piece: Buffer): HeldWrite {
    client.pause();
    const [, poll = ''] = /\{[^}:]+:([^@}]+)@?[^}]*\}:state/.exec(piece.toString('latin1')) ?? [];
    return {
      poll,
      release: () =>
        new Promise((resolve) => {
          engine.once('data', (reply) => resolve(reply.toString('latin1')));
          engine.once('close', () => resolve('nothing: the connection ended'));
          engine.write(piece);
          client.resume();
        }),
    };
  }

  private pass(piece: Buffer, lane: Lane): void {
    lane.pass(piece, this.weather === 'delay' ? delayMs : 0);
  }
}

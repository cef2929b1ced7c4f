import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that came to a receiver. */
export interface Received {
  headers: IncomingHttpHeaders;
  /** The body as it came, byte for byte. */
  text: string;
  /** The body's JSON. */
  body: Record<string, unknown>;
  /** HTTP status of the answer; 0: the connection was cut. */
  answered: number;
}

/** Decides how a request is answered: with an HTTP status, or with `0`, which cuts the connection. */
export type Decide = (request: Omit<Received, 'answered'>, before: readonly Received[]) => number;

/** Somebody else's web service: takes what is posted to it, in the mood that it is told to be in. */
export class Receiver {
  static async start(decide: Decide): Promise<Receiver> {
    const receiver = new Receiver(decide);
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  /** Every request so far, in the order of arrival. */
  readonly received: Received[] = [];
  private readonly events = new EventEmitter();
  private readonly server: Server;

  decide: Decide;

  private constructor(decide: Decide) {
    this.decide = decide;
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(text) as Record<string, unknown>;
      const answered = this.decide({ headers: request.headers, text, body }, this.received);
      this.received.push({ headers: request.headers, text, body, answered });
      if (answered === 0) response.destroy();
      else response.writeHead(answered).end();
      this.events.emit('received');
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** What was answered with 200. */
  get taken(): Received[] {
    return this.received.filter(({ answered }) => answered === 200);
  }

  /** Resolves once what was received satisfies the test; asked anew at every request. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.events, 'received');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

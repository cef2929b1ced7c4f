import { WebSocket } from 'undici';
import { findSecrets } from '../harness/secrets';

/** What the editor would be told: statuses of nodes, and messages of debug nodes. */
export class Comms {
  /** The last status of each node, as JSON. */
  readonly statuses = new Map<string, string>();
  readonly leaks: string[] = [];
  messages = 0;
  private socket: WebSocket | undefined;

  constructor(private readonly secrets: readonly string[]) {}

  /** Listens to a Node-RED that has just been started; it ends by itself with it. */
  listen(url: string): void {
    this.socket?.close();
    const socket = new WebSocket(new URL('comms', url.replace(/^http/, 'ws')));
    this.socket = socket;
    socket.addEventListener('open', () => {
      for (const topic of ['status/#', 'debug']) socket.send(JSON.stringify({ subscribe: topic }));
    });
    socket.addEventListener('message', ({ data }) => this.take(String(data)));
    // A process that is killed takes its socket along.
    socket.addEventListener('error', () => socket.close());
  }

  close(): void {
    this.socket?.close();
  }

  private take(text: string): void {
    this.messages += 1;
    this.leaks.push(...findSecrets([{ name: 'comms', text }], this.secrets));
    const told: unknown = JSON.parse(text);
    for (const { topic, data } of (Array.isArray(told) ? told : [told]) as {
      topic?: string;
      data?: unknown;
    }[]) {
      const node = /^status\/(.+)$/.exec(topic ?? '')?.[1];
      if (node !== undefined) this.statuses.set(node, JSON.stringify(data));
    }
  }
}

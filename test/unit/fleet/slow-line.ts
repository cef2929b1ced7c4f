import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to an engine that is slower than the engine. */
export interface SlowLine {
  url: string;
  /** Lets nothing pass any more on the first connection that has carried so many bytes, as soon as it has; the others go on. */
  stallBusy(bytes: number): Promise<void>;
  close(): void;
}

const tickMs = 5;

/** Bytes that wait here at most, about. */
const heldAtMost = 1_000_000;

/** One direction of one connection. */
interface Way {
  from: Socket;
  to: Socket;
  waiting: Buffer[];
  /** Bytes that wait. */
  size: number;
}

/** Whatever passes, in either direction and on all connections, shares so many bytes a second. */
export async function slowLine(port: number, bytesPerSecond: number): Promise<SlowLine> {
  const ways = new Set<Way>();
  const lines = new Set<{ carried: number; sockets: readonly Socket[]; stalled: boolean }>();
  let stall: { bytes: number; stalled(): void } | undefined;
  const server = createServer((socket) => {
    const engine = connect(port, '127.0.0.1');
    const line = { carried: 0, sockets: [socket, engine], stalled: false };
    lines.add(line);
    for (const [from, to] of [
      [socket, engine],
      [engine, socket],
    ] as const) {
      const way: Way = { from, to, waiting: [], size: 0 };
      ways.add(way);
      from.on('data', (data) => {
        line.carried += data.length;
        if (stall !== undefined && line.carried >= stall.bytes) {
          line.stalled = true;
          stall.stalled();
          stall = undefined;
        }
        if (line.stalled) return;
        way.waiting.push(data);
        way.size += data.length;
        if (way.size > heldAtMost) from.pause();
      });
      from.on('error', () => undefined).on('close', () => to.destroy());
    }
  });
  let passedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const size = (bytesPerSecond * (now - passedAt)) / 1000;
    passedAt = now;
    const busy = [...ways].filter(({ waiting }) => waiting.length > 0);
    for (const way of busy) pass(way, size / busy.length);
  }, tickMs);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stallBusy: (bytes) =>
      new Promise((stalled) => {
        stall = { bytes, stalled };
      }),
    close: () => {
      clearInterval(timer);
      for (const { sockets } of lines) for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function pass(way: Way, share: number): void {
  let left = Math.ceil(share);
  while (left > 0) {
    const [first] = way.waiting;
    if (first === undefined) break;
    const part = first.subarray(0, left);
    way.to.write(part);
    left -= part.length;
    way.size -= part.length;
    if (part.length === first.length) way.waiting.shift();
    else way.waiting[0] = first.subarray(part.length);
  }
  if (way.size < heldAtMost) way.from.resume();
}

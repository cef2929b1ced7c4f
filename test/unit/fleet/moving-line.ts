import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address whose server may become another: connections that were made before stay where they are. */
export interface MovingLine {
  url: string;
  /** Connections made from now on go to this port. */
  moveTo(port: number): void;
  /** Breaks one of the connections, by the number of those that were made before it. */
  cut(index: number): void;
  close(): void;
}

export async function movingLine(port: number): Promise<MovingLine> {
  let target = port;
  const made: Socket[] = [];
  const server = createServer((socket) => {
    const engine = connect(target, '127.0.0.1');
    made.push(socket);
    for (const [from, to] of [
      [socket, engine],
      [engine, socket],
    ] as const)
      from
        .on('data', (data) => to.write(data))
        .on('error', () => undefined)
        .on('close', () => to.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    moveTo: (other) => {
      target = other;
    },
    cut: (index) => made[index]?.destroy(),
    close: () => {
      for (const socket of made) socket.destroy();
      server.close();
    },
  };
}

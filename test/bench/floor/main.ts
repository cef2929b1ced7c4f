import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Pool } from 'undici';

/** What the floor is asked to read. */
export interface FloorTask {
  url: string;
  /** The records' first id; they follow on each other. */
  firstId: number;
  records: number;
  connections: number;
  gzip?: boolean;
}

/** What it took, in milliseconds. */
export interface FloorTime {
  /** From the first request to the last record. */
  milliseconds: number;
  /** CPU, all threads. */
  cpu: number;
  /** Within `JSON.parse`. */
  parsing: number;
}

const unpack = promisify(gunzip);

/**
 * What the wire and `JSON.parse` allow: a bare loop that asks for page after page by `id[gt]`, parses it, and counts. With
 * several connections each reads its own share of the ids. It knows where the ids end, signs in nowhere, checks nothing
 * and keeps nothing. Prints what it took.
 */
async function main({ url, firstId, records, connections, gzip = false }: FloorTask): Promise<void> {
  const reader = new Reader(new Pool(url, { connections }), gzip);
  const share = Math.ceil(records / connections);
  const lanes = Array.from({ length: connections }, (_, lane) => {
    const after = firstId - 1 + lane * share;
    return { after, last: Math.min(after + share, firstId - 1 + records) };
  });
  let counted = 0;
  const used = process.cpuUsage();
  const start = performance.now();
  await Promise.all(
    lanes.map(async ({ after, last }) => {
      for (let reached = after; reached < last; ) {
        const page = await reader.read(reached, last);
        for (const { id } of page) {
          counted += 1;
          reached = id;
        }
      }
    }),
  );
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  await reader.pool.close();
  if (counted !== records) throw new Error(`The floor read ${counted} records instead of ${records}.`);
  const time: FloorTime = { milliseconds, cpu: (user + system) / 1000, parsing: reader.parsing };
  process.stdout.write(`${JSON.stringify(time)}\n`);
}

class Reader {
  parsing = 0;

  constructor(
    readonly pool: Pool,
    private readonly isPacked: boolean,
  ) {}

  async read(after: number, last: number): Promise<{ id: number }[]> {
    const query = `id[gt]=${after}&id[lt_or_eq]=${last}&order_by=id&dir=asc&limit=50`;
    const headers = this.isPacked ? { 'accept-encoding': 'gzip' } : {};
    const path = `/api/invoices?${query}`;
    const { body } = await this.pool.request({ path, method: 'GET', headers });
    const text = this.isPacked ? (await unpack(await body.bytes())).toString() : await body.text();
    const start = performance.now();
    const page = JSON.parse(text) as { id: number }[];
    this.parsing += performance.now() - start;
    return page;
  }
}

main(JSON.parse(process.argv[2] ?? '{}')).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});

import { Pool } from 'undici';

/** What the floor is asked to read. */
export interface FloorTask {
  url: string;
  /** The records' first id; they follow on each other. */
  firstId: number;
  records: number;
  connections: number;
}

/**
 * What the wire and `JSON.parse` allow: a bare loop that asks for page after page by `id[gt]`, parses it, and counts. With
 * several connections each reads its own share of the ids. It knows where the ids end, signs in nowhere, checks nothing
 * and keeps nothing. Prints milliseconds from the first request to the last record.
 */
async function main({ url, firstId, records, connections }: FloorTask): Promise<void> {
  const pool = new Pool(url, { connections });
  const share = Math.ceil(records / connections);
  const lanes = Array.from({ length: connections }, (_, lane) => {
    const after = firstId - 1 + lane * share;
    return { after, last: Math.min(after + share, firstId - 1 + records) };
  });
  let counted = 0;
  const start = performance.now();
  await Promise.all(
    lanes.map(async ({ after, last }) => {
      for (let reached = after; reached < last; ) {
        const page = await read(pool, reached, last);
        for (const { id } of page) {
          counted += 1;
          reached = id;
        }
      }
    }),
  );
  const milliseconds = performance.now() - start;
  await pool.close();
  if (counted !== records) throw new Error(`The floor read ${counted} records instead of ${records}.`);
  process.stdout.write(`${JSON.stringify({ milliseconds })}\n`);
}

async function read(pool: Pool, after: number, last: number): Promise<{ id: number }[]> {
  const query = `id[gt]=${after}&id[lt_or_eq]=${last}&order_by=id&dir=asc&limit=50`;
  const { body } = await pool.request({ path: `/api/invoices?${query}`, method: 'GET' });
  return JSON.parse(await body.text()) as { id: number }[];
}

main(JSON.parse(process.argv[2] ?? '{}')).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});

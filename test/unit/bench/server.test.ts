import assert from 'node:assert/strict';
import { crc32, gunzipSync } from 'node:zlib';
import { joinCrc, shiftBy } from '../../bench/server/crc';
import { firstId } from '../../bench/server/ids';
import { Pages } from '../../bench/server/pages';
import { makeBodies, type Shape } from '../../bench/server/shapes';

const now = Date.UTC(2026, 10, 28, 12);

interface Row {
  id: number;
  'updated-at': string;
}

async function pagesOf(shape: Shape, size: number, records = 120) {
  const pages = await Pages.make({ shape, size, records, gzip: true }, () => now);
  const page = (query: string, isPacked = false) =>
    Buffer.concat(pages.page(new URLSearchParams(query), isPacked));
  const rows = (query: string) => JSON.parse(page(query).toString()) as Row[];
  return { page, rows, ids: (query: string) => rows(query).map(({ id }) => id) };
}

describe("The benchmark's server", () => {
  it('has records of about the size that was asked for, in each shape', () => {
    for (const shape of ['fields', 'texts', 'lines'] as const)
      for (const size of [3000, 30_000, 100_000])
        for (const { length } of makeBodies({ shape, size }))
          assert.ok(Math.abs(length - size) < Math.max(900, size / 50), `${shape} of ${size}: ${length}`);
  });

  it('pages by id, from any id, within any range, up to an empty page', async () => {
    const { ids } = await pagesOf('fields', 1000);
    const first = ids('order_by=id&dir=asc&limit=50');
    assert.deepEqual([first.length, first[0], first.at(-1)], [50, firstId, firstId + 49]);
    assert.deepEqual(ids(`id[gt]=${firstId + 76}&id[lt_or_eq]=${firstId + 78}`), [
      firstId + 77,
      firstId + 78,
    ]);
    assert.deepEqual(ids(`id[gt]=${firstId + 119}`), []);
    assert.deepEqual(ids('order_by=id&dir=desc&limit=1'), [firstId + 119]);
  });

  it('finds records by date, the first that is not older', async () => {
    const { rows } = await pagesOf('fields', 1000);
    const all = [...rows('limit=50'), ...rows(`id[gt]=${firstId + 49}`)];
    const bound = new Date(all[70]?.['updated-at'] ?? '').toISOString();
    assert.equal(rows(`updated-at[gt_or_eq]=${bound}`)[0]?.id, firstId + 70);
    assert.equal(rows(`updated-at[gt]=${bound}`)[0]?.id, firstId + 71);
  });

  it('refuses a query that it does not understand', async () => {
    const { page } = await pagesOf('fields', 1000);
    assert.throws(() => page('offset=50'), /Not understood: offset=50/);
  });

  it('packs pages that unpack to the plain ones, wherever they begin and end', async () => {
    for (const shape of ['fields', 'texts', 'lines'] as const) {
      const { page } = await pagesOf(shape, 3000);
      for (const query of [
        'limit=50',
        `id[gt]=${firstId + 6}&limit=3`,
        `id[gt]=${firstId + 118}`,
        'id[lt_or_eq]=0',
      ])
        assert.equal(gunzipSync(page(query, true)).toString(), page(query).toString(), `${shape}: ${query}`);
    }
  });

  it('joins the checksums of two texts to that of both', () => {
    const [one, two] = [Buffer.from('{"id":1,'), Buffer.from('"name":"x"}'.repeat(3000))];
    assert.equal(joinCrc(crc32(one), crc32(two), shiftBy(two.length)), crc32(Buffer.concat([one, two])));
  });
});

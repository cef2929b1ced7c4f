import assert from 'node:assert/strict';
import { openBenches } from './writer';

describe('upserts into ten thousand records of the simulated tenant', () => {
  const open = openBenches();

  it('find each record by its number without reading all, and leave one of each', async () => {
    const { tenant, get, post, put } = await open();
    const suppliers = tenant.resource('suppliers');
    suppliers.createMany(10_000, (index) => ({ number: `S-${index}`, name: `N-${index}` }));
    await get('suppliers?number=none');
    await put('suppliers/1', { name: 'N-0' });
    const built = countBuilt(suppliers);
    const numbers = Array.from({ length: 300 }, (_, index) => index * 50);
    for (const number of numbers) {
      const found = JSON.parse((await get(`suppliers?number=S-${number}&fields=["id"]`)).text) as {
        id: number;
      }[];
      const record = { number: `S-${number}`, name: `N-${number}`, website: 'https://new.example' };
      const [hit] = found;
      if (hit) await put(`suppliers/${hit.id}`, record);
      else await post('suppliers', record);
    }
    assert.ok(built.count < numbers.length * 20, `${built.count} records were built`);
    const written = tenant.records('suppliers').filter(({ website }) => website === 'https://new.example');
    assert.deepEqual(
      new Set(written.map(({ number }) => number)),
      new Set(numbers.map((number) => `S-${number}`)),
    );
    assert.deepEqual([written.length, suppliers.size], [300, 10_100]);
  });
});

/** Counts how often a whole record is built: what a scan does ten thousand times for each request. */
function countBuilt(collection: { record: (row: never) => unknown }): { count: number } {
  const built = { count: 0 };
  const record = collection.record.bind(collection);
  collection.record = (row) => {
    built.count += 1;
    return record(row);
  };
  return built;
}

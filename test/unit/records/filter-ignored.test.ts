import assert from 'node:assert/strict';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';
import { json, Tenant } from '../connection/tenant';

/** Creates or updates a supplier by its number, where a tenant has others and does what it likes with filters. */
async function upserted(answer: (query: URLSearchParams) => unknown[]) {
  const tenant = await Tenant.start();
  const connection = tenant.connect();
  const write = json({ id: 99, number: 'S-99', name: 'new' });
  tenant.on('/api/suppliers', (response, arrived) => {
    const query = new URL(arrived.url, tenant.address).searchParams;
    return (arrived.method === 'GET' ? json(answer(query)) : write)(response, arrived);
  });
  tenant.on('/api/suppliers/99', write);
  const session = new RecordSession({
    requester: connection,
    settings: readRecordSettings({ resource: 'suppliers', operation: 'upsert' }),
    copy: (message) => structuredClone(message),
    status: () => undefined,
    warn: () => undefined,
    say: String,
  });
  const error = await session
    .handle({ payload: { number: 'S-99', name: 'new' } }, () => undefined)
    .then(
      () => undefined,
      (thrown: Error) => thrown,
    );
  const asked = tenant.arrived.map(({ method }) => method).filter((method) => method !== 'GET');
  const reads = tenant.at('/api/suppliers').filter(({ method }) => method === 'GET').length;
  await connection.close();
  await tenant.close();
  return { error, writes: asked.slice(1), reads };
}

describe('Creating or updating by a key, where the tenant ignores the filter that looks for it,', () => {
  const all = Array.from({ length: 120 }, (_, at) => ({ id: at + 1, number: `S-${at + 1}`, name: 'old' }));
  const listed = (count: number, most: number) => (query: URLSearchParams) => {
    const after = Number(query.get('id[gt]') ?? 0);
    return all
      .slice(0, count)
      .filter(({ id, number }) => id > after && number !== 'S-7')
      .slice(0, Math.min(most, Number(query.get('limit') ?? 50)));
  };

  for (const [what, answer] of [
    ['a full page of others', listed(120, 50)],
    ['pages that are shorter than asked for', listed(120, 20)],
    ['the same page whatever is asked', () => all.slice(0, 30)],
  ] as const)
    it(`creates no second one: ${what}`, async () => {
      const { error, writes } = await upserted(answer);
      assert.deepEqual(writes, []);
      assert.match(error?.message ?? '', /answers with others, such as 1, so it ignores the filter/);
    });

  it('creates it where the whole list was answered and it is not among them', async () => {
    const { error, writes, reads } = await upserted(listed(20, 50));
    assert.equal(error, undefined);
    assert.deepEqual([writes, reads], [['POST'], 2]);
  });

  it('changes the one that is among them', async () => {
    const { error, writes, reads } = await upserted(() => [...all.slice(0, 20), ...all.slice(98, 99)]);
    assert.equal(error, undefined);
    assert.deepEqual([writes, reads], [['PUT'], 1]);
  });
});

describe('Creating or updating by a key, where what is listed is no list of records,', () => {
  for (const [list, said] of [
    [[null], /something that is not a list of records/],
    [[[{ id: 5, number: 'S-99' }]], /something that is not a list of records/],
    [[{ id: 5, number: 'S-1' }, 'S-99'], /something that is not a list of records/],
    [
      [{ errors: { base: ['The search is switched off'] } }],
      /an error where a list should be: base: The search/,
    ],
  ] as const)
    it(`creates no second one: ${JSON.stringify(list)}`, async () => {
      const { error, writes } = await upserted(() => [...list]);
      assert.deepEqual(writes, []);
      assert.match(error?.message ?? '', said);
    });
});

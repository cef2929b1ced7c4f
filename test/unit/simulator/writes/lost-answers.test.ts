import assert from 'node:assert/strict';
import { type Bench, openBenches } from './writer';

describe('an answer of the simulated tenant that is lost', () => {
  const open = openBenches();
  const names = ({ tenant }: Bench) => tenant.records('suppliers').map(({ name }) => name);
  const create = ({ post }: Bench, name: string) =>
    post('suppliers', { name }).then(
      ({ status }) => status,
      () => 'lost',
    );

  it('leaves a write carried out, and says so in the log', async () => {
    const bench = await open();
    bench.tenant.loseAnswer();
    assert.equal(await create(bench, 'A'), 'lost');
    assert.equal(await create(bench, 'B'), 201);
    assert.deepEqual(names(bench), ['A', 'B']);
    assert.deepEqual(
      bench.tenant.writes.map(({ kind, resource, id, told }) => [kind, resource, id, told]),
      [
        ['create', 'suppliers', 1, false],
        ['create', 'suppliers', 2, true],
      ],
    );
  });

  it('leaves a write undone when it was lost on the way there', async () => {
    const bench = await open();
    bench.tenant.loseAnswer({ carriedOut: false });
    assert.equal(await create(bench, 'A'), 'lost');
    assert.deepEqual([names(bench), bench.tenant.writes], [[], []]);
  });

  it('may be carried out only after the sender has looked for it', async () => {
    const bench = await open();
    bench.tenant.loseAnswer({ carriedOut: 'later', after: 1 });
    assert.equal(await create(bench, 'A'), 'lost');
    assert.equal((await bench.get('suppliers?name=A')).text, '[]');
    assert.match((await bench.get('suppliers?name=A')).text, /"name":"A"/);
    assert.equal(bench.tenant.writes[0]?.told, false);
  });

  it('may be carried out at once before a test compares', async () => {
    const bench = await open();
    bench.tenant.loseAnswer({ carriedOut: 'later', after: 1_000 });
    await create(bench, 'A');
    assert.deepEqual(names(bench), []);
    bench.tenant.settleLate();
    assert.deepEqual(names(bench), ['A']);
  });

  for (const as of ['500', '502', '503', '504'] as const) {
    it(`may be a web page with ${as} although the write was carried out`, async () => {
      const bench = await open();
      bench.tenant.loseAnswer({ as });
      assert.equal(await create(bench, 'A'), Number(as));
      assert.deepEqual([names(bench), bench.tenant.writes[0]?.told], [['A'], false]);
    });
  }

  it('may be silence', async () => {
    const { tenant, post } = await open();
    tenant.loseAnswer({ as: 'silence' });
    const carriedOut = new Promise((resolve) => tenant.on('received', resolve));
    const asked = post('suppliers', { name: 'A' }).then(
      () => 'answered',
      () => 'cut',
    );
    await carriedOut;
    while (tenant.writes.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await tenant.close();
    assert.equal(await asked, 'cut');
  });

  it('concerns writes of the paths, methods and numbers that were named, and no reads', async () => {
    const bench = await open();
    bench.tenant.loseAnswer({ path: '/api/suppliers', method: 'POST', nth: 2, times: 2 });
    const seen = [];
    for (const name of ['A', 'B', 'C', 'D']) {
      seen.push(await create(bench, name), (await bench.get('suppliers')).status);
    }
    assert.deepEqual(seen, [201, 200, 'lost', 200, 'lost', 200, 201, 200]);
  });

  it('may be cut in its middle by the weather that reads have too', async () => {
    const bench = await open();
    bench.tenant.weather({ kind: 'reset-in-body', method: 'POST' });
    assert.equal(await create(bench, 'A'), 'lost');
    assert.deepEqual([names(bench), bench.tenant.writes[0]?.told], [['A'], false]);
  });
});

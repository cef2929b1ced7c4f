import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { Connection } from '../../../lib/connection/connection';
import { hubPages } from '../../../lib/hub/hub-pages';
import type { Answer, Requester } from '../../../lib/ports/requester';
import { Hub, type HubOptions } from '../../simulator/hub';
import { Tenant } from '../../simulator/tenant';

/** A requester that answers with these tokens, one after the other. */
function scripted(
  tokens: readonly (string | undefined)[],
  body: unknown = [],
): { requester: Requester; paths: string[] } {
  const paths: string[] = [];
  const request = async ({ path }: { path: string }): Promise<Answer> => {
    const token = tokens[(paths.push(path) - 1) % tokens.length];
    return {
      statusCode: 200,
      headers: token === undefined ? {} : { 'elements-next-page-token': token },
      body,
      elapsed: 0,
      requests: 1,
    };
  };
  return { requester: { request }, paths };
}

async function read(requester: Requester, path: string, pageSize = 10): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  for await (const { records } of hubPages({ requester, path, pageSize, purpose: 'reading customers' }))
    pages.push(records);
  return pages;
}

describe('pages of a hub', () => {
  it('follow the token until an answer has none, and keep the filter', async () => {
    const { requester, paths } = scripted(['a b', '+/=', undefined], [{ id: 1 }]);
    await read(requester, '/hubs/finance/customers?where=a%3D1&pageSize=7&nextPage=old', 20);
    assert.deepEqual(paths, [
      '/hubs/finance/customers?where=a%3D1&pageSize=20',
      '/hubs/finance/customers?where=a%3D1&pageSize=20&nextPage=a%20b',
      '/hubs/finance/customers?where=a%3D1&pageSize=20&nextPage=%2B%2F%3D',
    ]);
  });

  it('are refused when the answer is no list', async () => {
    const { requester } = scripted([undefined], { message: 'hello' });
    await assert.rejects(
      read(requester, '/hubs/a/b'),
      (error) => error instanceof CoupaError && error.code === 'COUPA_RESPONSE',
    );
  });

  it('take an answer without a body for an empty list', async () => {
    const { requester } = scripted([undefined], null);
    assert.deepEqual(await read(requester, '/hubs/a/b'), [[]]);
  });

  /** A hub of so many records that gives pages as asked; `headers`: what of its headers arrives. */
  function hubOf(count: number, headers: (next: string | undefined) => Answer['headers']) {
    const sizes: number[] = [];
    const request = async ({ path }: { path: string }): Promise<Answer> => {
      const query = new URLSearchParams(path.slice(path.indexOf('?')));
      const size = Number(query.get('pageSize'));
      sizes.push(size);
      const from = Number(query.get('nextPage') ?? 0);
      const body = Array.from({ length: Math.min(size, count - from) }, (_, at) => ({ id: from + at }));
      const next = from + size < count ? String(from + size) : undefined;
      return { statusCode: 200, headers: headers(next), body, elapsed: 0, requests: 1 };
    };
    return { requester: { request }, sizes };
  }
  const tokens = (next: string | undefined) =>
    next === undefined ? {} : { 'elements-next-page-token': next };

  it('are an error where a proxy takes their tokens away, and not a list of one page', async () => {
    const { requester, sizes } = hubOf(25, () => ({}));
    await assert.rejects(read(requester, '/hubs/a/b'), {
      code: 'COUPA_RESPONSE',
      message: /name no next one, although there is one.*"Elements-Next-Page-Token"/,
    });
    assert.deepEqual(sizes, [10, 5]);
  });

  it('are all there is where one is full and half of it names the next', async () => {
    const { requester, sizes } = hubOf(10, tokens);
    assert.equal((await read(requester, '/hubs/a/b')).flat().length, 10);
    assert.deepEqual(sizes, [10, 5]);
  });

  for (const [what, count, headers, asked] of [
    ['that is not full', 9, tokens, [10]],
    ['that is counted', 10, () => ({ 'elements-total-count': '10' }), [10]],
    ['that is full behind others', 20, tokens, [10, 10]],
  ] as const)
    it(`are believed without another question at a page ${what}`, async () => {
      const { requester, sizes } = hubOf(count, headers);
      assert.equal((await read(requester, '/hubs/a/b')).flat().length, count);
      assert.deepEqual(sizes, asked);
    });

  it('are believed of a hub that gives whole lists, whatever is asked for', async () => {
    const { requester } = scripted(
      [undefined],
      Array.from({ length: 25 }, (_, id) => ({ id })),
    );
    assert.equal((await read(requester, '/hubs/a/b')).flat().length, 25);
  });

  for (const lost of [1, 2, 3])
    it(`do not end at an answer without a body that got lost on its way (the one to request ${lost})`, async () => {
      const { requester } = hubOf(25, tokens);
      let asked = 0;
      const losing: Requester = {
        request: async (options) => {
          asked += 1;
          const answer = await requester.request(options as { path: string });
          return asked === lost ? { ...answer, headers: {}, body: undefined } : answer;
        },
      };
      assert.equal((await read(losing, '/hubs/a/b')).flat().length, 25);
      assert.equal(asked, 4);
    });

  it('are asked for once where the status says that there are none', async () => {
    let asked = 0;
    const request = async (): Promise<Answer> => {
      asked += 1;
      return { statusCode: 204, headers: {}, body: undefined, elapsed: 0, requests: 1 };
    };
    assert.deepEqual(await read({ request }, '/hubs/a/b'), [[]]);
    assert.equal(asked, 1);
  });

  for (const token of ['null', 'undefined', ' ', ''])
    it(`end where the token of the next is "${token}"`, async () => {
      const { requester, paths } = scripted(['a', token], [{ id: 1 }]);
      await read(requester, '/hubs/a/b');
      assert.equal(paths.length, 2);
    });

  it('do not end at an empty page that names no next one, if that has records when it is asked for again', async () => {
    const { requester } = hubOf(25, tokens);
    let asked = 0;
    const losing: Requester = {
      request: async (options) => {
        asked += 1;
        const answer = await requester.request(options as { path: string });
        return asked === 2 ? { ...answer, headers: {}, body: [] } : answer;
      },
    };
    assert.equal((await read(losing, '/hubs/a/b')).flat().length, 25);
  });

  for (const circle of [['a'], ['a', 'b'], Array.from({ length: 37 }, (_, index) => `t${index}`)]) {
    it(`end with an error when ${circle.length} tokens lead round in a circle`, async () => {
      const { requester, paths } = scripted(circle);
      await assert.rejects(read(requester, '/hubs/a/b'), /same page token twice/);
      assert.ok(paths.length <= 4 * circle.length + 2);
    });
  }

  describe('end with an error where each has a new token and', () => {
    const cases: [what: string, page: (count: number) => unknown[], pages: number][] = [
      ['the same records', () => [{ id: 1 }, { id: 2 }], 101],
      ['the same records, changed', (count) => [{ id: 'a', seen: count }], 101],
      ['the same records in turns', (count) => [{ id: count % 37 }, { id: (count * 7) % 37 }], 200],
      ['records without ids', () => [{ name: 'a' }, 7], 101],
      ['no records', () => [], 1000],
      ['the same records and none by turns', (count) => (count % 2 === 0 ? [] : [{ id: 1 }]), 202],
    ];
    for (const [what, page, most] of cases) {
      it(what, async () => {
        let count = 0;
        const request = (): Promise<Answer> => {
          count += 1;
          const headers = { 'elements-next-page-token': `t${count}` };
          return Promise.resolve({ statusCode: 200, headers, body: page(count), elapsed: 0, requests: 1 });
        };
        await assert.rejects(read({ request }, '/hubs/a/b'), {
          code: 'COUPA_RESPONSE',
          message: /the hub's list has no end\. Its last 10+ pages brought nothing new/,
        });
        assert.ok(count <= most, `${count} pages`);
      });
    }

    it('more records than can be remembered', async () => {
      let count = 0;
      const request = (): Promise<Answer> => {
        count += 1;
        const body = Array.from({ length: 20_000 }, (_, index) => ({ id: 20_000 * count + index }));
        const headers = { 'elements-next-page-token': `t${count}` };
        return Promise.resolve({ statusCode: 200, headers, body, elapsed: 0, requests: 1 });
      };
      const reading = async () => {
        for await (const { records } of hubPages({
          requester: { request },
          path: '/hubs/a/b',
          pageSize: 1,
          purpose: 'x',
        }))
          assert.equal(records.length, 20_000);
      };
      await assert.rejects(reading, {
        code: 'COUPA_RESPONSE',
        message: /not at its end after 2000000 records/,
      });
    });
  });

  it('may be empty, or bring what was there before, for a while', async () => {
    let count = 0;
    const request = (): Promise<Answer> => {
      count += 1;
      const headers = count < 1200 ? { 'elements-next-page-token': `t${count}` } : {};
      const body = count % 999 === 0 ? [{ id: count }] : count % 99 < 2 ? [{ id: 1 }] : [];
      return Promise.resolve({ statusCode: 200, headers, body, elapsed: 0, requests: 1 });
    };
    assert.equal((await read({ request }, '/hubs/a/b')).length, 1200);
  });

  describe('of the simulated hub', () => {
    let tenant: Tenant;
    let connection: Connection;
    let hub: Hub;

    async function start(options: HubOptions = {}, elementToken = 'element'): Promise<void> {
      tenant = await Tenant.start();
      hub = new Hub(options);
      tenant.mount(hub.mounted);
      connection = new Connection({
        authentication: 'openConnectors',
        siteAddress: `${tenant.url}/elements/api-v2`,
        credentials: { userSecret: 'user', organizationSecret: 'organization', elementToken },
      });
    }
    afterEach(async () => {
      await connection.close();
      await tenant.close();
    });

    it('give every record once, in no order, with empty pages between', async () => {
      await start({ emptyPages: 3 });
      const { records } = hub.list('finance/customers');
      for (let id = 1; id <= 57; id++) records.push({ id });
      const found = (await read(connection, '/hubs/finance/customers'))
        .flat()
        .map((record) => (record as { id: number }).id);
      assert.notDeepEqual(
        found,
        [...found].sort((left, right) => left - right),
      );
      assert.deepEqual(new Set(found), new Set(records.map(({ id }) => id)));
      assert.equal(found.length, 57);
    });

    it("select by Sage's where, whose names are not those of its records", async () => {
      await start();
      const { records } = hub.list('finance/customers', {
        aliases: { lastModifiedDate: 'updated_at' },
        ignored: ['attributes'],
      });
      records.push(
        { id: 'old', updated_at: '2026-01-01T00:00:00Z' },
        { id: 'new', updated_at: '2026-01-02T00:00:00Z' },
      );
      const where = encodeURIComponent(
        "lastModifiedDate>='2026-01-02T00:00:00Z' and attributes='created_at,updated_at'",
      );
      assert.deepEqual(await read(connection, `/hubs/finance/customers?where=${where}`), [[records[1]]]);
    });

    it("show the tenant's own records under Coupa's hub", async () => {
      await start();
      tenant.resource('items').createMany(3);
      const where = encodeURIComponent("id>='2'");
      const found = await read(connection, `/hubs/businessspendmanagement/products?where=${where}`);
      assert.deepEqual(
        found
          .flat()
          .map((record) => (record as { id: number }).id)
          .sort(),
        [2, 3],
      );
    });

    it('are refused to a wrong token', async () => {
      await start({}, 'wrong');
      await assert.rejects(
        read(connection, '/hubs/finance/customers'),
        (error) => error instanceof CoupaError && error.code === 'COUPA_AUTH',
      );
    });

    it('are refused for a resource that the hub has not, and a where it cannot read', async () => {
      await start();
      hub.list('finance/customers');
      await assert.rejects(read(connection, '/hubs/finance/nothing'), /404|not found/i);
      await assert.rejects(
        read(connection, '/hubs/finance/customers?where=a'),
        (error) => error instanceof CoupaError,
      );
    });
  });
});

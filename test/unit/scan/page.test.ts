import assert from 'node:assert/strict';
import { checkPage, readPage } from '../../../lib/scan/page';

const answer = { headers: {}, elapsed: 1, requests: 1 };

describe('A page', () => {
  it('is empty when the tenant answered that there is no content', () => {
    assert.deepEqual(readPage({ ...answer, statusCode: 204, body: undefined }).records, []);
  });

  for (const [what, body] of [
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
  ] as const) {
    it(`is none when the tenant answered 200 with ${what}`, () => {
      assert.throws(() => readPage({ ...answer, statusCode: 200, body }), { code: 'COUPA_RESPONSE' });
    });
  }

  it('that is emptied on its way is told as that, and not as the wrong URL', () => {
    for (const statusCode of [200, 202])
      assert.throws(
        () => readPage({ ...answer, statusCode, body: undefined }),
        new RegExp(`HTTP ${statusCode} with nothing where a list should be`),
      );
  });

  it('ends a range where its ids ascend beyond it, and is irregular where others come behind those', () => {
    const page = (...ids: number[]) => ids.map((id) => ({ id }));
    const range = { after: 10, upTo: 20 };
    assert.deepEqual(checkPage(page(30, 31), range), { records: [], last: 10, ended: true });
    assert.deepEqual(checkPage(page(15, 30, 31), range), { records: page(15), last: 15, ended: true });
    for (const ids of [
      [31, 30, 15],
      [30, 15],
      [12, 30, 15],
    ])
      assert.throws(() => checkPage(page(...ids), range), { irregularity: 'order' });
  });
});

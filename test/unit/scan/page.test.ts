import assert from 'node:assert/strict';
import { readPage } from '../../../lib/scan/page';

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
});

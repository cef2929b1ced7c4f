import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { CoupaError } from '../../lib/base/errors';
import { answering, bounded } from '../../nodes/admin/endpoint';

/** An answer that keeps what it is given. */
class FakeResponse extends EventEmitter {
  code = 200;
  body: unknown;
  ended = false;

  constructor(readonly headersSent = false) {
    super();
  }

  status(code: number): this {
    this.code = code;
    return this;
  }

  json(body: unknown): this {
    this.body = body;
    return this.end();
  }

  end(): this {
    this.ended = true;
    this.emit('finish');
    return this;
  }
}

async function answerOf(handle: () => Promise<void>, headersSent = false): Promise<FakeResponse> {
  const response = new FakeResponse(headersSent);
  const finished = new Promise((resolve) => response.once('finish', resolve));
  answering(handle)({} as Request, response as unknown as Response, assert.fail);
  await finished;
  return response;
}

describe('A question to which the answer fails', () => {
  it('is answered with status 500, and not with what was thrown', async () => {
    const { code, body } = await answerOf(() => Promise.reject(new TypeError('s3cret')));
    assert.equal(code, 500);
    assert.doesNotMatch(JSON.stringify(body), /s3cret/);
  });

  it('ends what has begun', async () => {
    const { ended, body } = await answerOf(() => Promise.reject(new Error('s3cret')), true);
    assert.deepEqual([ended, body], [true, undefined]);
  });
});

describe('A text of a dialog', () => {
  it('is refused in words where nobody would have made it so long', () => {
    assert.equal(bounded('url', 'x'.repeat(20_000)).length, 20_000);
    assert.throws(
      () => bounded('url', 'x'.repeat(20_001)),
      (error: CoupaError) => {
        assert.ok(error instanceof CoupaError);
        assert.equal(error.code, 'COUPA_CONFIG');
        assert.match(error.message, /"url" has 20001 characters; at most 20000 are read/);
        return true;
      },
    );
  });
});

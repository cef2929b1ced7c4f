import assert from 'node:assert/strict';
import { CoupaError, type CoupaErrorOptions } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { carryOut, lookBack } from '../../../lib/write/carry-out';
import type { Outcome } from '../../../lib/write/outcome';

describe('carrying out a write', () => {
  const items = [{ id: '1' }, { id: '2' }];
  const all: Outcome<string>[] = [{ applied: '1' }, { applied: '2' }];

  function failing(thrown: unknown) {
    const asked: string[] = [];
    const report = carryOut<string>({
      items,
      send: async () => {
        throw thrown;
      },
      judge: () => assert.fail('there is no answer to judge'),
      findOut: async (why) => {
        asked.push(String(why));
        return all;
      },
    });
    return { report, asked };
  }

  const error = (options: CoupaErrorOptions = {}) =>
    new CoupaError('COUPA_NETWORK', phrase`The line was cut.`, options);

  it('takes the word of an answer', async () => {
    const report = await carryOut<string>({
      items,
      send: async () => ({ statusCode: 201, headers: {}, body: {}, elapsed: 1, requests: 1 }),
      judge: () => ({ outcomes: all, result: ['said'] }),
      findOut: () => assert.fail('nothing is open'),
    });
    assert.deepEqual(report, { outcomes: all, result: ['said'], statusCode: 201 });
  });

  it('looks in the tenant after a failure that leaves it open', async () => {
    const { report, asked } = failing(error());
    assert.deepEqual((await report).outcomes, all);
    assert.deepEqual(asked, ['The line was cut']);
  });

  for (const [what, options, outcome] of [
    ['was refused', { statusCode: 400, reason: { kind: 'status', messages: ['no'] } }, 'refused'],
    ['never left', { outcome: 'not sent' }, 'not sent'],
  ] as const) {
    it(`does not look when the request ${what}`, async () => {
      const { report, asked } = failing(error(options));
      const { outcomes } = await report;
      assert.deepEqual(
        outcomes.map((one) => 'outcome' in one && [one.object, one.outcome]),
        items.map((item) => [item, outcome]),
      );
      assert.deepEqual(asked, []);
    });
  }

  it('lets an abort through', async () => {
    const abort = new DOMException('Closed.', 'AbortError');
    await assert.rejects(failing(abort).report, (thrown) => thrown === abort);
  });

  it('calls unknown what it cannot look for', async () => {
    const outcomes = await lookBack<unknown, string, (typeof items)[number]>(
      items,
      async () => {
        throw error();
      },
      () => assert.fail('there is nothing to judge by'),
      (why) => ({ reason: phrase`Nobody knows: ${why}` }),
    );
    assert.deepEqual(
      outcomes.map((one) => 'outcome' in one && [one.outcome, String(one.reason)]),
      items.map(() => ['unknown', 'Nobody knows: The line was cut.']),
    );
  });
});

import assert from 'node:assert/strict';
import { inTime } from '../../../lib/fleet/redis/in-time';
import { manualClock } from '../connection/manual-clock';

describe('What an engine is to answer within two seconds', () => {
  /** An answer that is awaited by a process that stood still for so long when the two seconds were over. */
  function waiting(stoodStillMs: number) {
    const manual = manualClock();
    const clock = { ...manual, monotonic: () => manual.monotonic() + stoodStill };
    let stoodStill = 0;
    let answer: (text: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const told: string[] = [];
    const settled = inTime(work, { clock, timeoutMs: 2000, name: 'host:6379' }, () =>
      told.push('given up'),
    ).then(
      (text) => told.push(text),
      (error: Error) => told.push(error.message),
    );
    stoodStill = stoodStillMs;
    return { told, settled, answer, tick: manual.tick };
  }

  const givenUp = [
    'given up',
    'The engine host:6379 did not answer within 2 seconds. Nothing is lost: the polls go on when it does.',
  ];

  it('is given up then', async () => {
    const { told, tick } = waiting(0);
    await tick(1999);
    assert.deepEqual(told, []);
    await tick(1);
    assert.deepEqual(told, givenUp);
  });

  it('is taken where it came while this process stood still and could not read it', async () => {
    const { told, settled, answer, tick } = waiting(700);
    await tick(2000);
    answer('renewed');
    await settled;
    await tick(10_000);
    assert.deepEqual(told, ['renewed']);
  });

  for (const [stoodStillMs, moreMs] of [
    [700, 700],
    [600_000, 2000],
  ] as const)
    it(`is given up ${moreMs} ms later where this process stood still for ${stoodStillMs} ms`, async () => {
      const { told, tick } = waiting(stoodStillMs);
      await tick(2000 + moreMs - 1);
      assert.deepEqual(told, []);
      await tick(1);
      assert.deepEqual(told, givenUp);
    });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OneAtATime } from '../../../lib/base/one-at-a-time';

/** Runs tasks of so many turns each, some of which fail, and tells what ran. */
async function runAll(tasks: readonly { turns: number; fails: boolean }[], alike: boolean) {
  const ran: number[] = [];
  let underWay = 0;
  let most = 0;
  const one = new OneAtATime(
    async (index: number) => {
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turn = 0; turn < (tasks[index]?.turns ?? 0); turn += 1) await Promise.resolve();
      underWay -= 1;
      ran.push(index);
      if (tasks[index]?.fails) throw new Error(`task ${index}`);
      return index;
    },
    () => alike,
  );
  const outcomes = await Promise.allSettled(tasks.map((_, index) => one.run(index)));
  return { ran, most, outcomes, one };
}

describe('one at a time', () => {
  const tasks = fc.array(fc.record({ turns: fc.nat(5), fails: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  });

  it('does each that is for something of its own, in order, whether the one before failed or not', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, async (list) => {
        const { ran, most, outcomes, one } = await runAll(list, false);
        assert.deepEqual(
          ran,
          list.map((_, index) => index),
        );
        assert.equal(most, 1);
        assert.deepEqual(
          outcomes.map(({ status }) => status === 'rejected'),
          list.map(({ fails }) => fails),
        );
        assert.equal(one.busy, false);
      }),
    );
  });

  it('does what waits as one, where all are alike', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, async (list) => {
        const { ran, most } = await runAll(list, true);
        assert.deepEqual(ran, list.length > 1 ? [0, 1] : [0]);
        assert.equal(most, 1);
      }),
    );
  });

  it('takes what comes while it is at work in the order in which it came', async () => {
    const arriving = fc.array(fc.record({ turns: fc.nat(5), after: fc.nat(8) }), {
      minLength: 1,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(arriving, async (list) => {
        const ran: number[] = [];
        const one = new OneAtATime(
          async (index: number) => {
            ran.push(index);
            for (let turn = 0; turn < (list[index]?.turns ?? 0); turn += 1) await Promise.resolve();
          },
          () => false,
        );
        const calls: Promise<void>[] = [];
        for (const [index, { after }] of list.entries()) {
          for (let turn = 0; turn < after; turn += 1) await Promise.resolve();
          calls.push(one.run(index));
        }
        await Promise.all(calls);
        assert.deepEqual(
          ran,
          list.map((_, index) => index),
        );
      }),
    );
  });

  it('is idle when everything that it was asked for is done', async () => {
    const done: number[] = [];
    const one = new OneAtATime(
      async (index: number) => {
        await new Promise((resolve) => setImmediate(resolve));
        done.push(index);
        if (index === 1) throw new Error('one that fails is done too');
      },
      () => false,
    );
    const calls = Promise.allSettled([0, 1, 2, 3].map((index) => one.run(index)));
    await one.idle();
    assert.deepEqual(done, [0, 1, 2, 3]);
    assert.equal(one.busy, false);
    await calls;
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TaskQueue } from '../../../lib/base/task-queue';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a queue of tasks', () => {
  const tasks = fc.array(fc.record({ turns: fc.nat(4), fails: fc.boolean(), after: fc.nat(6) }), {
    maxLength: 12,
  });

  it('runs each when the one before has ended, in the order in which they were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, async (list) => {
        const queue = new TaskQueue();
        const begun: number[] = [];
        let underWay = 0;
        const results: Promise<number>[] = [];
        for (const [index, { turns, fails, after }] of list.entries()) {
          for (let count = 0; count < after; count += 1) await Promise.resolve();
          const result = queue.run(async () => {
            begun.push(index);
            underWay += 1;
            assert.equal(underWay, 1, 'two at once');
            for (let count = 0; count < turns; count += 1) await Promise.resolve();
            underWay -= 1;
            if (fails) throw new Error(`task ${index}`);
            return index;
          });
          result.catch(() => undefined);
          results.push(result);
        }
        const ends = await Promise.allSettled(results);
        assert.deepEqual(
          begun,
          list.map((_, index) => index),
        );
        for (const [index, end] of ends.entries())
          if (list[index]?.fails)
            assert.match(String(end.status === 'rejected' && end.reason), new RegExp(`task ${index}$`));
          else assert.deepEqual(end, { status: 'fulfilled', value: index });
        assert.equal(queue.isBusy, false);
      }),
    );
  });

  it('is busy from the moment a task is asked for until the last has ended', async () => {
    const queue = new TaskQueue();
    assert.equal(queue.isBusy, false);
    const first = queue.run(turn);
    const second = queue.run(turn);
    assert.equal(queue.isBusy, true);
    await first;
    assert.equal(queue.isBusy, true);
    await second;
    assert.equal(queue.isBusy, false);
  });

  it('is idle when what was asked for so far has ended, well or not', async () => {
    const queue = new TaskQueue();
    let ended = 0;
    const failing = queue.run(async () => {
      await turn();
      ended += 1;
      throw new Error('no');
    });
    failing.catch(() => undefined);
    await queue.idle();
    assert.equal(ended, 1);
    await new TaskQueue().idle();
  });
});

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onAbort } from '../../../../lib/base/signals/on-abort';

describe('Whoever waits for a signal to be aborted', () => {
  it('is called once, in turn, unless it was taken back, also by one before it', () => {
    const controller = new AbortController();
    const called: string[] = [];
    onAbort(controller.signal, () => {
      called.push('first');
      takeBack();
    });
    const takeBack = onAbort(controller.signal, () => called.push('taken back by the first'));
    onAbort(controller.signal, () => called.push('last'));
    onAbort(controller.signal, () => called.push('taken back'))();
    controller.abort();
    takeBack();
    assert.deepEqual(called, ['first', 'last']);
  });

  it('shares one listener with all others: a removed one would keep what came after it', () => {
    const { signal } = new AbortController();
    const listeners = () => getEventListeners(signal, 'abort').length;
    const takenBack = [1, 2, 3].map(() => onAbort(signal, () => undefined));
    assert.equal(listeners(), 1);
    takenBack[0]?.();
    takenBack[0]?.();
    assert.equal(listeners(), 1);
    for (const takeBack of takenBack) takeBack();
    assert.equal(listeners(), 0);
    onAbort(signal, () => undefined);
    assert.equal(listeners(), 1);
  });

  it('leaves nothing that only a full collection takes, however many come and go', () => {
    setFlagsFromString('--expose-gc');
    const collectAll = runInNewContext('gc') as () => void;
    const { signal } = new AbortController();
    onAbort(signal, () => undefined);
    // What waits by then is in the old space.
    collectAll();
    collectAll();
    const before = oldSpace();
    const line: (() => void)[] = [];
    for (let count = 0; count < 20_000; count += 1) {
      const held = new Array(200).fill(count);
      line.push(onAbort(signal, () => held.length));
      if (line.length > 4) line.shift()?.();
    }
    const left = oldSpace() - before;
    assert.ok(left < 2e6, `${left} bytes of ${20_000 * 1600}`);
  });
});

function oldSpace(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0;
}

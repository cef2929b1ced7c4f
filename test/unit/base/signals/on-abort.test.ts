import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
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
});

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { unlessAborted } from '../../../lib/base/unless-aborted';

describe('Waiting for what somebody else has to answer', () => {
  it('ends with the answer', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessAborted(1, signal), 1);
    assert.equal(await unlessAborted(Promise.resolve(2), signal), 2);
    await assert.rejects(unlessAborted(Promise.reject(new Error('away')), signal), /away/);
  });

  it('ends when the node is closed, though the answer never comes', async () => {
    const closing = new AbortController();
    const waiting = unlessAborted(new Promise(() => {}), closing.signal);
    closing.abort(new Error('closed'));
    await assert.rejects(waiting, /closed/);
    await assert.rejects(unlessAborted(new Promise(() => {}), closing.signal), /closed/);
  });

  it('is one listener of its signal, however many wait: Node.js warns of a leak from eleven on', async () => {
    const closing = new AbortController();
    const answers = Array.from({ length: 20 }, () => unlessAborted(new Promise(() => {}), closing.signal));
    const ended = Promise.allSettled(answers);
    assert.equal(getEventListeners(closing.signal, 'abort').length, 1);
    closing.abort(new Error('closed'));
    assert.ok((await ended).every(({ status }) => status === 'rejected'));
    assert.equal(getEventListeners(closing.signal, 'abort').length, 0);
  });
});

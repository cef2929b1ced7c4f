import assert from 'node:assert/strict';
import { OwnMessages } from '../../../lib/fleet/delivery/own-messages';

describe('what an instance handed over and gets itself', () => {
  it('is given once, and for the sending that it was kept for', () => {
    const own = new OwnMessages('run');
    const [first, second] = [{ payload: 1 }, { payload: 2 }];
    own.keep('a.1', first, 10);
    assert.equal(own.take('a.2'), undefined);
    assert.equal(own.take('a.1'), first);
    assert.equal(own.take('a.1'), undefined);
    own.keep('a.2', first, 10);
    own.keep('a.3', second, 10);
    assert.equal(own.take('a.2'), undefined, 'a later sending takes its place');
    assert.equal(own.take('a.3'), second);
  });

  it('is forgotten with its record, or with all', () => {
    const own = new OwnMessages('run');
    own.keep('a.1', {}, 10);
    own.keep('b.1', {}, 10);
    own.keep('c.1', {}, 10);
    own.forget('a');
    assert.equal(own.take('a.1'), undefined);
    own.clear();
    assert.deepEqual([own.take('b.1'), own.take('c.1')], [undefined, undefined]);
  });

  it('is never more than two million characters, and there is room again for what was taken or forgotten', () => {
    const own = new OwnMessages('run');
    const kept = (token: string) => {
      own.keep(token, {}, 1_000_000);
      return own.take(token) !== undefined;
    };
    own.keep('a.1', {}, 1_000_000);
    own.keep('b.1', {}, 999_999);
    assert.equal(kept('c.1'), false);
    own.keep('b.2', {}, 1_000_000);
    assert.equal(kept('c.1'), false, 'the later sending has the place of the earlier');
    own.forget('b');
    assert.equal(kept('c.1'), true);
    assert.equal(kept('d.1'), true);
  });
});

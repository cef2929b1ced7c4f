import assert from 'node:assert/strict';
import { PageMemory } from '../../../lib/local/page-memory';

describe('The memory of pages', () => {
  it('is used again for the next page, once nobody needs the one before', () => {
    const memory = new PageMemory();
    const [first, second, third] = [memory.lease(), memory.lease(), memory.lease()];
    const bytes = first.take(100_000);
    assert.notEqual(second.take(100_000), bytes);
    first.leave();
    assert.equal(third.take(90_000), bytes);
  });

  it('is not kept where it is smaller than pages are: what a growing page has left behind, and all of before a larger page', () => {
    const memory = new PageMemory();
    const first = memory.lease();
    for (const bytes of [100_000, 1_000_000, 3_000_000]) first.take(bytes);
    first.leave();
    const second = memory.lease();
    assert.ok(second.take(100_000).length >= 3_000_000, 'the largest');
    assert.ok(second.take(100_000).length < 1_000_000, 'a new one: no other was kept');
    const larger = memory.lease();
    larger.take(4_000_000);
    larger.leave();
    second.leave();
    assert.ok(memory.lease().take(1000).length >= 4_000_000);
    assert.ok(memory.lease().take(1000).length < 1_000_000);
  });

  it('is given back once, however often that is said', () => {
    const memory = new PageMemory();
    const first = memory.lease();
    const bytes = first.take(1000);
    first.leave();
    first.leave();
    const [second, third] = [memory.lease(), memory.lease()];
    assert.equal(second.take(1000), bytes);
    assert.notEqual(third.take(1000), bytes);
  });

  it('is as large as was asked for, and is told to be as large as the largest page was', () => {
    const memory = new PageMemory();
    const lease = memory.lease();
    assert.equal(lease.likely, 0);
    for (const bytes of [1, 65_537, 3_000_000]) assert.ok(lease.take(bytes).length >= bytes);
    lease.leave();
    assert.equal(memory.lease().likely, 3_000_000);
    assert.ok(memory.lease().take(3_000_001).length > 3_000_000);
  });
});

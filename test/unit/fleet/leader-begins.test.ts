import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { MemoryStore, Rig, turns } from '../poll/rig';

const noTenant = { request: () => Promise.reject(new Error('Nobody asked for a poll.')) };

/** A leader whose position cannot be read so often. */
function leader(failures: number, interval = 0) {
  const store = new MemoryStore();
  let left = failures;
  const load = store.load.bind(store);
  store.load = () => {
    left -= 1;
    if (left < 0) return load();
    return Promise.reject(new CoupaError('COUPA_STATE', phrase`The engine cannot be reached.`));
  };
  let opened = 0;
  const outbox = {
    send: () => undefined,
    keep: () => undefined,
    forget: () => undefined,
    isUnderWay: () => false,
    messageOf: () => undefined,
    open: () => {
      opened += 1;
    },
  };
  const rig = new Rig(noTenant, { config: { interval }, store, outbox });
  const reads = () => failures - left;
  return { rig, reads, opened: () => opened };
}

describe('A leader that cannot read its position at once', () => {
  it('begins when it can, though it polls on demand only, and says so once until then', async () => {
    const { rig, opened } = leader(3);
    rig.poller.start();
    await turns();
    assert.equal(opened(), 0);
    assert.equal(rig.errors.length, 1);
    assert.equal(rig.poller.cannotBegin, true, 'so another may lead');
    for (let second = 0; second < 3; second += 1) {
      rig.clock.advance(1000);
      await turns();
    }
    assert.equal(opened(), 1, 'it hears answers now');
    assert.equal(rig.poller.cannotBegin, false);
    assert.equal(rig.errors.length, 1);
    rig.clock.advance(60_000);
    await turns();
    assert.equal(opened(), 1);
  });

  it('tries no more once it is closed', async () => {
    const { rig, reads } = leader(100);
    rig.poller.start();
    await turns();
    await rig.poller.close();
    await turns();
    rig.clock.advance(60_000);
    await turns();
    assert.equal(reads(), 1);
  });
});

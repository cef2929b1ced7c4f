import assert from 'node:assert/strict';
import { WitnessKeeper } from '../../../lib/fleet/witness-keeper';
import { manualClock } from '../connection/manual-clock';
import { MemoryStore } from '../poll/rig';

const isLater = (keeper: WitnessKeeper) => keeper.witness !== undefined && keeper.isLater(keeper.witness);
const witnessOf = (at: number, proven: number | null) => ({ at, head: JSON.stringify({ proven }) });

describe('A witness of what an engine held', () => {
  const failures: unknown[] = [];
  const keeperOf = (store: MemoryStore, clock = manualClock()) =>
    new WitnessKeeper(store, clock, (error) => failures.push(error));

  it('is there again after a restart', async () => {
    const store = new MemoryStore();
    keeperOf(store).see(witnessOf(1, 5));
    const later = keeperOf(store);
    await later.load();
    assert.deepEqual(later.witness, witnessOf(1, 5));
  });

  it('is the latest, whatever comes late', () => {
    const keeper = keeperOf(new MemoryStore());
    keeper.see(witnessOf(2, 5));
    keeper.see(witnessOf(1, 4));
    keeper.see(undefined);
    assert.deepEqual(keeper.witness, witnessOf(2, 5));
  });

  it('is written at most once a minute, and when it is asked to', async () => {
    const store = new MemoryStore();
    const clock = manualClock();
    const keeper = keeperOf(store, clock);
    for (let second = 0; second < 60; second += 1) {
      keeper.see(witnessOf(second, second));
      await clock.tick(1000);
    }
    assert.equal(store.saves, 1);
    keeper.see(witnessOf(60, 60));
    assert.equal(store.saves, 2);
    keeper.see(witnessOf(61, 61));
    await keeper.save();
    assert.equal(store.saves, 3);
  });

  it('is written when the engine has got the same anew, since that may decide who knows later', async () => {
    const store = new MemoryStore();
    const keeper = keeperOf(store);
    keeper.see(witnessOf(1, 5));
    keeper.see(witnessOf(2, 5));
    await keeper.save();
    const later = keeperOf(store);
    await later.load();
    assert.deepEqual(later.witness, witnessOf(2, 5));
  });

  it('is later than a copy that the node made before the engine got it, also after a restart', async () => {
    const store = new MemoryStore();
    const keeper = keeperOf(store);
    const again = async () => {
      await keeper.save();
      const restarted = keeperOf(store);
      await restarted.load();
      return isLater(restarted);
    };
    assert.equal(isLater(keeper), false);
    keeper.see(witnessOf(1, 5));
    assert.deepEqual([isLater(keeper), await again()], [true, true]);
    keeper.copied();
    assert.deepEqual([isLater(keeper), await again()], [false, false]);
    keeper.see(witnessOf(2, 6));
    assert.deepEqual([isLater(keeper), await again()], [false, false]);
    keeper.see(witnessOf(3, 1));
    assert.deepEqual([isLater(keeper), await again()], [true, true]);
  });

  it('is not known to be later where a version wrote it that did not say so, until the engine has said something', async () => {
    const store = new MemoryStore();
    await store.save({ at: 1, members: JSON.stringify({ proven: 5 }) });
    const keeper = keeperOf(store);
    await keeper.load();
    assert.deepEqual([keeper.witness, isLater(keeper)], [witnessOf(1, 5), false]);
    keeper.see(witnessOf(1, 5));
    assert.equal(isLater(keeper), true);
  });

  it('is nothing before the first poll, so that a file says no such thing when there is something', () => {
    const keeper = keeperOf(new MemoryStore());
    keeper.see(witnessOf(1, null));
    assert.equal(keeper.witness, undefined);
  });

  it('tells that it cannot be kept, and goes on', async () => {
    const store = new MemoryStore();
    store.broken = new Error('full');
    const keeper = keeperOf(store);
    keeper.see(witnessOf(1, 5));
    await keeper.save();
    assert.deepEqual(failures.splice(0), [store.broken]);
    assert.deepEqual(keeper.witness, witnessOf(1, 5));
  });
});
